import { assertEquals } from "@std/assert";
import { checkProjectLinks } from "../../../src/spec/mod.ts";
import { shortly, withRepository } from "../_repository.ts";

const TREE = {
  "README.md": "# Top\n",
  "docs/Guide.md": "# Guide\n\n## Set up\n\n## Set up\n",
  "docs/a b.md": "# Blank\n",
  "docs/sub/README.md": "# Sub\n",
  "src/lock.ts": "one\ntwo\nthree\n",
  "src/page.html": '<h1 id="Intro">x</h1>\n',
  "src/paper.pdf": "x",
  ".gitignore": "/out/\n",
  "out/made.md": "# Made\n",
};

Deno.test("checkProjectLinks() finds every broken link, with its code and place [OC-SPEC-8203]", async () => {
  const table: readonly (readonly [string, string | null])[] = [
    ["[a](Guide.md)", null],
    ["[a](./Guide.md#guide)", null],
    ["[a](Guide.md#set-up-1)", null],
    ["[a](Guide.md#set-up-2)", "1:5 SPEC202"],
    ["[a](Guide.md#Guide)", "1:5 SPEC202"],
    ["[a](#nope)", "1:5 SPEC202"],
    ["# Here\n\n[a](#here)", null],
    ["[a](#user-content-nope)", "1:5 SPEC202"],
    ["[a](#top) [b](#)", null],
    ["[a](guide.md)", "1:5 SPEC204"],
    ["[a](SUB/)", "1:5 SPEC204"],
    ["[a](nope.md)", "1:5 SPEC201"],
    ["[a](a%20b.md) [b](<a b.md>)", null],
    ["[a](a%zzb.md)", "1:5 SPEC207"],
    ["[a](sub%2FREADME.md)", "1:5 SPEC201"],
    ["[a](sub) [b](sub/) [c](sub#sub) [d](..) [e](.)", null],
    ["[a](sub#nope)", "1:5 SPEC202"],
    ["[a](../src#nope)", "1:5 SPEC202"],
    ["[a](Guide.md/)", "1:5 SPEC201"],
    ["[a](/README.md) [b](/)", null],
    ["[a](../README.md#top)", null],
    ["[a](../../README.md)", "1:5 SPEC203"],
    ["[a](../x/../../README.md)", "1:5 SPEC203"],
    ["[a](../src/lock.ts#L3) [b](../src/lock.ts#L1-L3)", null],
    ["[a](../src/lock.ts#L4)", "1:5 SPEC205"],
    ["[a](../src/lock.ts#L3-L2)", "1:5 SPEC205"],
    ["[a](../src/lock.ts#L0)", "1:5 SPEC205"],
    ["[a](../src/lock.ts#three)", "1:5 SPEC202"],
    ["[a](Guide.md?plain=1#L5)", null],
    ["[a](Guide.md?plain=1#L6)", "1:5 SPEC205"],
    ["[a](Guide.md#L1)", "1:5 SPEC202"],
    ["[a](../src/page.html#Intro) [b](../src/paper.pdf#page=2)", null],
    ["[a](../src/page.html#intro)", "1:5 SPEC202"],
    ["[a](../out/made.md)", "1:5 SPEC201"],
    ["![a](nope.png)", "1:6 SPEC201"],
    ["[![a](nope.png)](Guide.md)", "1:7 SPEC201"],
    ['<img src="nope.png">', "1:11 SPEC201"],
    ['text <a\nhref="nope.md">x</a>', "2:7 SPEC201"],
    ["[a][b]\n\n[b]: nope.md", "3:6 SPEC201"],
    ["[a][nope]", "1:1 SPEC206"],
    ["a[^1] [b][^1]\n\n[^1]: Note\n", null],
    ['<img src="data:image/png;base64,AA==">', null],
    ["| x |\n|---|\n| [a](nope.md) |", "3:7 SPEC201"],
    ["> - x\n>   [预](nope.md)", "2:10 SPEC201"],
    ["`[a](nope.md)`", null],
    ["```\n[a](nope.md)\n```", null],
    ["<!-- [a](nope.md) -->", null],
    ["[a](https://x.y/z) <mailto:a@b.c> //c [d](//e.f)", null],
    ["[a](G&#117;ide.md) [b](Guide\\.md)", null],
  ];
  for (const [text, expected] of table) {
    await withRepository({ ...TREE, "docs/page.md": text }, async (repository) => {
      const { findings } = await checkProjectLinks(await repository.open());
      const shown = findings.map(shortly);
      assertEquals(shown, expected === null ? [] : [`docs/page.md:${expected}`], text);
    });
  }
});

Deno.test("checkProjectLinks() lists links to other hosts and fetches none [OC-SPEC-8204]", async () => {
  const text = "[a](https://x.y/z) <mailto:a@b.c>\nhttp://d.e/f. [g](//h)\n";
  await withRepository({ "a.md": text }, async (repository) => {
    const { external, internalCount, fileCount } = await checkProjectLinks(await repository.open());
    assertEquals(external.map(({ url, line, column }) => [url, line, column]), [
      ["https://x.y/z", 1, 5],
      ["mailto:a@b.c", 1, 20],
      ["http://d.e/f", 2, 1],
      ["//h", 2, 19],
    ]);
    assertEquals([internalCount, fileCount], [0, 1]);
  });
});

Deno.test("checkProjectLinks() does not follow symbolic links out of the repository", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await withRepository({ "a.md": "[x](link.md#nope) [y](gone.md)\n" }, async (repository) => {
    await Deno.symlink("/etc/hostname", `${repository.root}/link.md`);
    await Deno.symlink("nowhere", `${repository.root}/gone.md`);
    const { findings } = await checkProjectLinks(await repository.open());
    assertEquals(findings, []);
  });
});

Deno.test("links.exclude leaves files out, and their anchors stay known", async () => {
  const tree = {
    "omega.spec.json": '{"links": {"exclude": ["vendor/**"]}}',
    "vendor/a.md": "# Kept\n\n[x](nope)\n",
    "b.md": "[x](vendor/a.md#kept)\n",
  };
  await withRepository(tree, async (repository) => {
    assertEquals((await checkProjectLinks(await repository.open())).findings, []);
  });
});
