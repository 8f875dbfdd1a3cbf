/**
 * Makes a program of `dist/omega.js` by `deno compile`: for this platform, or with `--target` for
 * another one that Deno supports. Ends with 3 and says why where Deno cannot download the part that
 * it puts in front of the program.
 *
 * @module
 */
import { join } from "@std/path";

/** What the program may do: what the task `omega` may. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-net",
  "--allow-run",
  "--allow-env",
];

/** As the task `omega`: memory does not grow with the number of runs of a stress. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=16";

/** How a run of `deno compile` ended. */
export interface CompileOutcome {
  /** Exit code of this tool: 0 done, 2 misuse, 3 the part cannot be had. */
  readonly exitCode: number;
  /** What to say. */
  readonly message: string;
}

/** Says what the end of `deno compile` means. */
export function explainCompile(isSuccess: boolean, stderr: string, output: string): CompileOutcome {
  if (isSuccess) return { exitCode: 0, message: `made ${output}` };
  const text = stderr.replace(/\s+/g, " ").trim();
  if (/denort|base binary|download/i.test(text)) {
    return {
      exitCode: 3,
      message:
        "Cannot compile omega: Deno could not download its runtime part (denort), which it " +
        "puts in front of the program. Use dist/omega.js, which is the same program for any Deno " +
        "2.9 or later, or run this where Deno's download server can be reached.",
    };
  }
  const isMisuse = /invalid value|unexpected argument/i.test(text);
  return { exitCode: isMisuse ? 2 : 3, message: `Cannot compile omega: ${text.slice(0, 500)}` };
}

if (import.meta.main) {
  const root = join(import.meta.dirname!, "..");
  const isForWindows = Deno.args.some((word) => word.includes("windows")) ||
    (Deno.build.os === "windows" && !Deno.args.some((word) => word.startsWith("--target")));
  const output = `dist/omega${isForWindows ? ".exe" : ""}`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["compile", "--no-config", "--no-check", "--quiet", V8_FLAGS, ...PERMISSIONS],
      ...["--output", output, ...Deno.args, "dist/omega.js"],
    ],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdout: "inherit",
  }).output();
  const outcome = explainCompile(success, new TextDecoder().decode(stderr), output);
  (outcome.exitCode === 0 ? console.log : console.error)(outcome.message);
  Deno.exit(outcome.exitCode);
}
