import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { systemFiles } from "../../src/internal/files.ts";
import { runSteps } from "../../src/internal/steps.ts";
import { acquireLock } from "../../src/lock/mod.ts";
import { createOwner } from "../../src/lock/lock_owner.ts";
import { abandon, attemptOsLock, type Contender, releaseOsLock } from "../../src/lock/os_lock.ts";
import { NOTHING_SEEN } from "../../src/lock/poll_schedule.ts";
import { readLockOwner } from "../../src/lock/read_lock_owner.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

function contenderOf(path: string, sinceMs: number, turnEndMs = 0): Contender {
  return {
    files: systemFiles,
    lockPath: `${path}.lock`,
    spelled: path,
    mode: "exclusive",
    sinceMs: () => sinceMs,
    handle: null,
    turnEndMs: () => turnEndMs,
    seen: NOTHING_SEEN,
  };
}

const OWNER = createOwner(
  { pid: 1, host: "h" },
  { nowMs: 0, purpose: "", token: "0".repeat(32) },
);

Deno.test("attemptOsLock() tells who has waited longest, at every holder anew [OC-LOCK-1019]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "data");
    const lease = await acquireLock(path);
    const { owner } = lease.facts;
    const contenders = [20, 30, 20, 10, 15].map((sinceMs) => contenderOf(path, sinceMs));
    const meet = async () => {
      const met = [];
      for (const contender of contenders) {
        const attempt = await runSteps(attemptOsLock(contender, owner));
        assert(attempt.kind === "busy");
        const { isFirst, isNewHolder } = attempt.meeting;
        met.push({ isFirst, isNewHolder });
      }
      return met;
    };
    const expected = (isNewHolder: boolean) =>
      [true, false, false, true, false].map((isFirst) => ({ isFirst, isNewHolder }));
    assertEquals(await meet(), expected(true));
    assertEquals(await meet(), expected(false));

    // The mark takes nothing away from the holder's record, and goes with its file.
    await lease.release();
    await using next = await acquireLock(path);
    assertEquals(await meet(), expected(true));
    assertEquals(await readLockOwner(path), next.facts.owner);
    contenders.forEach(abandon);
  });
});

Deno.test("attemptOsLock() tells until when the holder takes the lock again and again [OC-LOCK-1018]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "data");
    const holder = contenderOf(path, 0, 1_700_000_000_008);
    const attempt = await runSteps(attemptOsLock(holder, OWNER));
    assert(attempt.kind === "held");
    const other = contenderOf(path, 20);
    assertEquals(await runSteps(attemptOsLock(other, OWNER)), {
      kind: "busy",
      meeting: { isFirst: true, isNewHolder: true, turnEndMs: 1_700_000_000_008 },
    });
    assertEquals(await readLockOwner(path), OWNER);
    abandon(other);
    assertEquals(await runSteps(releaseOsLock(holder, attempt.lock)), true);
  });
});

Deno.test("attemptOsLock() begins its record at the start of a file that was emptied", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "data");
    const [dead, next] = [contenderOf(path, 0), contenderOf(path, 20)];
    const attempt = await runSteps(attemptOsLock(dead, OWNER));
    assert(attempt.kind === "held");
    assertEquals((await runSteps(attemptOsLock(next, OWNER))).kind, "busy");
    // As by a kill after another dead holder's record was taken away.
    await Deno.truncate(`${path}.lock`);
    attempt.lock.handle.close();
    const taken = await runSteps(attemptOsLock(next, OWNER));
    assert(taken.kind === "held");
    assertEquals(await readLockOwner(path), OWNER);
    await runSteps(releaseOsLock(next, taken.lock));
  });
});

Deno.test("attemptOsLock() takes a dead holder's lock file, marked, torn or both [OC-LOCK-1016]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "data");
    const marked = new Uint8Array(1032).fill(0x41, 1024);
    const torn = marked.slice();
    torn.set(new TextEncoder().encode('{"pid":12,"ho'));
    for (const content of [marked, torn, torn.subarray(0, 13)]) {
      await Deno.writeFile(`${path}.lock`, content);
      await (await acquireLock(path)).release();
      assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
    }
  });
});
