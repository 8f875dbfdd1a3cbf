import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { hasProgram, OMEGA, run } from "./run_omega.ts";

/** Flags and environment, whether in a terminal, and whether the verdict is coloured. */
const TABLE: readonly (readonly [string, Record<string, string>, boolean, boolean])[] = [
  ["", { NO_COLOR: "" }, true, true],
  ["", { NO_COLOR: "1" }, true, false],
  ["--no-color", { NO_COLOR: "" }, true, false],
  ["", { NO_COLOR: "" }, false, false],
];

Deno.test({
  name:
    "omega in a terminal colours a verdict unless told not to, and asks for no permission [OC-CLI-9204, OC-CLI-9205]",
  ignore: !hasProgram("script"),
  fn: () =>
    inTemporaryFolder(async (root) => {
      await Deno.mkdir(join(root, ".specs"));
      const text = "# Text\n\n- [APP-1001] The text MUST be short.\n";
      await Deno.writeTextFile(join(root, ".specs/10-text.md"), text);
      await Promise.all(TABLE.map(async ([flag, env, isTerminal, isColored]) => {
        const words = [...OMEGA, "spec", "lint", `--root=${root}`, flag].filter(Boolean);
        const quoted = words.map((word) => `'${word}'`).join(" ");
        const line = isTerminal ? ["script", "-qec", quoted, "/dev/null"] : words;
        const { stdout } = await run(line, { env });
        assertEquals(stdout.includes("spec lint: \x1b[1;32mPASS\x1b[0m"), isColored, stdout);
        assertEquals(stdout.includes("spec lint: PASS"), !isColored, stdout);
        // Without permission to run git it looks at all files, and asks nobody for the permission.
        assertEquals(stdout.includes("Deno requests"), false, stdout);
      }));
    }),
});
