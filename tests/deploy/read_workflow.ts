import { fromFileUrl } from "@std/path";
import { run } from "../cli/run_omega.ts";
import { assertEquals } from "@std/assert";

/** A step of a workflow or an action. */
export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What is read of a workflow. */
export interface Workflow {
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

/** What is read of an action. */
export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** A hook of pre-commit. */
export interface Hook {
  readonly id: string;
  readonly language: string;
  readonly entry: string;
  readonly pass_filenames: boolean;
}

/** Reads a YAML file; one of GitHub Actions must please its own validator. */
async function read(kind: "workflow" | "action" | "yaml", path: string, validators: string) {
  const script = fromFileUrl(new URL("check_github.mjs", import.meta.url));
  // Node looks for packages beside a script; one from a shell's standard input is in its folder.
  const command = `exec node --input-type=module - ${kind} "${path}" < "${script}"`;
  const { code, stdout, stderr } = await run(["sh", "-c", command], { cwd: validators });
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Reads a workflow that the validator in a folder accepts. */
export function readWorkflow(path: string, validators: string): Promise<Workflow> {
  return read("workflow", path, validators);
}

/** Reads an action that the validator in a folder accepts. */
export function readAction(path: string, validators: string): Promise<Action> {
  return read("action", path, validators);
}

/** Reads the hooks that the repository offers to pre-commit. */
export function readHooks(path: string, validators: string): Promise<readonly Hook[]> {
  return read("yaml", path, validators);
}
