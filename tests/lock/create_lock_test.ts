import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { systemBlockingFiles } from "../../src/internal/blocking_files.ts";
import { type Clock, createVirtualClock } from "../../src/internal/clock.ts";
import {
  type FileHandle,
  type Files,
  type OpenOptions,
  systemFiles,
} from "../../src/internal/files.ts";
import {
  acquireLock,
  LockLostError,
  type LockOptions,
  LockTimeoutError,
  readLockOwner,
  tryAcquireLock,
} from "../../src/lock/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** A holder shows life ten times as often. */
const STALE_MS = 30_000;

/**
 * Machines that share a file system without locks. Its calls end in the turn in which they begin, so
 * that the clock, which stands still while anybody works, jumps over no holder's sign of life; and
 * it gives file times by that clock.
 */
class World {
  readonly clock: Clock = { ...createVirtualClock(Date.UTC(2026, 0, 1)), kind: "system" };
  readonly #modifiedMs = new Map<string, number>();

  /** One machine's view; `shiftMs` is by how much the server's clock was set since files were made. */
  machine(shiftMs = 0): Files {
    return {
      ...systemFiles,
      lstat: (path) => Promise.resolve(systemBlockingFiles.lstat(path)),
      realPath: (path) => Promise.resolve(systemBlockingFiles.realPath(path)),
      removeFile: async (path) => await systemBlockingFiles.removeFile(path),
      open: async (path, options) => await this.#open(path, options, shiftMs),
    };
  }

  options(more: LockOptions = {}): LockOptions {
    const files = this.machine();
    return { files, clock: this.clock, staleMs: STALE_MS, timeoutMs: 20 * STALE_MS, ...more };
  }

  /** Leaves a file that was last written some time ago. */
  async leave(path: string, text: string, ageMs: number): Promise<void> {
    await Deno.writeTextFile(path, text);
    this.#modifiedMs.set(path, this.clock.now() - ageMs);
  }

  /** Leaves what a holder on another machine leaves that died some time ago. */
  async leaveDeadHolder(path: string, ageMs: number): Promise<void> {
    const owner = { pid: 1, host: "gone", since: "", purpose: "", token: "0123456789abcdef" };
    await this.leave(`${path}.lock.owned`, `${JSON.stringify(owner)}\n`, ageMs);
  }

  #open(path: string, options: OpenOptions, shiftMs: number): FileHandle {
    const handle = systemBlockingFiles.open(path, options);
    const touch = () => this.#modifiedMs.set(path, this.clock.now());
    if (options.createNew) touch();
    const close = () => handle.close();
    return {
      ...handle.twin,
      read: (buffer) => Promise.resolve(handle.read(buffer)),
      write: (bytes) => (touch(), Promise.resolve(handle.write(bytes))),
      seek: (offset) => Promise.resolve(handle.seek(offset)),
      sync: () => Promise.resolve(),
      tryLock: () => Promise.reject(Object.assign(new Error("no locks"), { code: "ENOLCK" })),
      stat: () => {
        const modifiedMs = (this.#modifiedMs.get(path) ?? 0) +
          (path.endsWith(".probe") ? shiftMs : 0);
        return Promise.resolve({ ...handle.stat(), modifiedMs });
      },
      close,
      [Symbol.dispose]: close,
    };
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

function inWorld(
  body: (world: World, path: string, folder: string) => Promise<void>,
): () => Promise<void> {
  return () =>
    inTemporaryFolder(async (folder) => {
      const real = await Deno.realPath(folder);
      await body(new World(), join(real, "data"), real);
    });
}

Deno.test(
  "acquireLock() excludes without system locks and leaves nothing [OC-LOCK-1101]",
  inWorld(async (world, path, folder) => {
    let insideCount = 0;
    await Promise.all(Array.from({ length: 6 }, async () => {
      const options = world.options();
      for (let round = 0; round < 10; round++) {
        await using _lease = await acquireLock(path, options);
        assertEquals(++insideCount, 1);
        assert((await namesIn(folder)).includes("data.lock.owned"));
        insideCount -= 1;
      }
    }));
    assertEquals(await namesIn(folder), []);
  }),
);

Deno.test(
  "acquireLock() names the holder without system locks too",
  inWorld(async (world, path) => {
    await using lease = await acquireLock(path, world.options({ purpose: "first" }));
    assertEquals(await readLockOwner(path), lease.facts.owner);
    const error = await assertRejects(
      () => acquireLock(path, world.options({ timeoutMs: 30 })),
      LockTimeoutError,
    );
    assertEquals(error.heldBy, lease.facts.owner);
  }),
);

Deno.test(
  "acquireLock() lets exactly one of several take over from a dead holder [OC-LOCK-1102]",
  inWorld(async (world, path, folder) => {
    for (let round = 0; round < 5; round++) {
      await world.leaveDeadHolder(path, STALE_MS + 1_000);
      let insideCount = 0;
      let count = 0;
      await Promise.all(Array.from({ length: 8 }, async () => {
        await using _lease = await acquireLock(path, world.options());
        assertEquals(++insideCount, 1);
        count += 1;
        await world.clock.sleep(2);
        insideCount -= 1;
      }));
      assertEquals(count, 8);
      assertEquals(await namesIn(folder), []);
    }
  }),
);

Deno.test(
  "acquireLock() takes over from one who died while taking over",
  inWorld(async (world, path, folder) => {
    await world.leaveDeadHolder(path, STALE_MS + 1_000);
    const claim = `${path}.lock.owned.0123456789abcdef.1.claim`;
    await world.leave(claim, "", STALE_MS + 1_000);
    await using lease = await acquireLock(path, world.options());
    assertEquals(await readLockOwner(path), lease.facts.owner);
    assertEquals(await namesIn(folder), ["data.lock.owned"]);
  }),
);

Deno.test(
  "acquireLock() spares a holder that lives, for longer than the stale time [OC-LOCK-1103]",
  inWorld(async (world, path) => {
    await using lease = await acquireLock(path, world.options());
    await assertRejects(
      () => acquireLock(path, world.options({ timeoutMs: 3 * STALE_MS })),
      LockTimeoutError,
    );
    assertEquals(await readLockOwner(path), lease.facts.owner);
  }),
);

Deno.test(
  "acquireLock() spares a holder that lives when the file system's clock is set",
  inWorld(async (world, path) => {
    for (const hours of [-1, 1]) {
      await using lease = await acquireLock(path, world.options());
      const files = world.machine(hours * 3_600_000);
      await assertRejects(
        () => acquireLock(path, world.options({ files, timeoutMs: 2 * STALE_MS })),
        LockTimeoutError,
      );
      assertEquals(await readLockOwner(path), lease.facts.owner);
    }
  }),
);

Deno.test(
  "acquireLock() waits for the stale time to pass",
  inWorld(async (world, path) => {
    await world.leaveDeadHolder(path, 0);
    await using lease = await acquireLock(path, world.options());
    const { waitedMs } = lease.facts;
    assert(waitedMs >= STALE_MS && waitedMs < 2 * STALE_MS, `waited ${waitedMs} ms`);
  }),
);

Deno.test(
  "release() says that a lock was taken over meanwhile and spares the new holder [OC-LOCK-1104]",
  inWorld(async (world, path) => {
    const lease = await acquireLock(path, world.options());
    await Deno.remove(`${path}.lock.owned`);
    const next = await acquireLock(path, world.options({ purpose: "next" }));
    const error = await assertRejects(() => lease.release(), LockLostError, "held by process");
    assertEquals([error.code, error.heldBy], ["LOCK_LOST", next.facts.owner]);
    assertEquals((await tryAcquireLock(path, world.options())).ok, false);
    await next.release();
  }),
);
