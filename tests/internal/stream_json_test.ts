import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Json, JsonObject } from "../../src/internal/json.ts";
import { formatJson } from "../../src/internal/json.ts";
import { systemFiles } from "../../src/internal/files.ts";
import type { JsonPart } from "../../src/internal/stream_json.ts";
import { streamJson } from "../../src/internal/stream_json.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

async function* each(items: readonly Json[]): AsyncGenerator<Json> {
  yield* items;
}

const ITEMS = [{ a: "line\nbreak", b: [] }, 2, "text", { deep: { deeper: [1, {}] } }];

const CASES: readonly (readonly [string, readonly JsonPart[], JsonObject])[] = [
  ["nothing", [], {}],
  ["no members", [{ members: {} }], {}],
  ["members", [{ members: { a: 1, b: { c: [] } } }], { a: 1, b: { c: [] } }],
  ["an empty list", [{ name: "l", items: each([]) }], { l: [] }],
  ["a list alone", [{ name: "l", items: each(ITEMS) }], { l: ITEMS }],
  [
    "members around lists",
    [{ members: { a: 1 } }, { name: "l", items: each(ITEMS) }, { members: {} }, {
      name: "m",
      items: each([]),
    }, { members: { z: null } }],
    { a: 1, l: ITEMS, m: [], z: null },
  ],
  [
    "more than one write",
    [{ name: "l", items: each(Array.from({ length: 9000 }, (_, index) => ({ index }))) }],
    { l: Array.from({ length: 9000 }, (_, index) => ({ index })) },
  ],
];

for (const [name, parts, whole] of CASES) {
  Deno.test(`streamJson() writes ${name} as formatJson() does`, async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, "file.json");
      {
        using file = await systemFiles.open(path, { write: true, create: true });
        await streamJson(file, parts);
      }
      assertEquals(await Deno.readTextFile(path), formatJson(whole));
    });
  });
}
