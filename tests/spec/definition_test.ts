import { assertEquals } from "@std/assert";
import { DEFAULT_CONFIG, readSpecificationText, type SpecConfig } from "../../src/spec/mod.ts";

function idsOf(text: string, ids: Partial<SpecConfig["ids"]> = {}): readonly string[] {
  return readSpecificationText(".specs/10-a.md", text, { ids: { ...DEFAULT_CONFIG.ids, ...ids } })
    .map(({ id, isRemoved }) => isRemoved ? `~${id}` : id);
}

Deno.test("an ID in brackets at the start of a list item or heading is a definition [OC-SPEC-8001]", () => {
  const table = [
    "- [OC-LOCK-1003] x",
    "* [OC-LOCK-1003] x",
    "+ [OC-LOCK-1003] x",
    "1. [OC-LOCK-1003] x",
    " - [OC-LOCK-1003] x",
    "- **[OC-LOCK-1003]** x",
    "- **[OC-LOCK-1003] Goal.** x",
    "- __[OC-LOCK-1003]__ x",
    "- *[OC-LOCK-1003]* x",
    "- ***[OC-LOCK-1003]*** x",
    "- \\[OC-LOCK-1003\\] x",
    "- [ ] [OC-LOCK-1003] x",
    "- [x] **[OC-LOCK-1003]** x",
    "- [OC-LOCK-1003]: The lock MUST x",
    "- [OC-LOCK-1003]",
    "-\n  [OC-LOCK-1003] x",
    "- a\n  - [OC-LOCK-1003] x",
    "- - [OC-LOCK-1003] x",
    "# [OC-LOCK-1003] x",
    "###### [OC-LOCK-1003] x",
    "[OC-LOCK-1003] x\n===",
    "- # [OC-LOCK-1003] x",
    "<details>\n\n- [OC-LOCK-1003] x\n\n</details>",
    "---\ntitle: a\n---\n- [OC-LOCK-1003] x",
    "\ufeff- [OC-LOCK-1003] x",
    "- [OC-LOCK-1003] x\r\n",
    "- [OC-LOCK-1003](",
  ];
  for (const text of table) assertEquals(idsOf(text), ["OC-LOCK-1003"], JSON.stringify(text));
});

Deno.test("everywhere else it is a mention [OC-SPEC-8002]", () => {
  const table = [
    "[OC-LOCK-1003] in a paragraph",
    "- see [OC-LOCK-1003]",
    "- OC-LOCK-1003 without brackets",
    "* text (OC-LOCK-1003)",
    "### Threats (SEC-AUTH-1001)",
    "### A [OC-LOCK-1003]",
    "- a\n\n  [OC-LOCK-1003] second paragraph",
    "> - [OC-LOCK-1003] quoted",
    "- > [OC-LOCK-1003] quoted",
    "> # [OC-LOCK-1003] quoted",
    "```\n- [OC-LOCK-1003] fenced\n```",
    "~~~\n# [OC-LOCK-1003]\n~~~",
    "    - [OC-LOCK-1003] indented",
    "- a\n\n      - [OC-LOCK-1003] indented",
    "<!-- - [OC-LOCK-1003] -->",
    "<!--\n- [OC-LOCK-1003]\n\n- [OC-LOCK-1004]\n-->",
    "<div>\n- [OC-LOCK-1003]\n</div>",
    "- `[OC-LOCK-1003]` code",
    "- [OC-LOCK-1003](10-lock.md) link",
    "- [OC-LOCK-1003][ref] link\n\n[ref]: x",
    "- [OC-LOCK-1003] link\n\n[OC-LOCK-1003]: 10-lock.md",
    "- [OC-LOCK-1003]: 10-lock.md",
    "| [OC-LOCK-1003] | x |\n| --- | --- |\n| [OC-LOCK-1004] | MUST |",
    "---\nkey: |\n- [OC-LOCK-1003] x\n---\n",
    "- [RFC-2119] Key words",
    "- [CVE-2021-44228] a bug",
    "- [ ] OC-LOCK-1003",
    "- [oc-lock-1003] lower case",
    "- [OC-LOCK-13] too short",
    "- [OC-LOCK-100300] too long",
    "- [OC_LOCK_1003] underscores",
    "- [OC-LOCK-1003 x] not alone",
    "\t- [OC-LOCK-1003]",
  ];
  for (const text of table) assertEquals(idsOf(text), [], JSON.stringify(text));
});

Deno.test("all forms of ID are found, in document order", () => {
  const text =
    "# A\n\n- [ORCH-3001] a\n- [HME-001] b\n\n## [OC-CTRL-2001] c\n\n- [SEC-AUTH-2001] d\n" +
    "- ~~[OC-CTRL-2002]~~ gone\n- **~~[OC-CTRL-2003]~~** gone\n";
  assertEquals(idsOf(text), [
    "ORCH-3001",
    "HME-001",
    "OC-CTRL-2001",
    "SEC-AUTH-2001",
    "~OC-CTRL-2002",
    "~OC-CTRL-2003",
  ]);
  assertEquals(idsOf(text, { prefixes: ["OC"] }), [
    "OC-CTRL-2001",
    "~OC-CTRL-2002",
    "~OC-CTRL-2003",
  ]);
  assertEquals(idsOf(text, { digitsMin: 4, digitsMax: 4 }).includes("HME-001"), false);
  assertEquals(idsOf("- [RFC-2119] x", { reserved: [] }), ["RFC-2119"]);
  assertEquals(idsOf("- [RFC-2119] x", { prefixes: ["RFC"] }), ["RFC-2119"]);
});

Deno.test("an ID at the end of an item or heading is a definition where the configuration says so", () => {
  const text =
    "- The lock MUST x [OC-LOCK-1003]\n- See y [OC-LOCK-1004].\n- [OC-LOCK-1005] z [OC-LOCK-1003]\n" +
    "* A pool MUST preload.\n  (ORCH-3001)\n* It MUST drain. (ORCH-3010 & ORCH-3011)\n" +
    "* as in [the rules](ORCH-3002)\n* not (see ORCH-3003)\n* (ORCH-3004) is named\n" +
    "## 2.1 Parsing (SEC-AUTH-2001)\n\nIt MUST parse (SEC-AUTH-2002)\n\n# Home (ORCH-3xxx)\n";
  assertEquals(idsOf(text), ["OC-LOCK-1005"]);
  const both = { definitions: ["start", "end"] } as const;
  assertEquals(idsOf(text, both), [
    "OC-LOCK-1003",
    "OC-LOCK-1004",
    "OC-LOCK-1005",
    "ORCH-3001",
    "ORCH-3010",
    "SEC-AUTH-2001",
  ]);
  const [first] = readSpecificationText("a.md", text, { ids: { ...DEFAULT_CONFIG.ids, ...both } });
  assertEquals(first?.title, "The lock MUST x");
});
