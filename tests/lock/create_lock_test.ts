import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { type Files, systemFiles } from "../../src/internal/files.ts";
import { systemClock } from "../../src/internal/clock.ts";
import {
  acquireLock,
  LockLostError,
  type LockOptions,
  LockTimeoutError,
  readLockOwner,
  tryAcquireLock,
} from "../../src/lock/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** Short, so that the tests are; a holder shows life every 30 ms then. */
const STALE_MS = 300;

/** A file system without locks, by an object of its own as if in another process. */
function withoutLocks(shiftMs: () => number = () => 0): Files {
  const unsupported = () =>
    Promise.reject(Object.assign(new Error("no locks available"), { code: "ENOLCK" }));
  return {
    ...systemFiles,
    async open(path, options) {
      const handle = await systemFiles.open(path, options);
      return {
        ...handle,
        tryLock: unsupported,
        async stat() {
          const stat = await handle.stat();
          // A file time that the server's clock gave after it was set.
          const isNew = stat.modifiedMs !== null && path.endsWith(".probe");
          return isNew ? { ...stat, modifiedMs: stat.modifiedMs! + shiftMs() } : stat;
        },
      };
    },
  };
}

function optionsOf(more: LockOptions = {}): LockOptions {
  return { files: withoutLocks(), staleMs: STALE_MS, timeoutMs: 5_000, ...more };
}

/** What a holder on another machine leaves that died `ageMs` ago. */
async function leaveDeadHolder(path: string, ageMs: number): Promise<void> {
  const owned = `${path}.lock.owned`;
  const owner = { pid: 1, host: "gone", since: "", purpose: "", token: "0123456789abcdef" };
  await Deno.writeTextFile(owned, `${JSON.stringify(owner)}\n`);
  const at = (Date.now() - ageMs) / 1000;
  await Deno.utime(owned, at, at);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

function inFolder(body: (path: string, folder: string) => Promise<void>): () => Promise<void> {
  return () => inTemporaryFolder((folder) => body(join(folder, "data"), folder));
}

Deno.test(
  "acquireLock() excludes without system locks and leaves nothing [OC-LOCK-1101]",
  inFolder(async (path, folder) => {
    let insideCount = 0;
    await Promise.all(Array.from({ length: 6 }, async () => {
      const options = optionsOf();
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
  inFolder(async (path) => {
    await using lease = await acquireLock(path, optionsOf({ purpose: "first" }));
    assertEquals(await readLockOwner(path), lease.facts.owner);
    const error = await assertRejects(
      () => acquireLock(path, optionsOf({ timeoutMs: 30 })),
      LockTimeoutError,
    );
    assertEquals(error.heldBy, lease.facts.owner);
  }),
);

Deno.test(
  "acquireLock() lets exactly one of several take over from a dead holder [OC-LOCK-1102]",
  inFolder(async (path, folder) => {
    for (let round = 0; round < 5; round++) {
      await leaveDeadHolder(path, STALE_MS + 1_000);
      let insideCount = 0;
      let count = 0;
      await Promise.all(Array.from({ length: 8 }, async () => {
        await using _lease = await acquireLock(path, optionsOf());
        assertEquals(++insideCount, 1);
        count += 1;
        await systemClock.sleep(2);
        insideCount -= 1;
      }));
      assertEquals(count, 8);
      assertEquals(await namesIn(folder), []);
    }
  }),
);

Deno.test(
  "acquireLock() takes over from one who died while taking over",
  inFolder(async (path, folder) => {
    await leaveDeadHolder(path, STALE_MS + 1_000);
    const claim = `${path}.lock.owned.0123456789abcdef.1.claim`;
    await Deno.writeTextFile(claim, "");
    const at = (Date.now() - STALE_MS - 1_000) / 1000;
    await Deno.utime(claim, at, at);
    await using lease = await acquireLock(path, optionsOf());
    assertEquals(await readLockOwner(path), lease.facts.owner);
    assertEquals(await namesIn(folder), ["data.lock.owned"]);
  }),
);

Deno.test(
  "acquireLock() spares a holder that lives, for longer than the stale time [OC-LOCK-1103]",
  inFolder(async (path) => {
    await using lease = await acquireLock(path, optionsOf());
    await assertRejects(
      () => acquireLock(path, optionsOf({ timeoutMs: 3 * STALE_MS })),
      LockTimeoutError,
    );
    assertEquals(await readLockOwner(path), lease.facts.owner);
  }),
);

Deno.test(
  "acquireLock() spares a holder that lives when the file system's clock is set",
  inFolder(async (path) => {
    for (const hours of [-1, 1]) {
      await using lease = await acquireLock(path, optionsOf());
      const files = withoutLocks(() => hours * 3_600_000);
      await assertRejects(
        () => acquireLock(path, optionsOf({ files, timeoutMs: 2 * STALE_MS })),
        LockTimeoutError,
      );
      assertEquals(await readLockOwner(path), lease.facts.owner);
    }
  }),
);

Deno.test(
  "acquireLock() waits for the stale time to pass",
  inFolder(async (path) => {
    await leaveDeadHolder(path, 0);
    const startMs = performance.now();
    await using _lease = await acquireLock(path, optionsOf());
    const waitedMs = performance.now() - startMs;
    // File times count in jiffies of up to 10 ms.
    assert(waitedMs >= STALE_MS - 20, `waited ${waitedMs} ms`);
  }),
);

Deno.test(
  "release() says that a lock was taken over meanwhile and spares the new holder [OC-LOCK-1104]",
  inFolder(async (path) => {
    const lease = await acquireLock(path, optionsOf());
    await Deno.remove(`${path}.lock.owned`);
    const next = await acquireLock(path, optionsOf({ purpose: "next" }));
    const error = await assertRejects(() => lease.release(), LockLostError, "held by process");
    assertEquals([error.code, error.heldBy], ["LOCK_LOST", next.facts.owner]);
    assertEquals((await tryAcquireLock(path, optionsOf())).ok, false);
    await next.release();
  }),
);
