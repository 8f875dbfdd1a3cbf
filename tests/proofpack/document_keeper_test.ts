import { assertEquals } from "@std/assert";
import { DocumentKeeper } from "../../src/proofpack/document_keeper.ts";

const MEBIBYTE = 1024 * 1024;

Deno.test("DocumentKeeper keeps what it is told to, copied and whole", () => {
  const keeper = new DocumentKeeper((path) => path === "a");
  const buffer = new Uint8Array([1, 2]);
  for (const path of ["a", "b"]) {
    keeper.begin(path, 4);
    keeper.add(buffer);
    keeper.add(buffer.subarray(1));
    keeper.end();
  }
  buffer.fill(9);
  assertEquals([...keeper.documents], [["a", new Uint8Array([1, 2, 2])]]);
  assertEquals(keeper.violations, []);
});

Deno.test("DocumentKeeper keeps at most 96 MiB together, and names what is beyond", () => {
  const keeper = new DocumentKeeper(() => true);
  for (const [path, size] of [["a", 60], ["b", 40], ["c", 36]] as const) {
    keeper.begin(path, size * MEBIBYTE);
    keeper.add(new Uint8Array(1));
    keeper.end();
  }
  assertEquals([...keeper.documents.keys()], ["a", "c"]);
  assertEquals(keeper.violations.map(({ code, path }) => [code, path]), [["TOO_LARGE", "b"]]);
});
