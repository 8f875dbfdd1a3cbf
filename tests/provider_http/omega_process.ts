/**
 * Runs omega as a process of its own, with the very permissions that its task has.
 *
 * @module
 */
import { join } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";
import { type Ended, ROOT, run, SHORT_STORY_FLAGS } from "../cli/run_omega.ts";

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
  return await run(thisDeno("run", ...await permissionsOfTask(), main, ...words), {
    cwd: options.cwd,
    env: { ...noKeys, ...options.env },
  });
}

/** The shipped calibration, with prices for the models of test servers and short back-offs. */
export const CALIBRATION_FLAG = `--calibration=${
  join(ROOT, "tests/provider_http/calibration.json")
}`;

/** The flags that name the short story and a calibration from any folder. */
export const STORY_FLAGS: readonly string[] = [...SHORT_STORY_FLAGS.slice(0, 2), CALIBRATION_FLAG];

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
