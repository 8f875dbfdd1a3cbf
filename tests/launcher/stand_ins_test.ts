/**
 * What this project uses of `@std`, tried on whatever the imports lead to: the same file checks and
 * runs against JSR and against the stand-ins of tools/npm_only, so the two cannot drift apart
 * unnoticed. Types count as well, hence the annotations.
 */

import {
  assert,
  assertEquals,
  assertExists,
  assertInstanceOf,
  AssertionError,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { emptyDir } from "@std/fs/empty-dir";
import { ensureDir } from "@std/fs/ensure-dir";
import { exists } from "@std/fs/exists";
import { walk, type WalkEntry, type WalkOptions } from "@std/fs/walk";
import { join, type ParsedPath, toFileUrl } from "@std/path";
import { basename } from "@std/path/basename";
import * as posix from "@std/path/posix";
import * as windows from "@std/path/windows";
import { BlobReader, BlobWriter, ZipReader, ZipWriter } from "@zip-js/zip-js";
import { withFolder } from "./_sandbox.ts";

async function names(root: string | URL, options?: WalkOptions): Promise<string[]> {
  const entries: WalkEntry[] = await Array.fromAsync(walk(root, options));
  for (const { path, name } of entries) assertEquals(basename(path), name);
  return entries.map(({ name }) => name).slice(options?.includeDirs === false ? 0 : 1).sort();
}

Deno.test("@std/fs walk() yields what its options let through", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "d/e"), { recursive: true });
    for (const name of ["a.ts", "b.json", "d/c.ts", "d/e/f.ts"]) {
      await Deno.writeTextFile(join(folder, name), "");
    }
    assertEquals(await names(folder), ["a.ts", "b.json", "c.ts", "d", "e", "f.ts"]);
    assertEquals(await names(toFileUrl(folder)), ["a.ts", "b.json", "c.ts", "d", "e", "f.ts"]);
    assertEquals(await names(folder, { maxDepth: 1 }), ["a.ts", "b.json", "d"]);
    assertEquals(await names(folder, { maxDepth: 0 }), []);
    assertEquals(await names(folder, { includeFiles: false }), ["d", "e"]);
    const files = { includeDirs: false };
    assertEquals(await names(folder, { ...files, exts: ["ts"] }), ["a.ts", "c.ts", "f.ts"]);
    assertEquals(await names(folder, { ...files, exts: [".json"] }), ["b.json"]);
    assertEquals(await names(folder, { ...files, match: [/[ab]\./] }), ["a.ts", "b.json"]);
    assertEquals(await names(folder, { ...files, skip: [/\Wd$/] }), ["a.ts", "b.json"]);
    await assertRejects(() => names(join(folder, "none")));
  });
});

Deno.test({
  name: "@std/fs walk() lists symbolic links and follows them when asked",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      await Deno.mkdir(join(folder, "d"));
      await Deno.mkdir(join(folder, "root"));
      await Deno.writeTextFile(join(folder, "d/a"), "");
      await Deno.symlink(join(folder, "d"), join(folder, "root/link"));
      assertEquals(await names(join(folder, "root")), ["link"]);
      assertEquals(await names(join(folder, "root"), { includeSymlinks: false }), []);
      assertEquals(await names(join(folder, "root"), { followSymlinks: true }), ["a", "d"]);
      assertEquals(
        await names(join(folder, "root"), { followSymlinks: true, canonicalize: false }),
        ["a", "link"],
      );
    }),
});

Deno.test("@std/fs ensureDir(), emptyDir() and exists() agree about what is there", async () => {
  await withFolder(async (folder) => {
    const dir = join(folder, "a/b");
    assertEquals(await exists(dir), false);
    await ensureDir(dir);
    await ensureDir(toFileUrl(dir));
    assertEquals(await exists(dir, { isDirectory: true, isReadable: true }), true);
    assertEquals(await exists(dir, { isFile: true }), false);
    const file = join(dir, "file");
    await Deno.writeTextFile(file, "");
    assertEquals(await exists(toFileUrl(file), { isFile: true }), true);
    await assertRejects(() => ensureDir(file), Error, "expected 'dir', got 'file'");
    await assertRejects(() => exists(dir, { isFile: true, isDirectory: true }), TypeError);
    await emptyDir(join(folder, "a"));
    assertEquals(await exists(join(folder, "a")), true);
    assertEquals(await exists(dir), false);
    await emptyDir(join(folder, "new/one"));
    assertEquals(await exists(join(folder, "new/one")), true);
  });
});

Deno.test("@std/cli parseArgs() gives typed flags", () => {
  const unknown: string[] = [];
  const flags = parseArgs(["--out=o", "-j", "--tag", "a", "--tag=007", "x", "--odd", "--", "-y"], {
    "--": true,
    string: ["out", "tag", "name", "level"],
    boolean: ["json", "quiet"],
    collect: ["tag"],
    alias: { json: "j" },
    default: { level: "high" },
    unknown: (arg, key) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });
  const out: string | undefined = flags.out;
  const name: string | undefined = flags.name;
  const level: string = flags.level;
  const tags: string[] = flags.tag;
  const json: boolean = flags.json;
  const j: boolean = flags.j;
  const rest: Array<string | number> = flags._;
  const after: string[] = flags["--"];
  const other: unknown = flags["other"];
  assertEquals([out, name, level, other], ["o", undefined, "high", undefined]);
  assertEquals([json, j, flags.quiet], [true, true, false]);
  assertEquals([tags, rest, after, unknown], [["a", "007"], ["x"], ["-y"], ["--odd"]]);
  assertEquals(parseArgs(["a", "--b"], { string: ["b"], stopEarly: true })._, ["a", "--b"]);
});

Deno.test("@std/path joins by the rules of each system", () => {
  assertEquals(posix.join("a", "..", "b"), "b");
  assertEquals(windows.join("C:\\a", "..", "b"), "C:\\b");
  assertEquals(posix.toFileUrl("/a b").href, "file:///a%20b");
  const parsed: ParsedPath = posix.parse("/a/b.c");
  assertEquals(parsed, { root: "/", dir: "/a", base: "b.c", ext: ".c", name: "b" });
  assert(posix.globToRegExp("*.ts").test("a.ts"));
});

Deno.test("@std/crypto timingSafeEqual() compares bytes", () => {
  const bytes = new Uint8Array([1, 2]);
  assertEquals(timingSafeEqual(bytes, new Uint8Array([1, 2])), true);
  assertEquals(timingSafeEqual(bytes, new DataView(new ArrayBuffer(2))), false);
});

Deno.test("@std/assert narrows types and gives back the error", async () => {
  const value: unknown = new RangeError("low");
  assertInstanceOf(value, RangeError);
  assertEquals(value.message, "low");
  const found: string | undefined = ["a"].find((it) => it === "a");
  assertExists(found);
  assertEquals(found.length, 1);
  class DomainError extends Error {
    readonly code = "x";
  }
  const error: DomainError = await assertRejects(
    () => Promise.reject(new DomainError("m")),
    DomainError,
  );
  assertEquals(error.code, "x");
  assertThrows(() => assertEquals<unknown>(1, "1"), AssertionError);
});

Deno.test("@zip-js/zip-js writes and reads back an archive", async () => {
  const writer = new ZipWriter(new BlobWriter(), { level: 0, useWebWorkers: false });
  await writer.add("a.txt", new BlobReader(new Blob(["hello"])));
  const reader = new ZipReader(new BlobReader(await writer.close()), { useWebWorkers: false });
  const entries = await reader.getEntries();
  assertEquals(entries.map(({ filename, directory }) => [filename, directory]), [["a.txt", false]]);
  await reader.close();
});
