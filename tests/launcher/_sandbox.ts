import { dirname, fromFileUrl, join } from "@std/path";

/** The root of this repository. */
export const REPOSITORY: string = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with which variables a process runs; it inherits no others than these. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end in an environment of its own. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const { cwd = REPOSITORY, env = {} } = options;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    clearEnv: true,
    env: { NO_COLOR: "1", PATH: Deno.env.get("PATH") ?? "", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Gives `body` a folder that is removed afterwards. Its name holds a space, as a user's may. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "omega launcher " });
  try {
    await body(await Deno.realPath(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The path of a file in the repository. */
export function repositoryFile(...names: string[]): string {
  return join(REPOSITORY, ...names);
}
