import { dirname, fromFileUrl, join } from "@std/path";

/** The root of this repository. */
export const REPOSITORY: string = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

/** The launcher is a POSIX shell script; Git's own shell runs it on Windows, these tests do not. */
export const NEEDS_POSIX: Pick<Deno.TestDefinition, "ignore"> = {
  ignore: Deno.build.os === "windows",
};

/** What the launcher calls besides Deno, node and npm. */
const TOOLS = ["chmod", "cksum", "cp", "date", "find", "mkdir", "mv", "readlink", "rm", "sh"];

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with which variables a process runs; it inherits no others. */
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
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The variables that decide how this machine reaches npm: home, proxies and certificates. */
export function networkEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Deno.env.toObject()).filter(([name]) =>
      /^HOME$|^npm_config_|_proxy$|cert|_ca_/i.test(name)
    ),
  );
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

/** Writes an executable shell script. */
export async function writeScript(path: string, body: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, `#!/bin/sh\n${body}`);
  await Deno.chmod(path, 0o755);
}

/**
 * Writes a Deno that tells its version, and prints its own path, `OMEGA_REGISTRY` and arguments,
 * one a line, in place of running them. It hands the launcher's own scripts to the real Deno, and
 * answers for JSR from `FAKE_JSR`, noting each question in the file `asked` beside it.
 */
export async function writeFakeDeno(path: string, version = "2.9.0"): Promise<void> {
  await writeScript(
    path,
    `case "$*" in
  --version) echo "deno ${version} (stable, release, fake)"; exit ;;
  *overlay.ts*) exec "$REAL_DENO" "$@" ;;
  *jsr_answers.ts*) echo asked >>"\${0%/*}/asked"; echo "\${FAKE_JSR-no}"; exit ;;
esac
printf '%s\\n' "$0" "\${OMEGA_REGISTRY-}" "$@"
exit "\${FAKE_EXIT-0}"
`,
  );
}

/** A copy of the launcher and what it needs, in a repository, a home and a PATH of their own. */
export interface Sandbox {
  readonly top: string;
  readonly repository: string;
  readonly launcher: string;
  /** The launcher's cache folder. */
  readonly cache: string;
  /** A folder on PATH that holds the tools and no Deno. */
  readonly tools: string;
  /** Runs the launcher. `path` names the folders of PATH in front of the tools. */
  launch(
    args: readonly string[],
    options?: RunOptions & { readonly path?: readonly string[] },
  ): Promise<Ended>;
}

async function findOnPath(name: string): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = join(folder, name);
    if (await Deno.stat(path).then((info) => info.isFile, () => false)) return path;
  }
  throw new Error(`Cannot lay out the sandbox: "${name}" must be on PATH, found none`);
}

/** Copies the launcher and what it reads into `repository`. */
export async function copyLauncher(repository: string): Promise<string> {
  await Deno.mkdir(join(repository, "bin"), { recursive: true });
  await Deno.mkdir(join(repository, "tools"));
  for (const name of ["bin/deno", "deno.json"]) {
    await Deno.copyFile(join(REPOSITORY, name), join(repository, name));
  }
  const copied = await run("cp", ["-R", "tools/npm_only", join(repository, "tools")], {
    env: { PATH: Deno.env.get("PATH") ?? "" },
  });
  if (copied.code !== 0) throw new Error(copied.stderr);
  return join(repository, "bin/deno");
}

/** Gives `body` a sandbox that is removed afterwards. */
export async function withSandbox(body: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  await withFolder(async (top) => {
    const repository = join(top, "a repository");
    const tools = join(top, "tools");
    const launcher = await copyLauncher(repository);
    await Deno.mkdir(tools);
    for (const name of TOOLS) await Deno.symlink(await findOnPath(name), join(tools, name));
    await body({
      top,
      repository,
      launcher,
      cache: join(top, "home/.cache/omega"),
      tools,
      launch: (args, { cwd = repository, env = {}, path = [] } = {}) =>
        run(launcher, args, {
          cwd,
          env: {
            HOME: join(top, "home"),
            PATH: [...path, tools].join(":"),
            REAL_DENO: Deno.execPath(),
            ...env,
          },
        }),
    });
  });
}

/** Gives the lines that a fake Deno printed: its path, the registry, its arguments. */
export function heard(ended: Ended): { deno: string; registry: string; args: string[] } {
  const [deno = "", registry = "", ...args] = ended.stdout.split("\n").slice(0, -1);
  return { deno, registry, args };
}
