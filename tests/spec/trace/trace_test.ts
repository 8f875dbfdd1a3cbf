import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../../src/internal/errors.ts";
import {
  acceptRequirements,
  formatHtmlMatrix,
  formatMarkdownMatrix,
  traceProject,
} from "../../../src/spec/mod.ts";
import type { FileTree, TestRepository } from "../_repository.ts";
import { PORTS, shortly, withRepository } from "../_repository.ts";

const SPEC = "# A\n\n- [OC-A-101] It MUST a.\n";
const CODE = "// OC-A-101 impl\n";
const TEST = 'Deno.test("OC-A-101 a", () => {});\n';

function report(...cases: readonly (readonly [string, string])[]): string {
  const children: Record<string, string> = {
    passed: "",
    failed: "<failure/>",
    skipped: "<skipped/>",
  };
  return `<testsuites><testsuite>${
    cases.map(([name, outcome]) => `<testcase name="${name}">${children[outcome]}</testcase>`).join(
      "",
    )
  }</testsuite></testsuites>`;
}

async function trace(repository: TestRepository) {
  const { requirements, findings } = await traceProject(await repository.open());
  return {
    states: requirements.map(({ requirement, state }) => `${requirement.id} ${state}`),
    findings: findings.map(shortly),
  };
}

Deno.test("the state of a requirement follows from marks, tests and what ran [OC-SPEC-8302]", async () => {
  const at = ".specs/10-a.md:3:3";
  const table: readonly (readonly [FileTree, string, readonly string[]])[] = [
    [{}, "missing", [`${at} SPEC304`]],
    [{ "a.ts": CODE }, "implemented", [`${at} SPEC305`]],
    [{ "a_test.ts": TEST }, "tested-not-run", [`${at} SPEC306`]],
    [{ "a.ts": CODE, "a_test.ts": TEST }, "tested-not-run", [`${at} SPEC306`]],
    [
      { "a.ts": CODE, "a_test.ts": TEST, "metrics/junit/a.xml": report(["OC-A-101 a", "passed"]) },
      "covered",
      [],
    ],
    [
      { "a_test.ts": TEST, "metrics/junit/a.xml": report(["OC-A-101 a", "passed"]) },
      "covered",
      [`${at} SPEC303`],
    ],
    [
      { "a.ts": CODE, "a_test.ts": TEST, "metrics/junit/a.xml": report(["OC-A-101 a", "skipped"]) },
      "tested-not-run",
      [`${at} SPEC306`],
    ],
    [
      { "a.ts": CODE, "a_test.ts": TEST, "metrics/junit/a.xml": report(["OC-A-101 a", "failed"]) },
      "failed",
      [`${at} SPEC307`],
    ],
    [
      {
        "a.ts": CODE,
        "metrics/junit/a.xml": report(["OC-A-101 a", "passed"]),
        "metrics/junit/sub/b.xml": report(["OC-A-101 b", "failed"]),
      },
      "failed",
      [`${at} SPEC307`],
    ],
    [
      {
        "a.ts": CODE,
        "metrics/junit/a.xml": report(["OC-A-101 a", "skipped"], ["OC-A-101 b", "passed"]),
      },
      "covered",
      [],
    ],
    [
      { "a.ts": CODE, "metrics/junit/a.xml": report(["m::test_oc_a_101_x[1]", "passed"]) },
      "covered",
      [],
    ],
    [
      {
        "a.ts": CODE,
        "metrics/junit/a.xml": report(["OC-A-1011 a", "passed"], ["XOC-A-101", "passed"]),
      },
      "implemented",
      [`${at} SPEC305`],
    ],
  ];
  for (const [tree, state, findings] of table) {
    await withRepository({ ".specs/10-a.md": SPEC, ...tree }, async (repository) => {
      const expected = { states: [`OC-A-101 ${state}`], findings };
      assertEquals(await trace(repository), expected, JSON.stringify(tree));
    });
  }
});

Deno.test("a test mark covers through the test below it, as reporters call it", async () => {
  const names = [
    "waits",
    "a::tests::waits",
    "suite > waits",
    "suite waits",
    "waits[1-2]",
    "waits (x)",
  ];
  for (const name of names) {
    const tree = {
      ".specs/10-a.md": SPEC,
      "a.ts": CODE,
      "a_test.ts": '// OC-A-101 test\nDeno.test("waits", () => {});\n',
      "metrics/junit/a.xml": report([name, "passed"], ["awaits", "failed"]).replaceAll(
        " > ",
        " &gt; ",
      ),
    };
    await withRepository(tree, async (repository) => {
      assertEquals(await trace(repository), { states: ["OC-A-101 covered"], findings: [] }, name);
    });
  }
});

Deno.test("a test whose name is made of values ran when all that it became ran", async () => {
  const table: readonly (readonly [string, string])[] = [
    ["covered", report(["reads a value of 1 exactly", "passed"], ["reads a value", "failed"])],
    ["covered", report(["reads a value of  exactly", "passed"])],
    [
      "failed",
      report(["reads a value of 1 exactly", "passed"], ["reads a value of 2 exactly", "failed"]),
    ],
    [
      "tested-not-run",
      report(["reads a value of 1", "passed"], ["it reads a value of 1 exactly", "passed"]),
    ],
  ];
  for (const [state, cases] of table) {
    const tree = {
      ".specs/10-a.md": SPEC,
      "a.ts": CODE,
      "a_test.ts": "// OC-A-101 test\nDeno.test(`reads a value of ${x} exactly`, f);\n",
      "metrics/junit/a.xml": cases,
    };
    await withRepository(tree, async (repository) => {
      assertEquals((await trace(repository)).states, [`OC-A-101 ${state}`], cases);
    });
  }
});

Deno.test("marks and test names of unknown or removed requirements are orphans [OC-SPEC-8304]", async () => {
  const tree = {
    "omega.spec.json": '{"trace": {"thresholds": {"must": {"implemented": 0, "covered": 0}}}}',
    ".specs/10-a.md": `${SPEC}- ~~[OC-A-102]~~ gone\n`,
    "a.ts": "// OC-A-999 impl\n// OC-A-102 impl\n// OC-B-101 test\n",
    "a_test.ts": 'Deno.test("OC-A-998 a", f);\nDeno.test("GPT-4000 x", f);\n',
  };
  await withRepository(tree, async (repository) => {
    assertEquals(await trace(repository), {
      states: ["OC-A-101 missing", "OC-A-102 removed"],
      findings: [
        "a.ts:1:4 SPEC301",
        "a.ts:2:4 SPEC301",
        "a.ts:3:4 SPEC301",
        "a_test.ts:1:12 SPEC301",
      ],
    });
  });
});

Deno.test("thresholds are shares of a level; who falls short is named [OC-SPEC-8308]", async () => {
  const lines = ["101] It MUST a", "102] It MUST b", "103] It SHOULD c", "104] It holds"];
  const tree = (must: number, should: number) => ({
    "omega.spec.json": JSON.stringify({
      trace: {
        thresholds: { must: { implemented: 0, covered: must }, should: { covered: should } },
      },
    }),
    ".specs/10-a.md": lines.map((line) => `- [OC-A-${line}.\n`).join(""),
    "metrics/junit/a.xml": report(["OC-A-101 a", "passed"]),
  });
  const table: readonly (readonly [number, number, readonly string[]])[] = [
    [0, 0, []],
    [0.5, 0, []],
    [0.51, 0, [".specs/10-a.md:2:3 SPEC304"]],
    [0, 0.01, [".specs/10-a.md:3:3 SPEC304"]],
  ];
  for (const [must, should, findings] of table) {
    await withRepository(tree(must, should), async (repository) => {
      assertEquals((await trace(repository)).findings, findings, `${must} ${should}`);
    });
  }
});

Deno.test("a requirement whose text changed since it was accepted is outdated [OC-SPEC-8303]", async () => {
  const tree = {
    ".specs/10-a.md": `${SPEC}- [OC-A-102] It MAY b.\n`,
    "a.ts": CODE,
    "metrics/junit/a.xml": report(["OC-A-101 a", "passed"]),
  };
  await withRepository(tree, async (repository) => {
    assertEquals((await trace(repository)).findings, []);
    const open = () => repository.open();
    assertEquals(await acceptRequirements(await open(), PORTS, ["OC-A-101"]), ["OC-A-101"]);
    assertEquals((await trace(repository)).findings, [".specs/10-a.md:4:3 SPEC308"]);
    assertEquals(await acceptRequirements(await open(), PORTS), ["OC-A-102"]);
    assertEquals(await acceptRequirements(await open(), PORTS), []);
    assertEquals((await trace(repository)).findings, []);
    await repository.write({
      ".specs/10-a.md": tree[".specs/10-a.md"].replace("MUST a", "MUST c"),
    });
    assertEquals(await trace(repository), {
      states: ["OC-A-101 outdated", "OC-A-102 missing"],
      findings: [".specs/10-a.md:3:3 SPEC302"],
    });
    await assertRejects(
      async () => await acceptRequirements(await open(), PORTS, ["OC-A-999"]),
      InputError,
      'Cannot accept "OC-A-999"',
    );
    await repository.write({ ".specs/10-a.md": SPEC });
    await assertRejects(
      async () => await acceptRequirements(await open(), PORTS),
      InputError,
      "wanted OC-A-102 or its tombstone",
    );
    await repository.write({ ".specs/10-a.md": `${SPEC}- ~~[OC-A-102]~~ gone\n` });
    assertEquals(await acceptRequirements(await open(), PORTS), ["OC-A-102"]);
    await repository.write({ "requirements/accepted.json": '{"schema_version": "X"}' });
    await assertRejects(() => trace(repository), InputError, "requirements/accepted.json");
  });
});

Deno.test("a record of accepted texts that the configuration names must exist", async () => {
  const tree = { "omega.spec.json": '{"accepted": "acc.json"}', ".specs/10-a.md": SPEC };
  await withRepository(tree, async (repository) => {
    await assertRejects(() => trace(repository), InputError, 'wanted the record "acc.json"');
    await acceptRequirements(await repository.open(), PORTS);
    assertEquals((await trace(repository)).findings, [".specs/10-a.md:3:3 SPEC304"]);
  });
});

Deno.test("specifications, generated files, excluded and binary files hold no marks", async () => {
  const tree = {
    "omega.spec.json": '{"trace": {"exclude": ["vendor/**"]}}',
    ".specs/10-a.md": `${SPEC}\n<!-- OC-A-101 impl -->\n`,
    "vendor/a.ts": CODE,
    "a.bin": `\0\n${CODE}`,
    "requirements/x.txt": CODE,
    ".gitignore": "/ignored/\n",
    "ignored/a.ts": CODE,
  };
  await withRepository(tree, async (repository) => {
    assertEquals((await trace(repository)).states, ["OC-A-101 missing"]);
  });
});

Deno.test("nothing to judge is no pass [OC-SPEC-8306]", async () => {
  await withRepository({ "a.md": SPEC }, async (repository) => {
    await assertRejects(() => trace(repository), InputError, "found none");
    await repository.write({ ".specs/10-a.md": "# A\n" });
    await assertRejects(
      () => trace(repository),
      InputError,
      "wanted requirements in the specifications",
    );
  });
});

Deno.test("a malformed report is an error, a missing one given by hand too", async () => {
  const tree = { ".specs/10-a.md": SPEC, "metrics/junit/a.xml": "<testsuite>" };
  await withRepository(tree, async (repository) => {
    await assertRejects(() => trace(repository), InputError, 'Cannot read "metrics/junit/a.xml"');
    const project = await repository.open();
    const at = (junit: string) => () =>
      traceProject(project, { junit: `${repository.root}/${junit}` });
    await assertRejects(at("none.xml"), InputError, "found nothing there");
    await assertRejects(at(".specs"), InputError, "wanted .xml files, found none");
  });
});

Deno.test("the matrices show text as text, and the page is inert [OC-SPEC-8309]", async () => {
  const tree = {
    ".specs/10-a.md": "- [OC-A-101] It MUST \\<script>alert(1)\\</script> | `a|b` & [x](y).\n",
    "a|b.ts": CODE,
    "metrics/junit/a.xml": report(["OC-A-101 &lt;img src=x onerror=alert(1)&gt; | a", "passed"]),
  };
  await withRepository(tree, async (repository) => {
    const result = await traceProject(await repository.open());
    const html = formatHtmlMatrix(result);
    assertEquals(
      html.match(/<(?!\/)[a-z]+/g)?.filter((tag) => /script|img|iframe|link/.test(tag)),
      [],
    );
    assertEquals(html.includes("default-src 'none'"), true);
    assertEquals(/https?:|onerror="|url\(/.test(html), false);
    const rows = formatMarkdownMatrix(result).split("\n").filter((line) =>
      line.startsWith("| [OC-")
    );
    assertEquals(rows.length, 1);
    assertEquals(rows[0]!.replace(/\\\|/g, "").split("|").length, 8);
    assertEquals(formatHtmlMatrix(result), html);
  });
});
