import { join } from "@std/path";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { PreflightOptions } from "../../src/preflight/preflight.ts";
import { runPreflight } from "../../src/preflight/preflight.ts";
import { parsePreflightConfig } from "../../src/preflight/preflight_config.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runTool } from "../proofpack/_tool.ts";

/** Whether this system has what the fixtures are made with. */
export const isPosix = Deno.build.os !== "windows";

/** The toolchain of all reports of the tests. */
export const TOOLCHAIN = { omega: "0.1.0", deno: "2.9.0", v8: "15.0.0" };

/** Runs git for a fixture; a fixture that cannot be made is a broken test. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@localhost"];
  const settings = ["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"];
  const command = ["git", "-C", folder, ...identity, ...settings, ...args];
  const { code, stdout, stderr } = await runTool(command, {
    env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  });
  if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** What a test command prints: TAP with so many tests of each kind. */
export function tap(passed: number, failed = 0, skipped = 0): string {
  const lines = [
    ...Array.from({ length: passed }, (_, index) => `ok - passes ${index}`),
    ...Array.from({ length: failed }, (_, index) => `not ok - fails ${index}`),
    ...Array.from({ length: skipped }, (_, index) => `ok - skips ${index} # SKIP`),
  ];
  return ["TAP version 14", ...lines, `1..${lines.length}`, ""].join("\n");
}

/** Makes a repository with one commit: a file, and a report that the test command prints. */
export async function makeProject(
  folder: string,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  await git(folder, "init", "--quiet");
  const all = {
    "report.tap": tap(3),
    "src.txt": "source\n",
    ".gitignore": "/ignored/\n",
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    await Deno.mkdir(join(folder, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
  await git(folder, "add", "--all");
  await git(folder, "commit", "--quiet", "--message", "first");
}

/** A suite that prints a file of the project. */
export const PRINTING_SUITE = {
  name: "unit",
  command: ["cat", "report.tap"],
  format: "tap",
  report: null,
  expected_passed: 3,
  time_limit_s: 20,
};

/** The configuration of a project, with changes. */
export function configOf(change: Readonly<Record<string, unknown>> = {}) {
  const document = {
    schema_version: "PREFLIGHT-CONFIG-1.0",
    own_outputs: ["metrics"],
    accepted: [],
    suites: [PRINTING_SUITE],
    critical_files: ["src.txt"],
    ...change,
  };
  return parsePreflightConfig(new JsonCursor(document, "preflight.json"));
}

/** Does a preflight with the options of the tests. */
export function preflight(root: string, options: Partial<PreflightOptions> = {}) {
  return runPreflight({
    root,
    config: configOf(),
    ports: systemPorts,
    toolchain: TOOLCHAIN,
    ...options,
  });
}

/** Runs `body` in a new project. */
export function inProject(
  body: (folder: string) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const root = join(folder, "project");
    await Deno.mkdir(root);
    await makeProject(root, files);
    await body(root);
  });
}
