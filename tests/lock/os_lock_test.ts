import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { systemFiles } from "../../src/internal/files.ts";
import { runSteps } from "../../src/internal/steps.ts";
import { acquireLock } from "../../src/lock/mod.ts";
import { abandon, attemptOsLock, type Contender } from "../../src/lock/os_lock.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

function contenderOf(path: string, sinceMs: number): Contender {
  return {
    files: systemFiles,
    lockPath: `${path}.lock`,
    spelled: path,
    mode: "exclusive",
    sinceMs: () => sinceMs,
    handle: null,
    isFirst: false,
  };
}

Deno.test("attemptOsLock() tells who has waited longest, at every holder anew", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "data");
    const lease = await acquireLock(path);
    const { owner } = lease.facts;
    const contenders = [20, 30, 20, 10, 15].map((sinceMs) => contenderOf(path, sinceMs));
    const meet = async () => {
      const met = [];
      for (const contender of contenders) {
        const attempt = await runSteps(attemptOsLock(contender, owner));
        met.push(attempt.kind === "busy" ? attempt.meeting : attempt.kind);
      }
      return met;
    };
    const isFirst = [true, false, false, true, false];
    assertEquals(await meet(), isFirst.map((isFirst) => ({ isFirst, isNewHolder: true })));
    assertEquals(await meet(), isFirst.map((isFirst) => ({ isFirst, isNewHolder: false })));

    // The mark takes nothing away from the holder's record, and goes with its file.
    await lease.release();
    await using next = await acquireLock(path);
    assertEquals(await meet(), isFirst.map((isFirst) => ({ isFirst, isNewHolder: true })));
    const text = await Deno.readTextFile(`${path}.lock`);
    assertEquals(JSON.parse(text.slice(0, text.indexOf("\n"))), next.facts.owner);
    contenders.forEach(abandon);
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
