import { assertEquals } from "@std/assert";
import { lintProject } from "../../../src/spec/mod.ts";
import type { FileTree } from "../_repository.ts";
import { shortly, withRepository } from "../_repository.ts";

async function lint(tree: FileTree): Promise<readonly string[]> {
  return await withRepository(tree, async (repository) => {
    const { findings } = await lintProject(await repository.open());
    return findings.map((finding) => shortly(finding).replace(/^\.specs\/10-a\.md:/, ""));
  });
}

const WIDE = "word ".repeat(25).trimEnd();

Deno.test("each rule of spec lint finds its own, with code, line and column [OC-SPEC-8201]", async () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["- [OC-A-101] It MUST hold.\n", []],
    ["# T\n\n- It MUST hold.\n", ["3:6 SPEC001"]],
    ["- a\n  - b SHOULD c\n", ["2:7 SPEC001"]],
    ["| a |\n|---|\n| MUST |\n", ["3:3 SPEC001"]],
    ["It MUST hold.\n", ["1:4 SPEC012"]],
    ["预算 MUST hold.\n", ["1:6 SPEC012"]],
    ["The key words MUST and MAY are meant as in RFC 2119.\n- RFC‑8174: MUST\n", []],
    ["> It MUST\n\n```\nMUST\n```\n\n`MUST` maybe\n\n# MUST\n", []],
    ["- [OC-A-101] It MUST:\n  - b\n\n  It is.\n", []],
    ["- [OC-A-101] [OC-A-102] It MUST hold.\n", ["1:3 SPEC002"]],
    ["- **[OC-A-101]**, **[OC-A-102]** It MUST hold.\n", ["1:5 SPEC002"]],
    ["- [OC-A-101] It MUST a.\n- [OC-A-101] It MUST b.\n", ["2:3 SPEC003"]],
    ["- [oc-a-101] It holds.\n", ["1:3 SPEC004"]],
    ["- [OC_A_101] It holds.\n", ["1:3 SPEC004"]],
    ["- **[OC-A-1]** It holds.\n", ["1:5 SPEC004"]],
    ["- [OC-A-101b] It holds.\n", ["1:3 SPEC004"]],
    ["- [RFC-2119] It holds.\n- [x] done\n- [note] a\n- [2026-01-01] b\n- [v1-2](a.md)\n", []],
    ["- [OC-A-101] It holds.\n", ["1:3 SPEC006"]],
    ["- [OC-A-101] It MUST a and SHOULD b.\n", ["1:3 SPEC007"]],
    ["- [OC-A-101] It MUST a and MUST NOT b.\n", ["1:3 SPEC008"]],
    ["- ~~[OC-A-101]~~ Replaced.\n", []],
    [`${WIDE}\n`, ["1:101 SPEC009"]],
    [`${"预".repeat(51)}\n`, ["1:101 SPEC009"]],
    [`${"e\u0301".repeat(100)}\n`, []],
    [`${"x ".repeat(45)}[a](${"b/".repeat(40)}c)\n`, []],
    [`${"x ".repeat(45)}https://a.b/${"c".repeat(80)}\n`, []],
    [`${"x ".repeat(45)}\`${"c".repeat(80)}\`\n`, []],
    [`    ${WIDE}\n\n\`\`\`\n${WIDE}\n\`\`\`\n\n| ${WIDE} |\n|---|\n| ${WIDE} |\n`, []],
    [`---\nkey: ${WIDE}\n---\n\n[a]: ${"b".repeat(120)}\n`, []],
    ["[a](/x.md) [b](../../y.md) [c](file:///z) [d](C:\\\\x) [e](10-a.md)\n", [
      "1:5 SPEC011",
      "1:16 SPEC011",
      "1:32 SPEC011",
      "1:47 SPEC011",
    ]],
  ];
  for (const [text, expected] of table) {
    assertEquals(await lint({ ".specs/10-a.md": text }), expected, JSON.stringify(text));
  }
});

Deno.test("areas give IDs their numbers, and no others", async () => {
  const config = '{"ids": {"areas": {"OC-A": {"min": 1000, "max": 1999}}}}';
  const text = "- [OC-A-1999] It MUST a.\n- [OC-A-2000] It MUST b.\n- [OC-B-1000] It MUST c.\n";
  assertEquals(await lint({ "omega.spec.json": config, ".specs/10-a.md": text }), [
    "2:3 SPEC005",
    "3:3 SPEC005",
  ]);
});

Deno.test("files carry two-digit numbers with gaps, each once", async () => {
  const tree = Object.fromEntries(
    ["00-a", "10-b", "10-c", "11-d", "13-e", "notes", "100-f", "1-g", "net/20-h", "net/21-i"]
      .map((name) => [`.specs/${name}.md`, ""]),
  );
  const expected = ["1-g", "10-c", "100-f", "11-d", "net/21-i", "notes"]
    .map((name) => `.specs/${name}.md:1:1 SPEC010`);
  assertEquals(await lint({ ...tree, "x/SPEC/SPEC.md": "", ".specs/README.md": "" }), expected);
  const config = '{"lint": {"order_gap_min": 0, "off": []}}';
  assertEquals(
    await lint({ "omega.spec.json": config, ".specs/10-b.md": "", ".specs/11-c.md": "" }),
    [],
  );
});

Deno.test("an ID is unique across files [OC-SPEC-8202]", async () => {
  const tree = {
    ".specs/10-a.md": "- [OC-A-101] It MUST a.\n",
    ".specs/20-b.md": "\n- [OC-A-101] It MUST b.\n",
  };
  await withRepository(tree, async (repository) => {
    const { findings } = await lintProject(await repository.open());
    assertEquals(findings.map(shortly), [".specs/20-b.md:2:3 SPEC003"]);
    assertEquals(
      findings[0]?.message,
      "OC-A-101 is defined again; the first is at .specs/10-a.md:1",
    );
  });
});

Deno.test("lint.off and lint.columns_max are kept to", async () => {
  const text = "It MUST hold, and so on and on.\n";
  const file = { ".specs/10-a.md": text };
  assertEquals(await lint({ ...file, "omega.spec.json": '{"lint": {"off": ["SPEC012"]}}' }), []);
  assertEquals(await lint({ ...file, "omega.spec.json": '{"lint": {"columns_max": 20}}' }), [
    "1:4 SPEC012",
    "1:21 SPEC009",
  ]);
});
