import { join } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";
import { TEST_FOLDER } from "./_run_folder.ts";

/** What a program said and how it ended. */
export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export async function runTool(
  command: readonly string[],
  options: Omit<Deno.CommandOptions, "args"> = {},
): Promise<ToolResult> {
  const [program, ...args] = command;
  const { code, stdout, stderr } = await new Deno.Command(program!, { args, ...options }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Whether there is a program of that name. */
export function hasTool(name: string): boolean {
  try {
    new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Whether this system lacks a shell or one of the named programs; a test without them is skipped. */
export function lacks(...names: readonly string[]): boolean {
  return Deno.build.os === "windows" || !["sh", ...names].every(hasTool);
}

/** Command line that runs a module of the tests in a Deno of its own. */
export function childCommand(module: string, ...args: readonly string[]): readonly string[] {
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-run=sh"];
  return thisDeno("run", ...permissions, join(TEST_FOLDER, module), ...args);
}
