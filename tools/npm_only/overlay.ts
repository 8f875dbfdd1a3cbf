/**
 * Writes `deno.npm.json`: deno.json with every `jsr:` import taken from npm instead.
 *
 * `bin/deno` runs this where JSR does not answer, and whenever deno.json or a file named in its
 * stamp has changed. Runs in the repository root and needs read and write access to it; imports
 * nothing, because nothing can be resolved before it has run.
 *
 * Invariants: the output depends on the inputs and the stamp only (no time, no absolute path); it
 * is renamed into place, so two launchers at once leave one whole file. It is JSON without comments
 * because `doc` needs it as an import map, too.
 *
 * Usage: `deno run --no-config --allow-read=. --allow-write=. tools/npm_only/overlay.ts STAMP`
 */

const OVERLAY = "deno.npm.json";

interface Task {
  readonly description?: string;
  readonly command?: string;
  readonly dependencies?: readonly string[];
}

interface Config {
  readonly exclude?: readonly string[];
  readonly publish?: { readonly include?: readonly string[] };
  readonly imports?: Readonly<Record<string, string>>;
  readonly tasks?: Readonly<Record<string, string | Task>>;
  readonly [key: string]: unknown;
}

interface StandIn {
  readonly to: string;
  readonly subPaths?: readonly string[];
}

/** Where the stand-ins are. Only an overlay looks there: their own imports lead to npm. */
const STAND_INS = "tools/npm_only/std/";

/** Sub-commands that are given the overlay; the same as in bin/deno, and a test asks Deno. */
export const SUB_COMMANDS_WITH_CONFIG: ReadonlySet<string> = new Set(
  "bench bundle cache check compile doc eval fmt info install lint publish repl run serve task test transpile watch"
    .split(" "),
);

/** Gives the import map that the overlay has in place of `imports`. */
export function replaceImports(
  imports: Readonly<Record<string, string>>,
  standIns: Readonly<Record<string, StandIn>>,
): Record<string, string> {
  const replaced: Record<string, string> = {};
  for (const [name, target] of Object.entries(imports)) {
    if (!target.startsWith("jsr:")) {
      replaced[name] = target;
      continue;
    }
    if (standIns[name] === undefined) {
      throw new Error(
        `Cannot take "${name}" from npm: tools/npm_only/imports.json must name a stand-in, found none`,
      );
    }
    // A `jsr:` entry of deno.json also serves its sub-paths; an import map needs each one named.
    for (const [key, { to, subPaths = [] }] of Object.entries(standIns)) {
      if (key !== name && !key.startsWith(`${name}/`)) continue;
      replaced[key] = to;
      for (const subPath of subPaths) replaced[`${key}/${subPath}`] = to;
    }
  }
  return replaced;
}

/**
 * Repeats `--config OVERLAY` in every `deno SUB …` of a task body, because a nested Deno would
 * read deno.json again. Only words at command positions count: at the start, after `;`, `&`, `|`,
 * `!`, a line end or an opening parenthesis, and behind `NAME=value` words, also inside `$(…)`.
 * A sub-command that is followed by `--config`, `-c` or `--no-config` is left alone.
 */
export function repeatConfig(command: string): string {
  if (command.includes("`")) {
    throw new Error(`Cannot rewrite the task "${command}": write $(…) in place of backticks`);
  }
  let at = 0;

  function take(pattern: RegExp): string {
    pattern.lastIndex = at;
    const taken = pattern.exec(command)?.[0] ?? "";
    at += taken.length;
    return taken;
  }

  /** One word as the shell sees it, with the commands inside it rewritten. */
  function word(): string {
    let out = "";
    let quoted = false;
    while (at < command.length) {
      const nested = take(/\$\(/y);
      if (nested !== "") {
        out += nested + commands() + take(/\)/y);
        continue;
      }
      const part = quoted
        ? take(/(?:\\[^]?|\$(?!\()|[^"\\$])+/y)
        : take(/(?:\\[^]?|'[^']*'?|\$(?!\()|[^\s;&|!()<>"'\\$])+/y);
      const quote = take(/"/y);
      if (part === "" && quote === "") break;
      if (quote !== "") quoted = !quoted;
      out += part + quote;
    }
    return out;
  }

  /** Commands up to the parenthesis that closes them, or the end. */
  function commands(): string {
    let out = "";
    let expects: "command" | "sub-command" | "argument" = "command";
    while (at < command.length) {
      out += take(/[^\S\n]+|[<>]+&?/y);
      const separator = take(/[;&|!\n]+/y);
      if (separator !== "") expects = "command";
      out += separator;
      const parenthesis = take(/\(/y);
      if (parenthesis !== "") out += parenthesis + commands() + take(/\)/y);
      if (command[at] === ")") break;
      const next = word();
      if (next === "") continue;
      if (expects === "sub-command" && !next.startsWith("-")) {
        out += withConfig(next, command.slice(at));
        expects = "argument";
        continue;
      }
      out += next;
      if (expects === "command" && !/^[A-Za-z_]\w*=/.test(next)) {
        expects = next === "deno" ? "sub-command" : "argument";
      }
    }
    return out;
  }

  let out = "";
  // A `)` too many is copied: what is wrong with the task is for its shell to say.
  while (at < command.length) out += commands() + take(/\)/y);
  return out;
}

function withConfig(subCommand: string, rest: string): string {
  if (/^(?:\s+-\S*)*?\s+(?:-c|--config|--no-config)(?=[\s=]|$)/.test(rest)) return subCommand;
  // Deno 2.9 takes no imports from the configuration that `doc` is given.
  if (subCommand === "doc") return `doc --config ${OVERLAY} --import-map ${OVERLAY}`;
  if (SUB_COMMANDS_WITH_CONFIG.has(subCommand)) return `${subCommand} --config ${OVERLAY}`;
  // `deno FILE` is short for `deno run FILE`, and takes the option in front.
  if (/[./:]/.test(subCommand)) return `--config ${OVERLAY} ${subCommand}`;
  return subCommand;
}

function rewriteTask(task: string | Task): string | Task {
  if (typeof task === "string") return repeatConfig(task);
  if (task.command === undefined) return task;
  return { ...task, command: repeatConfig(task.command) };
}

/** Gives the text of the overlay. The stamp is on its second line, where bin/deno reads it. */
export function makeOverlay(
  config: Config,
  standIns: Readonly<Record<string, StandIn>>,
  stamp: string,
): string {
  const { exclude = [], imports = {}, publish = {}, tasks = {} } = config;
  const overlay = {
    "//": stamp,
    ...config,
    exclude: exclude.filter((path) => path !== STAND_INS),
    imports: replaceImports(imports, standIns),
    // What npm serves is held to the digests of this lock file; deno.lock is for JSR.
    lock: { path: "./tools/npm_only/deno.lock", frozen: true },
    nodeModulesDir: "none",
    // For `publish --dry-run`, which wants every module that is imported. bin/deno refuses more.
    publish: { ...publish, include: [...publish.include ?? [], STAND_INS] },
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [name, rewriteTask(task)]),
    ),
  };
  return JSON.stringify(overlay, null, 2) + "\n";
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(Deno.readTextFileSync(path)) as T;
  } catch (cause) {
    throw new Error(`Cannot read "${path}": ${(cause as Error).message}`, { cause });
  }
}

function main(stamp: string): void {
  const text = makeOverlay(
    readJson<Config>("deno.json"),
    readJson<Record<string, StandIn>>("tools/npm_only/imports.json"),
    stamp,
  );
  const temporary = `${OVERLAY}.${Deno.pid}.tmp`;
  try {
    Deno.writeTextFileSync(temporary, text);
    Deno.renameSync(temporary, OVERLAY);
  } catch (cause) {
    throw new Error(`Cannot write "${OVERLAY}": ${(cause as Error).message}`, { cause });
  }
}

if (import.meta.main) {
  const [stamp] = Deno.args;
  if (stamp === undefined) {
    console.error("usage: overlay.ts STAMP, in the root of the repository");
    Deno.exit(2);
  }
  try {
    main(stamp);
  } catch (error) {
    console.error(`bin/deno: ${(error as Error).message}`);
    Deno.exit(3);
  }
}
