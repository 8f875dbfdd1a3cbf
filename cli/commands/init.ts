import { listStarterFiles, writeStarter } from "../../src/init/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import type { CommandRun, Values } from "../command.ts";
import { parseEngine } from "../engine_flags.ts";

/** `omega init`: what a project needs for the gates, written once and never over anything. */
export function planInit(values: Values): CommandRun {
  const root = values.text("root") ?? ".";
  const engine = values.requiredText("engine");
  if (parseEngine(engine).kind === "scribe") {
    throw new InputError(
      'Cannot run "omega init": wanted --engine module:PATH or command:CMD, found "scribe", which ' +
        "is omega's own",
      { code: "USAGE" },
    );
  }
  return async ({ ports }) => {
    const files = listStarterFiles(engine);
    await writeStarter(root, files, ports);
    const paths = files.map(({ path }) => path);
    return {
      verdict: "DONE",
      runDir: root,
      violations: [],
      data: { files: paths },
      text: [
        `init: DONE  ${paths.length} files in ${root}`,
        ...paths.map((path) => `  ${path}`),
        "next:",
        "  omega spec extract",
        `  git add --all && git commit --message "Add the gates of omega"`,
        "  omega preflight && omega spec check",
        `  omega stress --engine "${engine}"`,
      ].join("\n"),
    };
  };
}
