import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { FileHandle } from "../../src/internal/files.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { rememberCreated, WriteBehind } from "../../src/proofpack/write_behind.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const MEBIBYTE = 1024 * 1024;

/** A file whose flushes end when they are told to. */
function createSlowFile() {
  const log: string[] = [];
  const pending: PromiseWithResolvers<void>[] = [];
  const file = {
    sync() {
      log.push("sync");
      pending.push(Promise.withResolvers<void>());
      return pending.at(-1)!.promise;
    },
    close: () => void log.push("close"),
  } as unknown as FileHandle;
  const open = () => {
    log.push("open");
    return Promise.resolve(file);
  };
  return { log, pending, open };
}

Deno.test("WriteBehind flushes one piece at a time, and closes when the last has ended", async () => {
  const { log, pending, open } = createSlowFile();
  const behind = new WriteBehind(open);
  behind.add(63 * MEBIBYTE);
  await Promise.resolve();
  assertEquals(log, []);
  behind.add(2 * MEBIBYTE);
  for (let piece = 0; piece < 200; piece++) behind.add(MEBIBYTE);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(log, ["open", "sync"]);
  pending[0]!.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  behind.add(1);
  const ended = behind[Symbol.asyncDispose]();
  await new Promise((resolve) => setTimeout(resolve));
  pending[1]!.resolve();
  await ended;
  assertEquals(log, ["open", "sync", "sync", "close"]);
});

Deno.test("WriteBehind leaves errors to the last flush of the writer", async () => {
  const behind = new WriteBehind(() => Promise.reject(new Error("gone")));
  behind.add(65 * MEBIBYTE);
  await behind[Symbol.asyncDispose]();
});

Deno.test("rememberCreated() opens the file that was created last", () =>
  inTemporaryFolder(async (folder) => {
    const { files, openAgain } = rememberCreated(systemPorts.files);
    await Deno.writeTextFile(join(folder, "old"), "old");
    const created = await files.open(join(folder, "new"), { write: true, createNew: true });
    await created.write(new TextEncoder().encode("new"));
    const other = await files.open(join(folder, "old"), { read: true });
    const again = await openAgain();
    assertEquals((await again.stat()).size, 3);
    for (const file of [created, other, again]) file.close();
  }));
