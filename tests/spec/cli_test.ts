import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { runOmegaHere } from "../cli/omega_here.ts";
import { runOmega } from "../cli/run_omega.ts";
import { withRepository } from "./_repository.ts";

const TREE = {
  ".specs/10-a.md": "# A\n\n- [OC-A-101] It MUST hold.\n",
  "docs/a.md": "[x](nope.md) [y](https://a.b/)\n",
};

Deno.test("omega spec has exit codes, text, JSON, SARIF and files, as a process too", async () => {
  await withRepository(TREE, async ({ root, write, read }) => {
    const at = ["--root", root];
    const [extract, links, json, sarif, html, wrong] = [
      await runOmegaHere(["spec", "extract", ...at]),
      await runOmega(["spec", "links", ...at]),
      await runOmegaHere(["spec", "links", "--json", ...at]),
      await runOmegaHere([
        "spec",
        "lint",
        "--format",
        "sarif",
        "--out",
        join(root, "x/a.sarif"),
        ...at,
      ]),
      await runOmegaHere(["spec", "trace", "--format", "html", ...at]),
      await runOmegaHere(["spec", "lint", "--format", "html", ...at]),
    ];
    assertEquals(extract.code, 0, extract.stderr);
    assertStringIncludes(extract.stdout, "wrote requirements/10-a.yaml");
    assertEquals(links.code, 1);
    assertStringIncludes(
      links.stdout,
      'docs/a.md:1:5: SPEC201 the link "nope.md" leads to no file\n',
    );
    const answer = JSON.parse(json.stdout);
    assertEquals(answer.ok, false);
    assertEquals(answer.violations[0].code, "SPEC201");
    assertEquals(answer.findings[0].line, 1);
    assertEquals(answer.external_links, [{
      url: "https://a.b/",
      path: "docs/a.md",
      line: 1,
      column: 18,
    }]);
    assertEquals(sarif.code, 0, sarif.stderr);
    assertEquals(JSON.parse((await read("x/a.sarif"))!).runs[0].results, []);
    assertEquals(html.code, 1);
    assertStringIncludes(html.stdout, "<!doctype html>");
    assertEquals(wrong.code, 2);
    assertStringIncludes(wrong.stderr, "Cannot use --format: wanted one of text, sarif here");
    await write({ "omega.spec.json": '{"typo": 1}' });
    const bad = await runOmegaHere(["spec", "check", ...at]);
    assertEquals(bad.code, 2);
    assertStringIncludes(bad.stderr, "at $.typo: wanted one of the keys");
  });
});
