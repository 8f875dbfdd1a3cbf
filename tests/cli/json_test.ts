import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { COMMANDS } from "../../cli/command_table.ts";
import type { Command } from "../../cli/command.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runOmegaHere } from "./omega_here.ts";

const EXIT_CODES: readonly number[] = [0, 1, 2, 3];

/** Command lines that each command must answer: none of them has what it needs. */
function listLines({ words, positionals = [], flags, required = [] }: Command, folder: string) {
  const missing = join(folder, "missing");
  const values = positionals.map(({ choices }) => choices?.[0] ?? missing);
  // Where a command would take what lies in this repository, or serve for ever, it is sent away.
  const sent = ["root", "calibration", "config", "chaos", "runs"].filter((name) =>
    flags.includes(name as never) && !required.includes(name as never)
  );
  const given = [...required, ...sent].map((name) => `--${name}=${missing}`);
  return [
    [...words, ...values, ...given],
    [...words, "--no-such-flag"],
    [...words, "--help"],
    [...words, ...values, ...given, "--version"],
  ];
}

for (const command of COMMANDS) {
  Deno.test(`omega ${command.words.join(" ")} --json writes one document, also when it fails`, () =>
    inTemporaryFolder(async (folder) => {
      for (const line of listLines(command, folder)) {
        const { code, stdout, stderr } = await runOmegaHere([...line, "--json"]);
        const answer = JSON.parse(stdout);
        assert(EXIT_CODES.includes(code), `${line}: ${stderr}`);
        assertEquals([answer.schema, answer.ok], ["OMEGA-ANSWER-1.0", code === 0], stdout);
        assert(typeof answer.verdict === "string" && Array.isArray(answer.violations), stdout);
        if (code > 1) assertEquals(answer.exit_code, code);
        if (code !== 0) assertStringIncludes(stderr, "Cannot ");
      }
    }));
}

Deno.test("omega --json answers misuse of omega itself, and only where --json is a flag", async () => {
  for (const words of [["--json"], ["--json", "strss"], ["--json=yes"], ["--", "--json"]]) {
    const { code, stdout, stderr } = await runOmegaHere(words);
    const isFlag = words[0] === "--json";
    assertEquals(stdout !== "" && stdout.startsWith("{"), isFlag, stdout);
    assertEquals(code, isFlag && words.length === 1 ? 0 : 2, stderr);
  }
});
