import { assertEquals } from "@std/assert";
import { checkExtracted, extractSpecifications, openSpecProject } from "../../src/spec/mod.ts";
import { readRequirementsFile } from "../../src/spec/requirements_file.ts";
import type { FileTree } from "./_repository.ts";
import { PORTS, withRepository } from "./_repository.ts";

/** Ways to define an ID that people use, with what stands around them in their files. */
const DEFINITIONS: readonly ((id: string) => string)[] = [
  (id) => `- [${id}] Admission MUST reject when the queue is full (reject/drop-lru).`,
  (id) => `* **[${id}]** Reports MUST have:\n  - a summary\n  - a table: | a | b |\n`,
  (id) => `1. [${id}] Identical {prompt, seed} MUST yield\n   identical streams — ≤ 5 ms.`,
  (id) => `### [${id}] Draining\n\nA drain MUST be atomic; see ORCH-9001.\n`,
  (id) => `- [ ] [${id}] The API MUST be a one-liner:\n  \`\`\`rust\n  - [ORCH-9002] no\n  \`\`\``,
  (id) =>
    `+ \\[${id}\\] Logs SHOULD show «\`job_id\`» ✅, 预算 and <b>cost</b>.\n\n  > [ORCH-9003] quoted`,
  (id) => `- Outer\n  - [${id}] Inner MAY wait <!-- [ORCH-9004] -->`,
  (id) => `- __[${id}]__ Words such as maybe and MAYBE count not; this MUST NOT leak.`,
];

/** What names an ID and defines none. */
const MENTIONS: readonly string[] = [
  "# Core SPEC — Home Profile (ORCH-9xxx)\n\nStatus: Draft\nLanguage: RFC‑2119 (MUST/SHOULD/MAY)\n",
  "The IDs [ORCH-9005] and ORCH-9006 are of the ORCH-90xx series; see [ORCH-9007](#rules).",
  "| ID | level |\n|----|-------|\n| [ORCH-9008] | MUST |\n| `ORCH-9009` | MAY |",
  "```md\n- [ORCH-9010] It MUST NOT count.\n# [ORCH-9011] Nor this\n```",
  "<!--\n- [ORCH-9012] gone\n\n### [ORCH-9013] gone\n-->",
  "> - [ORCH-9014] quoted MUST\n> ## [ORCH-9015] quoted",
  "~~~text\n```\n- [ORCH-9016] fenced in tildes\n~~~",
  "- Per ORCH-9017, implement [ORCH-9018] first\n- (ORCH-9019) too\n- [ORCH-9020](a.md)",
  "### ORCH-9021 Series (ownership)\n\n- [RFC-2119] Key words\n- [x] done\n- [2025-10-02] a date",
  "Code:\n\n    - [ORCH-9022] indented code",
  "[ORCH-9023]: a.md\n\n<details>\n<summary>[ORCH-9024]</summary>\n</details>",
];

const AREAS = ["ORCH", "OC-CORE", "SEC-AUTH", "HME"] as const;

/** About thirty specifications in three kinds of places, with every kind of line end. */
function foreignTree(): { readonly tree: FileTree; readonly ids: readonly string[] } {
  const tree: Record<string, string> = { "a.md": "# A\n", "README.md": "- [ORCH-9025] MUST\n" };
  const ids: string[] = [];
  for (let file = 0; file < 31; file++) {
    const blocks = [MENTIONS[file % MENTIONS.length]!, "## Rules\n"];
    for (let index = 0; index < 9; index++) {
      const id = `${AREAS[(file + index) % AREAS.length]}-${1000 + file * 20 + index}`;
      ids.push(id);
      blocks.push(DEFINITIONS[(file + index) % DEFINITIONS.length]!(id));
      blocks.push(MENTIONS[(file * 7 + index * 3) % MENTIONS.length]!);
    }
    const lineEnd = ["\n", "\r\n", "\r"][file % 3]!;
    const text = `${file % 5 === 0 ? "\ufeff" : ""}${blocks.join("\n\n")}\n`;
    const order = String(10 + 2 * file).padStart(2, "0");
    const path = [`.specs/${order}-unit.md`, `.specs/net/${order}-http.md`, ""][file % 3] ||
      `crates/unit-${file}/SPEC/SPEC.md`;
    tree[path] = text.replaceAll("\n", lineEnd);
  }
  return { tree, ids: ids.sort() };
}

Deno.test("of thirty specifications in other styles exactly the defined IDs are found, once [OC-SPEC-8001] [OC-SPEC-8102]", async () => {
  const { tree, ids } = foreignTree();
  await withRepository(tree, async (repository) => {
    const first = await extractSpecifications(await repository.open(), PORTS);
    assertEquals(first.findings, []);
    const found: string[] = [];
    for (const path of first.written.filter((path) => path.endsWith(".yaml"))) {
      found.push(...readRequirementsFile((await repository.read(path))!, path).ids);
    }
    assertEquals(first.written.length, 32);
    assertEquals(found.sort(), ids);
    const second = await extractSpecifications(
      await openSpecProject(repository.root, PORTS),
      PORTS,
    );
    assertEquals([second.written, second.removed], [[], []]);
    assertEquals((await checkExtracted(await repository.open())).findings, []);
  });
});
