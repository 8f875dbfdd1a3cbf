import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import {
  atomicWriteFile,
  atomicWriteFileSync,
  atomicWriteStream,
  readCacheAtomic,
  replaceFile,
  replaceFileSync,
  updateCacheAtomic,
  writeCacheAtomic,
} from "../../src/cache/mod.ts";
import { FileError } from "../../src/internal/file_error.ts";
import { type Files, systemFiles, writeAll } from "../../src/internal/files.ts";
import { acquireLock, LockDeadlockError, LockTimeoutError } from "../../src/lock/mod.ts";
import { hasAllPermissions } from "../privileged.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

type Write = (path: string, content: Uint8Array | string) => Promise<void>;

const WRITERS: Readonly<Record<string, Write>> = {
  atomicWriteFile: (path, content) => atomicWriteFile(path, content),
  // deno-lint-ignore require-await -- what it throws shall be a rejection like the others'
  atomicWriteFileSync: async (path, content) => atomicWriteFileSync(path, content),
  atomicWriteStream: (path, content) =>
    atomicWriteStream(path, async (file) => {
      await writeAll(
        file,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
    }),
  replaceFile: (path, content) => replaceFile(path, content),
  // deno-lint-ignore require-await -- as above
  replaceFileSync: async (path, content) => replaceFileSync(path, content),
};

for (const [name, write] of Object.entries(WRITERS)) {
  Deno.test(`${name}() creates and replaces, byte for byte, and leaves nothing beside`, async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, "entry");
      const large = crypto.getRandomValues(new Uint8Array(65_536));
      const bytes = new Uint8Array(5 * large.length + 3);
      for (let at = 0; at + large.length <= bytes.length; at += large.length) bytes.set(large, at);
      for (const content of ["", "short\n", bytes, "é\u0000\u{1f600}"]) {
        await write(path, content);
        const expected = typeof content === "string" ? new TextEncoder().encode(content) : content;
        assertEquals(await Deno.readFile(path), expected);
        assertEquals(await namesIn(folder), ["entry"]);
      }
    });
  });

  Deno.test(`${name}() names code and path of a bad place and leaves nothing behind`, async () => {
    await inTemporaryFolder(async (folder) => {
      await Deno.mkdir(join(folder, "folder"));
      await Deno.writeTextFile(join(folder, "file"), "content");
      await Deno.symlink("file", join(folder, "link"));
      await Deno.symlink("nowhere", join(folder, "dangling"));
      const table: readonly (readonly [string, string, string])[] = [
        ["missing/entry", "ENOENT", "wanted an existing folder"],
        ["file/entry", "ENOTDIR", ""],
        ["folder", "EISDIR", "wanted a regular file, found a folder"],
        ["link", "ELOOP", "wanted a regular file, found a symbolic link"],
        ["dangling", "ENOENT", ""],
        ["n".repeat(300), "ENAMETOOLONG", ""],
        ["a\u0000b", "EINVAL", "found a NUL character"],
        ["CON", "EINVAL", "device of Windows"],
        ["aux.json", "EINVAL", "device of Windows"],
        ["", "EINVAL", ""],
      ];
      const before = await namesIn(folder);
      for (const [place, code, text] of table) {
        const path = place === "" ? "" : `${folder}/${place}`;
        const error = await assertRejects(() => write(path, "new"), FileError, text);
        assertEquals([error.code, error.path], [code, path], place);
        assertEquals(error.message.includes("\n"), false);
      }
      assertEquals(await namesIn(folder), before);
      assertEquals(await namesIn(join(folder, "folder")), []);
      assertEquals(await Deno.readTextFile(join(folder, "file")), "content");
    });
  });

  Deno.test({
    name: `${name}() keeps mode and owner`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await inTemporaryFolder(async (folder) => {
        const path = join(folder, "entry");
        await Deno.writeTextFile(path, "old");
        await Deno.chmod(path, 0o604);
        const isRoot = Deno.uid() === 0;
        if (isRoot) await Deno.chown(path, 12, 34);
        await write(path, "new");
        const { mode, uid, gid } = await Deno.stat(path);
        assertEquals(mode! & 0o7777, 0o604);
        if (isRoot) assertEquals([uid, gid], [12, 34]);
      });
    },
  });

  Deno.test({
    name: `${name}() names the reason where writing is not allowed`,
    ignore: !hasAllPermissions,
    async fn() {
      // Root may write anywhere but where the kernel itself refuses.
      const path = Deno.uid() === 0 ? "/sys/omega-test" : "/omega-test";
      const error = await assertRejects(() => write(path, ""), FileError);
      assert(["EACCES", "EPERM", "EROFS"].includes(error.code), error.code);
      assertEquals(error.path, path);
    },
  });
}

Deno.test({
  name: "atomicWriteFile() refuses devices",
  ignore: !hasAllPermissions,
  async fn() {
    const error = await assertRejects(() => atomicWriteFile("/dev/full", "x"), FileError);
    assertEquals(error.code, "EINVAL");
    assertEquals((await Deno.stat("/dev/full")).isFile, false);
  },
});

Deno.test("atomicWriteFile() waits for the lock, at most timeoutMs [OC-CACHE-1505]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "entry");
    const lease = await acquireLock(path);
    await assertRejects(() => atomicWriteFile(path, "x", { timeoutMs: 20 }), LockTimeoutError);
    assertThrows(() => atomicWriteFileSync(path, "x"), LockDeadlockError);
    const writing = atomicWriteFile(path, "x");
    await lease.release();
    await writing;
    assertEquals(await namesIn(folder), ["entry"]);
  });
});

Deno.test("atomicWriteFile() keeps the old content when aborted before the rename [OC-CACHE-1506]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "entry");
    await atomicWriteFile(path, "old");
    const stop = new AbortController();
    const reason = new Error("enough");
    const writing = atomicWriteStream(path, async (file) => {
      await writeAll(file, new Uint8Array(10));
      stop.abort(reason);
    }, { signal: stop.signal });
    assertEquals(await writing.catch((error) => error), reason);
    assertEquals(await Deno.readTextFile(path), "old");
    assertEquals(await namesIn(folder), ["entry"]);
  });
});

Deno.test("atomicWriteStream() passes on what its caller throws and keeps the old content", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "entry");
    await atomicWriteFile(path, "old");
    const reason = new RangeError("no more");
    const writing = atomicWriteStream(path, () => Promise.reject(reason));
    assertEquals(await writing.catch((error) => error), reason);
    assertEquals(await Deno.readTextFile(path), "old");
    assertEquals(await namesIn(folder), ["entry"]);
  });
});

Deno.test("atomicWriteFile() waits for the device only if it shall be durable", async () => {
  await inTemporaryFolder(async (folder) => {
    for (const isDurable of [true, false, undefined]) {
      let syncCount = 0;
      const files: Files = {
        ...systemFiles,
        async open(path, options) {
          const handle = await systemFiles.open(path, options);
          return { ...handle, sync: () => (syncCount++, handle.sync()) };
        },
        syncFolder: (path) => (syncCount++, systemFiles.syncFolder(path)),
      };
      await atomicWriteFile(join(folder, "entry"), "x", { files, isDurable });
      assertEquals(syncCount, isDurable === false ? 0 : 2);
    }
  });
});

Deno.test("updateCacheAtomic() loses no change of many [OC-INV-0101]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "count.json");
    assertEquals(await readCacheAtomic(path), null);
    const increment = (count: unknown) => Number(count ?? 0) + 1;
    await Promise.all(Array.from({ length: 60 }, (_, index) =>
      // Every second one by another port object, which does not share the queue.
      updateCacheAtomic(path, increment, index % 2 === 0 ? {} : { files: { ...systemFiles } })));
    assertEquals(await readCacheAtomic(path), 60);
    assertEquals(await namesIn(folder), ["count.json"]);
  });
});

Deno.test("writeCacheAtomic() refuses what JSON cannot hold and keeps the old value [OC-CACHE-1507]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "value.json");
    await writeCacheAtomic(path, { good: true });
    await assertRejects(() => writeCacheAtomic(path, { bad: NaN }), TypeError);
    await assertRejects(() => updateCacheAtomic(path, () => Infinity), TypeError);
    assertEquals(await Deno.readTextFile(path), '{\n  "good": true\n}\n');
    assertEquals(await namesIn(folder), ["value.json"]);
  });
});
