import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { sha256Hex } from "../../src/internal/hash.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { readRunText } from "../../src/report/findings/read_run_text.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

async function read(bytes: Uint8Array, change: { sha256?: string; path?: string } = {}) {
  return await inTemporaryFolder(async (folder) => {
    await Deno.writeFile(join(folder, "prose.txt"), bytes);
    const artifact = { path: "prose.txt", size: bytes.length, sha256: sha256Hex(bytes), ...change };
    return await readRunText(folder, artifact, systemPorts);
  });
}

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("readRunText() gives the text, made visible", async () => {
  const { text, note } = await read(encode("a\u0000\nb"));
  assertEquals([text, note], ["a␀\nb", null]);
});

Deno.test("readRunText() cuts a megabyte between two characters and says so", async () => {
  const { text, note } = await read(encode("€".repeat(400_000)));
  assertEquals(text, "€".repeat(Math.floor(65_536 / 3)));
  assertEquals(note, "The first 65536 of 1200000 bytes; the file has all.");
});

Deno.test("readRunText() shows bytes that are no UTF-8 as U+FFFD", async () => {
  assertEquals((await read(new Uint8Array([0x61, 0xff, 0x62]))).text, "a\ufffdb");
});

const REFUSED: readonly (readonly [string, { sha256?: string; path?: string }, string])[] = [
  ["that was altered", { sha256: "0".repeat(64) }, "not the one that the journal vouches for"],
  ["that is missing", { path: "other.txt" }, "it is missing"],
  ["outside the folder", { path: "../prose.txt" }, 'a part ".."'],
  ["at an absolute path", { path: "/etc/hostname" }, "an absolute path"],
];

for (const [name, change, wanted] of REFUSED) {
  Deno.test(`readRunText() gives no text of a file ${name}`, async () => {
    const { text, note } = await read(encode("x"), change);
    assertEquals([text, note?.includes(wanted)], [null, true], note ?? "");
  });
}
