import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../../src/internal/errors.ts";
import { systemFiles } from "../../src/internal/files.ts";
import { readInputBytes, readJsonFile } from "../../src/internal/read_file.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

Deno.test("readJsonFile() refuses what is no JSON file, in one sentence", async () => {
  await inTemporaryFolder(async (folder) => {
    const table: readonly (readonly [string, Uint8Array | string | null, string])[] = [
      ["missing", null, "wanted a file, found nothing there"],
      ["empty", "", "wanted JSON, found an empty file"],
      ["blank", " \n", "wanted JSON, found Unexpected end"],
      [
        "utf16le",
        new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]),
        "wanted UTF-8 text, found UTF-16",
      ],
      [
        "utf16be",
        new Uint8Array([0xfe, 0xff, 0, 0x7b, 0, 0x7d]),
        "wanted UTF-8 text, found UTF-16",
      ],
      ["utf16", new Uint8Array([0x7b, 0, 0x7d, 0]), "found UTF-16 or binary data"],
      ["latin1", new Uint8Array([0x22, 0xe9, 0x22]), "wanted UTF-8 text, found other bytes"],
      ["cut", '{"a": ', "wanted JSON, found"],
    ];
    for (const [name, content, text] of table) {
      const path = join(folder, name);
      if (typeof content === "string") await Deno.writeTextFile(path, content);
      else if (content !== null) await Deno.writeFile(path, content);
      const error = await assertRejects(() => readJsonFile(systemFiles, path), InputError, text);
      assertEquals(error.message.includes(path), true);
      assertEquals(error.message.includes("\n"), false);
    }
    await assertRejects(() => readJsonFile(systemFiles, folder), InputError, "found a folder");
  });
});

Deno.test("readJsonFile() skips a byte order mark", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "bom.json");
    await Deno.writeFile(path, new TextEncoder().encode('\ufeff{"a":1}'));
    assertEquals((await readJsonFile(systemFiles, path)).root.value, { a: 1 });
  });
});

Deno.test("readInputBytes() refuses a file above its limit without reading it [OC-INPUT-0403]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "large");
    {
      using file = await Deno.open(path, { write: true, create: true });
      await file.truncate(200 * 1024 * 1024);
    }
    await assertRejects(
      () => readInputBytes(systemFiles, path),
      InputError,
      "wanted at most 67108864 bytes, found 209715200 bytes",
    );
    await Deno.writeFile(path, new Uint8Array(10));
    assertEquals((await readInputBytes(systemFiles, path, { maxBytes: 10 })).length, 10);
    await assertRejects(
      () => readInputBytes(systemFiles, path, { maxBytes: 9 }),
      InputError,
      "wanted at most 9 bytes, found 10 bytes",
    );
  });
});
