import { fromFileUrl, join } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";

/** Root of the repository. */
export const ROOT = fromFileUrl(new URL("../..", import.meta.url));

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start it. */
export interface RunOptions {
  /** Working folder. @default the repository's root */
  readonly cwd?: string;
  /** Variables on top of the test's own. */
  readonly env?: Record<string, string>;
}

/** Runs a program to its end. */
export async function run(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { cwd = ROOT, env = {} } = options;
  const [program, ...args] = words;
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args,
    cwd,
    // What the tests themselves run in is not where the program runs: INIT_CWD comes from the task
    // around them, the others from a workflow.
    clearEnv: true,
    env: { ...outerEnvironment(), NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The variables of the test process, without those of the task and workflow around it. */
function outerEnvironment(): Record<string, string> {
  const variables = Deno.env.toObject();
  for (const name of ["INIT_CWD", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"]) delete variables[name];
  return variables;
}

/** The words that start omega as a process of its own, with the permissions of its task. */
export const OMEGA: readonly string[] = thisDeno(
  "run",
  "--allow-read",
  "--allow-write",
  "--allow-env=NO_COLOR,GITHUB_ACTIONS,GITHUB_STEP_SUMMARY,JOB_COMPLETION_INDEX,HOME,USERPROFILE,TMPDIR,TEMP,TMP",
  join(ROOT, "cli/main.ts"),
);

/** Runs omega to its end. */
export function runOmega(words: readonly string[], options?: RunOptions): Promise<Ended> {
  return run([...OMEGA, ...words], options);
}

/** The flags that name the shipped story and calibration from any folder. */
export function storyFlags(language: "en" | "fr" = "en"): readonly string[] {
  return flagsOf(join(ROOT, "examples", language));
}

/** A story of one scene: for what is not about the writing. */
export const SHORT_STORY = join(ROOT, "tests/cli/short_story");

/** The flags that name the short story and the shipped calibration from any folder. */
export const SHORT_STORY_FLAGS: readonly string[] = flagsOf(SHORT_STORY);

function flagsOf(story: string): readonly string[] {
  return [
    `--plan=${join(story, "plan.json")}`,
    `--intent=${join(story, "intent.json")}`,
    `--calibration=${join(ROOT, "calibration/calibration.json")}`,
  ];
}

/** Whether a program is installed. */
export function hasProgram(name: string): boolean {
  try {
    new Deno.Command(name, { args: ["--version"], stdin: "null" }).outputSync();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
