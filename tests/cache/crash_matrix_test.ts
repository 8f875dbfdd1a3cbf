import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { atomicWriteFile, replaceFile, sweep } from "../../src/cache/mod.ts";
import { systemClock } from "../../src/internal/clock.ts";
import { FileError } from "../../src/internal/file_error.ts";
import { type Files, systemFiles } from "../../src/internal/files.ts";
import { Crash, createFaultFiles, type Fault } from "../fault_files.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const OLD = "old content\n".repeat(50);
const NEW = "the new content, which is longer\n".repeat(90);

/** More steps than one write has; the enumeration must end by itself before. */
const STEP_MAX = 200;

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

/**
 * Sweeps, again while something seems to be alive: a process that another test starts has all open
 * files of this one, locks included, for the moment until it runs its own program.
 */
async function sweepAll(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await sweep(folder)).livingFiles === 0) return;
    await systemClock.sleep(1);
  }
}

/** Writes with the fault at each step in turn, until no step is left; gives their number. */
async function atEveryStep(
  fault: Fault,
  judge: (path: string, outcome: unknown) => Promise<void>,
  write: typeof atomicWriteFile = atomicWriteFile,
): Promise<number> {
  for (let at = 0; at < STEP_MAX; at++) {
    const isLast = await inTemporaryFolder(async (folder) => {
      const path = join(folder, "entry.json");
      await Deno.writeTextFile(path, OLD, { mode: 0o640 });
      const { files, hasStruck } = createFaultFiles({ at, fault });
      const outcome = await write(path, NEW, { files }).then(() => null, (error) => error);
      if (!hasStruck()) {
        assertEquals(outcome, null);
        assertEquals(await Deno.readTextFile(path), NEW);
        return true;
      }
      await judge(path, outcome);
      return false;
    });
    if (isLast) return at;
  }
  throw new Error("the steps do not end");
}

for (const kind of ["crash-before", "crash-after"] as const) {
  Deno.test(`atomicWriteFile() leaves old or new content when it dies, ${kind} every step [OC-CACHE-1501]`, async () => {
    const seen = new Set<string>();
    const stepCount = await atEveryStep({ kind }, async (path, outcome) => {
      assert(outcome instanceof Crash);
      const content = await Deno.readTextFile(path);
      assert(content === OLD || content === NEW, "a mixture");
      seen.add(content === OLD ? "old" : "new");

      // What the dead writer left does not hinder the next one, and a sweep removes it.
      await atomicWriteFile(path, OLD);
      await sweepAll(join(path, ".."));
      assertEquals(await namesIn(join(path, "..")), ["entry.json"]);
      assertEquals(await Deno.readTextFile(path), OLD);
    });
    assert(stepCount >= 15, `only ${stepCount} steps`);
    assertEquals([...seen].sort(), ["new", "old"]);
  });

  Deno.test(`replaceFile() leaves old or new content when it dies, ${kind} every step`, async () => {
    await atEveryStep({ kind }, async (path) => {
      const content = await Deno.readTextFile(path);
      assert(content === OLD || content === NEW, "a mixture");
      await sweepAll(join(path, ".."));
      assertEquals(await namesIn(join(path, "..")), ["entry.json"]);
    }, replaceFile);
  });
}

Deno.test("atomicWriteFile() keeps the old content and leaves nothing when any one step fails [OC-CACHE-1502]", async () => {
  const outcomes = new Set<string>();
  for (const code of ["EIO", "ENOSPC", "EACCES"]) {
    await atEveryStep({ kind: "error", code }, async (path, outcome) => {
      const content = await Deno.readTextFile(path);
      if (outcome === null) {
        // The owner's record in the lock file is for error texts only.
        assertEquals(content, NEW);
      } else {
        assert(outcome instanceof FileError);
        assertEquals([outcome.code, outcome.path], [code, path]);
        assert(content === OLD || content === NEW);
      }
      outcomes.add(outcome === null ? "done" : content === OLD ? "old" : "new");
      const left = (await namesIn(join(path, ".."))).filter((name) => name !== "entry.json");
      // Only a failing removal, or a lock that could not be looked at, leaves its own file.
      if (left.length > 0) {
        assert(outcome instanceof FileError);
        assert(/(?:removeFile|lstat|fstat|tryLock) failed/.test(outcome.message), outcome.message);
        await sweepAll(join(path, ".."));
        assertEquals(await namesIn(join(path, "..")), ["entry.json"]);
      }
    });
  }
  assertEquals([...outcomes].sort(), ["done", "new", "old"]);
});

Deno.test("atomicWriteFile() never renames and never syncs again after a failed fsync [OC-CACHE-1503]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "entry.json");
    await Deno.writeTextFile(path, OLD);
    const { files, steps } = createFaultFiles({
      at: 0,
      only: "sync",
      fault: { kind: "error", code: "EIO" },
    });
    await assertRejects(() => atomicWriteFile(path, NEW, { files }), FileError, "sync failed");
    assertEquals(steps.filter((name) => name === "sync").length, 1);
    assertEquals(steps.includes("rename"), false);
    assertEquals(await Deno.readTextFile(path), OLD);
    assertEquals(await namesIn(folder), ["entry.json"]);
  });
});

Deno.test("atomicWriteFile() goes on after short writes, of any length [OC-CACHE-1504]", async () => {
  for (const bytes of [1, 7, NEW.length - 1]) {
    await atEveryStep({ kind: "short-write", bytes }, async (path, outcome) => {
      assertEquals(outcome, null);
      assertEquals(await Deno.readTextFile(path), NEW);
      assertEquals(await namesIn(join(path, "..")), ["entry.json"]);
    });
  }
});

Deno.test("atomicWriteFile() takes a file that accepts no bytes for a failure", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "entry.json");
    const stuck: Files = {
      ...systemFiles,
      async open(name, options) {
        return { ...await systemFiles.open(name, options), write: () => Promise.resolve(0) };
      },
    };
    const error = await assertRejects(
      () => atomicWriteFile(path, NEW, { files: stuck }),
      FileError,
      "took no bytes",
    );
    assertEquals(error.code, "EIO");
    assertEquals(await namesIn(folder), []);
  });
});
