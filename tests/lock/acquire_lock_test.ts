import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join, relative } from "@std/path";
import { FileError } from "../../src/internal/file_error.ts";
import { type Files, systemFiles } from "../../src/internal/files.ts";
import { systemClock } from "../../src/internal/clock.ts";
import {
  acquireLock,
  acquireLockSync,
  LockDeadlockError,
  LockTimeoutError,
  readLockOwner,
  releaseLock,
  tryAcquireLock,
  tryAcquireLockSync,
} from "../../src/lock/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** The machine's file system by another object: its callers do not queue with others, as if in another process. */
function anotherProcess(): { files: Files } {
  return { files: { ...systemFiles } };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

function inFolder(body: (path: string, folder: string) => Promise<void>): () => Promise<void> {
  return () => inTemporaryFolder((folder) => body(join(folder, "data.json"), folder));
}

Deno.test(
  "acquireLock() holds a lock file beside the file and leaves none [OC-LOCK-1002]",
  inFolder(async (path, folder) => {
    {
      await using lease = await acquireLock(path, { purpose: "test" });
      assertEquals(await namesIn(folder), ["data.json.lock"]);
      assertEquals(lease.isHeld, true);
      assertEquals(lease.facts.mode, "exclusive");
      const owner = await readLockOwner(path);
      assertEquals(owner, lease.facts.owner);
      assertEquals([owner?.pid, owner?.host, owner?.purpose], [Deno.pid, Deno.hostname(), "test"]);
      assert(Math.abs(Date.parse(owner!.since) - Date.now()) < 10_000);
    }
    assertEquals(await namesIn(folder), []);
    assertEquals(await readLockOwner(path), null);
  }),
);

Deno.test(
  "acquireLock() lets nobody in while it is held, in this process or another one [OC-LOCK-1001]",
  inFolder(async (path) => {
    const lease = await acquireLock(path);
    for (const options of [{}, anotherProcess()]) {
      const result = await tryAcquireLock(path, options);
      assertEquals(result, { ok: false, heldBy: lease.facts.owner });
    }
    assertEquals(tryAcquireLockSync(path).ok, false);
    await releaseLock(lease);
    const result = await tryAcquireLock(path, anotherProcess());
    assert(result.ok);
    await result.lease.release();
  }),
);

Deno.test(
  "acquireLock() takes any spelling of a path, and links to it, for the same lock [OC-LOCK-1003]",
  inFolder(async (path, folder) => {
    await Deno.writeTextFile(path, "");
    await Deno.mkdir(join(folder, "sub"));
    await Deno.symlink(folder, join(folder, "link"));
    await Deno.symlink(path, join(folder, "sub", "file-link"));
    const spellings = [
      `${folder}/./data.json`,
      `${folder}//data.json`,
      `${folder}/sub/../data.json`,
      `${folder}/link/data.json`,
      `${folder}/sub/file-link`,
      relative(Deno.cwd(), path),
    ];
    await using lease = await acquireLock(path);
    for (const spelling of spellings) {
      for (const options of [{}, anotherProcess()]) {
        const result = await tryAcquireLock(spelling, options);
        assertEquals(result, { ok: false, heldBy: lease.facts.owner }, spelling);
      }
    }
  }),
);

Deno.test(
  "acquireLock() serves the callers of one process in order of arrival [OC-LOCK-1004]",
  inFolder(async (path) => {
    const order: number[] = [];
    await Promise.all(Array.from({ length: 50 }, async (_, index) => {
      await using _lease = await acquireLock(path);
      order.push(index);
    }));
    assertEquals(order, Array.from({ length: 50 }, (_, index) => index));
  }),
);

Deno.test(
  "acquireLock() excludes contenders that do not know of each other",
  inFolder(async (path, folder) => {
    let insideCount = 0;
    let handOverCount = 0;
    let last = -1;
    await Promise.all(Array.from({ length: 8 }, async (_, index) => {
      const process = anotherProcess();
      for (let round = 0; round < 25; round++) {
        await using _lease = await acquireLock(path, process);
        assertEquals(++insideCount, 1);
        if (last !== index) handOverCount += 1;
        last = index;
        await systemClock.sleep(0);
        insideCount -= 1;
      }
    }));
    assert(handOverCount >= 16, `they hardly interleaved: ${handOverCount}`);
    assertEquals(await namesIn(folder), []);
  }),
);

Deno.test(
  "acquireLock() gives up at its deadline, names the holder, and waits no more [OC-LOCK-1005]",
  inFolder(async (path, folder) => {
    for (const options of [{}, anotherProcess()]) {
      const lease = await acquireLock(path, { purpose: "rewrite\nof all" });
      const startMs = performance.now();
      const error = await assertRejects(
        () => acquireLock(path, { ...options, timeoutMs: 60 }),
        LockTimeoutError,
        `Cannot lock "${path}": wanted it within`,
      );
      const waitedMs = performance.now() - startMs;
      assert(waitedMs >= 59 && waitedMs < 5_000, `waited ${waitedMs} ms`);
      assertEquals([error.code, error.path], ["LOCK_TIMEOUT", path]);
      assert(Math.abs(error.waitedMs - waitedMs) < 1_000);
      assertEquals(error.heldBy, lease.facts.owner);
      assert(error.message.includes(`process ${Deno.pid} on ${Deno.hostname()} since`));
      await lease.release();
      // A zombie waiter would hold it now, or leave its file.
      assertEquals(await namesIn(folder), []);
      const result = await tryAcquireLock(path, anotherProcess());
      assert(result.ok);
      await result.lease.release();
    }
  }),
);

Deno.test(
  "acquireLock() ends at once when aborted, before, in the queue and while polling [OC-LOCK-1006]",
  inFolder(async (path, folder) => {
    const reason = new Error("enough");
    await assertRejects(
      () => acquireLock(path, { signal: AbortSignal.abort(reason) }),
      Error,
      "enough",
    );
    assertEquals(await namesIn(folder), []);
    await using _lease = await acquireLock(path);
    for (const options of [{}, anotherProcess()]) {
      const stop = new AbortController();
      const waiting = acquireLock(path, { ...options, signal: stop.signal });
      await systemClock.sleep(5);
      stop.abort(reason);
      const startMs = performance.now();
      assertEquals(await waiting.catch((error) => error), reason);
      assert(performance.now() - startMs < 2_000, "it waited on");
    }
  }),
);

Deno.test(
  "acquireLock() shares with those who share and with nobody else [OC-LOCK-1007]",
  inFolder(async (path, folder) => {
    const shared = { mode: "shared" } as const;
    const first = await acquireLock(path, shared);
    const second = await acquireLock(path, shared);
    const third = await acquireLock(path, { ...shared, ...anotherProcess() });
    assertEquals((await tryAcquireLock(path)).ok, false);
    assertEquals((await tryAcquireLock(path, anotherProcess())).ok, false);
    await first.release();
    await third.release();
    assertEquals(await namesIn(folder), ["data.json.lock"]);
    assertEquals((await tryAcquireLock(path, anotherProcess())).ok, false);
    await second.release();
    assertEquals(await namesIn(folder), []);

    await using _exclusive = await acquireLock(path);
    assertEquals((await tryAcquireLock(path, { ...shared, ...anotherProcess() })).ok, false);
  }),
);

Deno.test(
  "release() is harmless when done twice [OC-LOCK-1008]",
  inFolder(async (path) => {
    const lease = await acquireLock(path);
    await Promise.all([lease.release(), lease.release()]);
    assertEquals(lease.isHeld, false);
    await using _next = await acquireLock(path);
    await lease.release();
    assertEquals((await tryAcquireLock(path, anotherProcess())).ok, false);

    const lock = acquireLockSync(join(path, "..", "other"));
    lock.release();
    lock.release();
    lock[Symbol.dispose]();
  }),
);

Deno.test(
  "acquireLockSync() locks like its twin and refuses to block its own process [OC-LOCK-1009]",
  inFolder(async (path, folder) => {
    {
      using lease = acquireLockSync(path, { purpose: "sync" });
      assertEquals(lease.isHeld, true);
      assertEquals(await namesIn(folder), ["data.json.lock"]);
      const result = await tryAcquireLock(path, anotherProcess());
      assertEquals(result, { ok: false, heldBy: lease.facts.owner });
    }
    assertEquals(await namesIn(folder), []);
    await using _lease = await acquireLock(path);
    const error = assertThrows(() => acquireLockSync(path), LockDeadlockError, "by this process");
    assertEquals([error.code, error.path], ["LOCK_DEADLOCK", path]);
  }),
);

Deno.test(
  "acquireLockSync() gives up at its deadline",
  inFolder(async (path) => {
    await using _lease = await acquireLock(path, anotherProcess());
    const startMs = performance.now();
    assertThrows(() => acquireLockSync(path, { timeoutMs: 30 }), LockTimeoutError);
    assert(performance.now() - startMs >= 29);
  }),
);

Deno.test(
  "acquireLock() leaves a file alone that only has the name of its lock file [OC-LOCK-1011]",
  inFolder(async (_path, folder) => {
    const foreign = join(folder, "deno.lock");
    const content = '{ "version": "5" }\n';
    await Deno.writeTextFile(foreign, content);
    const error = await assertRejects(() => acquireLock(join(folder, "deno")), FileError);
    assertEquals(error.code, "EEXIST");
    assertEquals(await Deno.readTextFile(foreign), content);
    // Nor does one who finds it locked leave a mark in it.
    using other = await Deno.open(foreign, { read: true });
    await other.lock(true);
    assertEquals((await tryAcquireLock(join(folder, "deno"))).ok, false);
    assertEquals(await Deno.readTextFile(foreign), content);
  }),
);

Deno.test(
  "acquireLock() names code and path where there can be no lock",
  inFolder(async (_path, folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    await Deno.mkdir(join(folder, "a.lock"));
    await Deno.symlink("elsewhere", join(folder, "b.lock"));
    await Deno.writeTextFile(join(folder, "elsewhere"), "");
    await Deno.symlink("nowhere", join(folder, "dangling"));
    const table: readonly (readonly [string, string])[] = [
      ["missing/data", "ENOENT"],
      ["file/data", "ENOTDIR"],
      ["dangling", "ENOENT"],
      ["a", "EEXIST"],
      ["b", "ELOOP"],
      ["x".repeat(300), "ENAMETOOLONG"],
      ["a\u0000b", "EINVAL"],
      ["CON", "EINVAL"],
      ["nul.json", "EINVAL"],
    ];
    const before = await namesIn(folder);
    for (const [name, code] of table) {
      const path = `${folder}/${name}`;
      const error = await assertRejects(() => acquireLock(path), FileError, "Cannot lock");
      assertEquals([error.code, error.path], [code, path], name);
      assertThrows(() => acquireLockSync(path), FileError);
    }
    assertEquals(await namesIn(folder), before);
  }),
);

Deno.test("acquireLock() refuses limits that are no positive numbers [OC-LOCK-1013]", async () => {
  for (const name of ["timeoutMs", "spinMs", "staleMs"]) {
    for (const value of [0, -1, NaN]) {
      const error = await assertRejects(() => acquireLock("x", { [name]: value }), RangeError);
      assertEquals(error.message, `Cannot lock "x": ${name} must be > 0, got ${value}`);
    }
  }
});

Deno.test(
  "acquireLock() does not count a lock on a file that its holder has removed [OC-LOCK-1010]",
  inFolder(async (path, folder) => {
    const holder = await acquireLock(path, anotherProcess());
    const successors = [anotherProcess(), anotherProcess()];
    let isFirst = true;
    // Between opening and locking, the file is removed and somebody else takes the new one.
    let successor: Awaited<ReturnType<typeof acquireLock>> | undefined;
    const files: Files = {
      ...systemFiles,
      async open(name, options) {
        const handle = await systemFiles.open(name, options);
        if (isFirst && name.endsWith(".lock")) {
          isFirst = false;
          await holder.release();
          successor = await acquireLock(path, successors[0]);
        }
        return handle;
      },
    };
    assertEquals((await tryAcquireLock(path, { files })).ok, false);
    await successor!.release();
    assertEquals(await namesIn(folder), []);
  }),
);

Deno.test(
  "acquireLock() is not moved by a clock that is set [OC-LOCK-1012]",
  inFolder(async (path) => {
    for (const hours of [-1, 1]) {
      let offsetMs = 0;
      const clock = { ...systemClock, now: () => Date.now() + offsetMs };
      const lease = await acquireLock(path, { clock, ...anotherProcess() });
      offsetMs = hours * 3_600_000;
      assertEquals((await tryAcquireLock(path, { clock })).ok, false);
      const startMs = performance.now();
      await assertRejects(() => acquireLock(path, { clock, timeoutMs: 30 }), LockTimeoutError);
      const waitedMs = performance.now() - startMs;
      assert(waitedMs >= 29 && waitedMs < 5_000, `waited ${waitedMs} ms`);
      await lease.release();
      await (await acquireLock(path, { clock })).release();
    }
  }),
);

Deno.test(
  "200 waiters poll the lock once and stall no other file operation",
  inFolder(async (path, folder) => {
    const holder = await acquireLock(path, anotherProcess());
    let openCount = 0;
    const files: Files = {
      ...systemFiles,
      open(name, options) {
        if (name.endsWith(".lock")) openCount += 1;
        return systemFiles.open(name, options);
      },
    };
    const order: number[] = [];
    const waiters = Array.from({ length: 200 }, async (_, index) => {
      await using _lease = await acquireLock(path, { files });
      order.push(index);
    });
    await systemClock.sleep(20);
    const startMs = performance.now();
    for (let count = 0; count < 100; count++) await Deno.writeTextFile(join(folder, "x"), "x");
    const perWriteMs = (performance.now() - startMs) / 100;
    assertEquals(openCount, 1);
    assert(perWriteMs < 100, `a write took ${perWriteMs} ms`);
    await holder.release();
    await Promise.all(waiters);
    assertEquals(order.sort((a, b) => a - b), Array.from({ length: 200 }, (_, index) => index));
  }),
);

Deno.test(
  "acquireLock() shortens names that leave no room for its own",
  inFolder(async (_path, folder) => {
    const long = join(folder, "é".repeat(127));
    await using lease = await acquireLock(long);
    const [name] = await namesIn(folder);
    assert(/^~[0-9a-f]{40}\.lock$/.test(name!), name);
    assertEquals(await tryAcquireLock(long, anotherProcess()), {
      ok: false,
      heldBy: lease.facts.owner,
    });
  }),
);
