import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../src/internal/errors.ts";
import { checkExtracted, checkProjectLinks } from "../../src/spec/mod.ts";
import { visitFiles } from "../../src/spec/repository.ts";
import { withRepository } from "./_repository.ts";

const SPEC = "- [OC-LOCK-1001] It MUST hold.\n";

Deno.test("a file of more lines than anybody writes is refused, and never left out [OC-SPEC-8009]", async () => {
  const tree = { ".specs/10-a.md": SPEC, ".specs/20-b.md": "#\r\n".repeat(500_001) };
  await withRepository(tree, async (repository) => {
    for (const read of [checkExtracted, checkProjectLinks]) {
      const error = await assertRejects(async () => read(await repository.open()), InputError);
      assertEquals(
        error.message,
        'Cannot read ".specs/20-b.md": wanted a Markdown file of at most 1000000 lines, found more',
      );
    }
    await repository.write({ ".specs/20-b.md": `${"\n".repeat(999_999)}# Rest` });
    assertEquals((await checkProjectLinks(await repository.open())).findings, []);
  });
});

Deno.test("a file of too many bytes is refused where it is asked for [OC-SPEC-8009]", async () => {
  await withRepository({ "a.md": SPEC, "b.md": "#" }, async (repository) => {
    const { repository: files } = await repository.open();
    const seen: string[] = [];
    const visit = (skipsLarger: boolean) =>
      visitFiles(files, ["a.md", "b.md"], (path) => seen.push(path), { maxBytes: 9, skipsLarger });
    await assertRejects(() => visit(false), InputError, '"a.md": wanted at most 9 bytes');
    seen.length = 0;
    await visit(true);
    assertEquals(seen, ["b.md"]);
  });
});
