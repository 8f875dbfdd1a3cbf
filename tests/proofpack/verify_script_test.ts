import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { VERIFY_SCRIPT } from "../../src/proofpack/verify_script.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { buildBytes, unarchive } from "./_pack.ts";
import { writeFiles } from "./_run_folder.ts";
import { hasTool, runTool } from "./_tool.ts";

/** The script without comments and the content of its strings. */
function skeleton(script: string): string {
  return script.replace(/^\s*#.*$/gm, "").replace(/'[^'\n]*'/g, "''");
}

Deno.test("verify.ps1 is plain ASCII with closed strings and brackets", () => {
  assert(/^[\n\x20-\x7e]*$/.test(VERIFY_SCRIPT));
  const closing = new Map([["}", "{"], [")", "("], ["]", "["]]);
  const open: string[] = [];
  for (const [char] of skeleton(VERIFY_SCRIPT).matchAll(/[{}()[\]'"]/g)) {
    if ("{([".includes(char)) open.push(char);
    else if (closing.has(char)) assertEquals(open.pop(), closing.get(char));
  }
  assertEquals(open, []);
  assertEquals(skeleton(VERIFY_SCRIPT).replaceAll("''", "").includes("'"), false);
});

Deno.test("verify.ps1 ends 0, 1 and 2, and uses nothing newer than PowerShell 5.1", () => {
  for (const code of [0, 1, 2]) assert(VERIFY_SCRIPT.includes(`exit ${code}`));
  const newer = [
    /\?\?/,
    /\?\./,
    /&&/,
    /\|\|/,
    /\? .* : /,
    /-AsHashtable/,
    /-Parallel/,
    /\bclean\b/,
  ];
  for (const pattern of newer) assertEquals(pattern.test(skeleton(VERIFY_SCRIPT)), false);
});

Deno.test("verify.ps1 assigns every variable that it uses", () => {
  const code = skeleton(VERIFY_SCRIPT);
  const given = ["PSScriptRoot", "_", "null", "true", "false", "ErrorActionPreference"];
  const assigned = new Set([...given, "LASTEXITCODE"]);
  for (const [, name] of code.matchAll(/\$(\w+) =|foreach \(\$(\w+) in|\[\w+(?:\[\])?\]\$(\w+)/g)) {
    if (name !== undefined) assigned.add(name);
  }
  for (const match of code.matchAll(/foreach \(\$(\w+) in|\]\$(\w+)|, \$(\w+)\)/g)) {
    for (const name of match.slice(1)) if (name !== undefined) assigned.add(name);
  }
  const used = new Set([...code.matchAll(/\$(\w+)/g)].map(([, name]) => name!));
  assertEquals([...used].filter((name) => !assigned.has(name)), []);
});

Deno.test({
  name: "verify.ps1 accepts a pack and refuses changed, added and removed files",
  ignore: !hasTool("pwsh"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const { bytes, result } = await buildBytes();
      const contents = unarchive(bytes);
      await writeFiles(folder, contents);
      const verify = () => runTool(["pwsh", "-NoProfile", "-File", join(folder, "verify.ps1")]);
      const line = `OK: ${contents.size} files as listed, pack ${result.packId}, verdict PASS`;
      const good = await verify();
      assertEquals([good.code, good.stdout.trim()], [0, line]);
      await Deno.writeTextFile(join(folder, "RUN.json"), " ", { append: true });
      await Deno.writeTextFile(join(folder, "z"), "");
      await Deno.remove(join(folder, "runs.jsonl"));
      const bad = await verify();
      const wanted = "FAIL: changed: RUN.json; added: z; removed: runs.jsonl";
      assertEquals([bad.code, bad.stdout.trim()], [1, wanted]);
    }),
});
