/**
 * Runs omega as a process of its own, with the very permissions that its task has.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";

/** Root of the repository. */
export const ROOT = fromFileUrl(new URL("../..", import.meta.url));

/** How omega ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function permissionsOfTask(): Promise<readonly string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const words: readonly string[] = tasks.omega.command.split(" ");
  return words.filter((word) => word.startsWith("--allow-"));
}

/** Runs omega to its end; the environment has no key but those given. */
export async function runOmega(
  words: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string> },
): Promise<Ended> {
  const noKeys = { OMEGA_API_KEY: "", OPENAI_API_KEY: "", ANTHROPIC_API_KEY: "" };
  const main = join(ROOT, "cli/main.ts");
  const [program, ...args] = thisDeno("run", ...await permissionsOfTask(), main, ...words);
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args,
    cwd: options.cwd,
    env: { NO_COLOR: "1", ...noKeys, ...options.env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The shipped calibration, with prices for the models of test servers and short back-offs. */
export const CALIBRATION_FLAG = `--calibration=${
  join(ROOT, "tests/provider_http/calibration.json")
}`;

/** The flags that name the shipped story and a calibration from any folder. */
export const STORY_FLAGS: readonly string[] = [
  `--plan=${join(ROOT, "examples/en/plan.json")}`,
  `--intent=${join(ROOT, "examples/en/intent.json")}`,
  CALIBRATION_FLAG,
];

/** Every file below a folder with its text. */
export async function readAllFiles(
  folder: string,
): Promise<readonly (readonly [string, string])[]> {
  const files: (readonly [string, string])[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) files.push(...await readAllFiles(path));
    else files.push([path, await Deno.readTextFile(path)]);
  }
  return files;
}
