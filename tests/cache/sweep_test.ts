import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { replaceStream, sweep } from "../../src/cache/mod.ts";
import { FileError } from "../../src/internal/file_error.ts";
import { type Files, systemFiles, writeAll } from "../../src/internal/files.ts";
import { acquireLock } from "../../src/lock/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("sweep() removes what dead writers left and nothing else [OC-CACHE-1601]", async () => {
  await inTemporaryFolder(async (folder) => {
    const others = [
      "a.json",
      "a.json.tmp",
      "a.json.0123456789abcdeg.tmp",
      "a.json.0123456789abcdef.tmp.txt",
      ".0123456789abcdef.tmp",
    ];
    for (const name of others) await Deno.writeTextFile(join(folder, name), "content");
    await Deno.writeTextFile(join(folder, "deno.lock"), '{ "version": "5" }');
    await Deno.mkdir(join(folder, "d.json.0123456789abcdef.tmp"));
    await Deno.symlink("a.json", join(folder, "l.json.0123456789abcdef.tmp"));
    const before = await namesIn(folder);

    await Deno.writeTextFile(join(folder, "a.json.0123456789abcdef.tmp"), "half");
    await Deno.writeTextFile(join(folder, "a.json.fedcba9876543210.tmp"), "");
    await Deno.writeTextFile(join(folder, "a.json.lock"), "");
    await Deno.writeTextFile(join(folder, "b.json.lock"), '{"pid":1,"host":"gone"');
    assertEquals(await sweep(folder), { removedTemporaries: 2, removedLocks: 2, livingFiles: 0 });
    assertEquals(await namesIn(folder), before);
    assertEquals(await Deno.readTextFile(join(folder, "deno.lock")), '{ "version": "5" }');
  });
});

Deno.test("sweep() spares a writer without a lock, and its file becomes whole [OC-CACHE-1603]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "entry");
    await replaceStream(path, async (file) => {
      await writeAll(file, new TextEncoder().encode("first half, "));
      assertEquals(await sweep(folder), { removedTemporaries: 0, removedLocks: 0, livingFiles: 1 });
      await writeAll(file, new TextEncoder().encode("second half"));
    });
    assertEquals(await Deno.readTextFile(path), "first half, second half");
  });
});

Deno.test("sweep() spares a holder and all that its lock protects [OC-CACHE-1602]", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "entry.0123456789abcdef.tmp"), "being written");
    await using _lease = await acquireLock(join(folder, "entry"), { files: { ...systemFiles } });
    assertEquals(await sweep(folder), { removedTemporaries: 0, removedLocks: 0, livingFiles: 2 });
    assertEquals(await namesIn(folder), ["entry.0123456789abcdef.tmp", "entry.lock"]);
  });
});

Deno.test("replaceFile() begins anew when a sweep takes its file before it is locked", async () => {
  await inTemporaryFolder(async (folder) => {
    let isFirst = true;
    const files: Files = {
      ...systemFiles,
      async open(path, options) {
        const handle = await systemFiles.open(path, options);
        if (isFirst && path.endsWith(".tmp")) {
          isFirst = false;
          assertEquals((await sweep(folder)).removedTemporaries, 1);
        }
        return handle;
      },
    };
    const path = join(folder, "entry");
    await replaceStream(path, (file) => writeAll(file, new TextEncoder().encode("whole")), {
      files,
    });
    assertEquals(await Deno.readTextFile(path), "whole");
    assertEquals(await namesIn(folder), ["entry"]);
  });
});

Deno.test("sweep() goes by the file system's own clock where there are no locks", async () => {
  await inTemporaryFolder(async (folder) => {
    const files: Files = {
      ...systemFiles,
      async open(path, options) {
        const handle = await systemFiles.open(path, options);
        const tryLock = () => Promise.reject(Object.assign(new Error("none"), { code: "ENOLCK" }));
        return { ...handle, tryLock };
      },
    };
    const [young, old] = ["a.0123456789abcdef.tmp", "b.0123456789abcdef.tmp"];
    for (const name of [young, old]) await Deno.writeTextFile(join(folder, name), "");
    const at = Date.now() / 1000 - 60;
    await Deno.utime(join(folder, old), at, at);
    const result = await sweep(folder, { files, staleMs: 30_000 });
    assertEquals(result, { removedTemporaries: 1, removedLocks: 0, livingFiles: 1 });
    assertEquals(await namesIn(folder), [young]);
  });
});

Deno.test("sweep() names the folder that it cannot read", async () => {
  const error = await assertRejects(() => sweep("/missing/folder"), FileError, "Cannot sweep");
  assertEquals([error.code, error.path], ["ENOENT", "/missing/folder"]);
});
