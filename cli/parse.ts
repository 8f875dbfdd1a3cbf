import { parseArgs } from "@std/cli/parse-args";
import { InputError } from "../src/internal/errors.ts";
import type { Command, Values } from "./command.ts";
import type { Flag, FlagName } from "./flags.ts";
import { flagOf, GLOBAL_FLAGS } from "./flags.ts";
import { suggestName } from "./suggest_name.ts";
import { badValue, type Given, readValues } from "./read_values.ts";

/** What the words on the command line ask for. */
export type Invocation =
  | { readonly kind: "help"; readonly topic: readonly string[]; readonly values: Values }
  | { readonly kind: "version"; readonly values: Values }
  | { readonly kind: "run"; readonly command: Command; readonly values: Values };

// OC-CLI-9001 impl
/**
 * Reads the command line. Touches nothing.
 *
 * @param words The arguments behind the program's name
 * @param commands All commands
 * @throws {InputError} for an unknown command or flag, naming the nearest one, and for a value that
 * is missing or wrong
 */
export function parseInvocation(
  words: readonly string[],
  commands: readonly Command[],
): Invocation {
  const flags = [...new Set([...commands.flatMap((command) => command.flags), ...GLOBAL_FLAGS])];
  const { given, plain, unknown } = split(words, flags);
  const isHelp = given.has("help") || plain[0] === "help";
  const topic = plain[0] === "help" ? plain.slice(1) : plain;
  const command = findCommand(topic, commands);
  if (unknown !== undefined) throw unknownFlag(unknown, command, flags);
  if (given.has("version")) return { kind: "version", values: readValues(given, []) };

  if (isHelp || command === undefined) {
    if (!isHelp) checkNothingAsked(topic, given, commands);
    const known = command?.words ?? knownGroup(topic, commands);
    return { kind: "help", topic: known, values: readValues(given, []) };
  }
  checkAllowed(given, command);
  const rest = plain.slice(command.words.length);
  checkWords(rest, command, commands);
  return { kind: "run", command, values: readValues(given, rest) };
}

function checkWords(
  rest: readonly string[],
  command: Command,
  commands: readonly Command[],
): void {
  const positionals = command.positionals ?? [];
  const missing = positionals[rest.length];
  if (missing) throw usage(`wanted ${missing.name} (${missing.summary}), found nothing`, command);
  if (rest.length > positionals.length && !positionals.at(-1)?.isRepeated) {
    const further = rest[positionals.length]!;
    const verbs = listVerbs(command, commands);
    const found = `found "${further}"${suggestName(further, verbs)}`;
    throw usage(`wanted no further word, ${found}`, command);
  }
  positionals.forEach(({ name, choices }, index) => {
    const word = rest[index]!;
    if (choices === undefined || choices.includes(word)) return;
    const found = `found "${word}"${suggestName(word, choices)}`;
    throw usage(`wanted one of ${choices.join(", ")} as ${name}, ${found}`, command);
  });
}

// OC-CLI-9003 impl
/** Tells flags from words; every flag with a value is declared, so that nothing is guessed. */
function split(
  words: readonly string[],
  names: readonly FlagName[],
): {
  readonly given: Given;
  readonly plain: readonly string[];
  readonly unknown: string | undefined;
} {
  const flags = names.map(flagOf);
  const withValue = flags.filter(({ kind }) => kind !== "switch");
  const switches = flags.filter(({ kind }) => kind === "switch");
  checkSwitches(words, switches);
  const unknown: string[] = [];
  const parsed = parseArgs([...words], {
    string: ["_", ...withValue.map(({ name }) => name)],
    boolean: switches.map(({ name }) => name),
    collect: withValue.map(({ name }) => name),
    alias: Object.fromEntries(
      flags.flatMap(({ name, short }) => (short === undefined ? [] : [[short, name]])),
    ),
    unknown: (word, key) => {
      if (key === undefined) return true;
      unknown.push(word.split("=")[0]!);
      return false;
    },
  });
  const given = new Map<FlagName, readonly string[]>();
  for (const name of names) {
    const flag = flagOf(name);
    const value: unknown = parsed[name];
    if (flag.kind === "switch") {
      if (value === true) given.set(name, []);
      continue;
    }
    const texts = value as readonly string[];
    if (texts.length > 1 && !flag.isRepeatable) {
      throw badValue(flag, "to be given once", `${texts.length} times`);
    }
    if (texts.length > 0) given.set(name, texts);
  }
  return { given, plain: parsed._.map(String), unknown: unknown[0] };
}

/** A switch with a value, such as `--strict=no`, would be on or off by guessing. */
function checkSwitches(words: readonly string[], switches: readonly Flag[]): void {
  for (const word of words) {
    if (word === "--") return;
    const [spelled, value] = splitOnce(word, "=");
    const flag = value === null ? undefined : switches.find(({ name }) => spelled === `--${name}`);
    if (flag !== undefined) throw badValue(flag, "no value", `"${value}"`);
  }
}

function splitOnce(text: string, separator: string): readonly [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** The command whose words the line begins with; `stress merge` before `stress`. */
function findCommand(
  plain: readonly string[],
  commands: readonly Command[],
): Command | undefined {
  return commands
    .filter(({ words }) => words.every((word, index) => plain[index] === word))
    .reduce<Command | undefined>(
      (best, command) => command.words.length > (best?.words.length ?? 0) ? command : best,
      undefined,
    );
}

/** The leading words that name a group of commands; the help of `omega` itself has none. */
function knownGroup(topic: readonly string[], commands: readonly Command[]): readonly string[] {
  if (topic.length === 0) return [];
  const isGroup = commands.some(({ words }) => words[0] === topic[0]);
  if (!isGroup) throw unknownCommand(topic, commands);
  return topic.slice(0, 1);
}

/** The words that may follow those of a command. */
function listVerbs({ words }: Command, commands: readonly Command[]): readonly string[] {
  return commands
    .filter((other) => words.every((word, index) => other.words[index] === word))
    .flatMap((other) => other.words.slice(words.length, words.length + 1));
}

/** Without a command there is help, but not for those who ask for something. */
function checkNothingAsked(
  topic: readonly string[],
  given: Given,
  commands: readonly Command[],
): void {
  if (topic.length > 0) throw unknownCommand(topic, commands);
  const asked = [...given.keys()].find((name) => !GLOBAL_FLAGS.includes(name));
  if (asked !== undefined) throw usage(`wanted a command with --${asked}, found none`);
}

function unknownCommand(topic: readonly string[], commands: readonly Command[]): InputError {
  const group = commands.filter(({ words }) => words.length > 1 && words[0] === topic[0]);
  if (group.length > 0 && topic.length === 1) {
    const verbs = group.map(({ words }) => words[1]).join(", ");
    return usage(`wanted one of ${verbs} behind "${topic[0]}", found nothing`);
  }
  const [typed, names] = group.length > 0
    ? [topic.slice(0, 2).join(" "), group.map(({ words }) => words.join(" "))]
    : [topic[0]!, [...new Set(commands.map(({ words }) => words[0]!))]];
  return usage(`wanted a command, found "${typed}"${suggestName(typed, names)}`);
}

function unknownFlag(
  typed: string,
  command: Command | undefined,
  names: readonly FlagName[],
): InputError {
  const allowed = command === undefined ? names : [...command.flags, ...GLOBAL_FLAGS];
  const spelled = allowed.map((name) => `--${name}`);
  return usage(`wanted a known flag, found "${typed}"${suggestName(typed, spelled)}`, command);
}

function checkAllowed(given: Given, command: Command): void {
  const allowed = [...command.flags, ...GLOBAL_FLAGS];
  for (const name of given.keys()) {
    if (allowed.includes(name)) continue;
    const spelled = allowed.map((allowedName) => `--${allowedName}`);
    throw usage(
      `wanted a flag of this command, found "--${name}"${suggestName(`--${name}`, spelled)}`,
      command,
    );
  }
  for (const name of command.required ?? []) {
    if (!given.has(name)) {
      throw usage(`wanted --${name} ${flagOf(name).placeholder}, found nothing`, command);
    }
  }
  checkTogether(given, command);
}

// OC-CLI-9005 impl
/** A flag that changes nothing beside the others would mislead whoever gave it. */
function checkTogether(given: Given, command: Command): void {
  const flags = [...given.keys()].map(flagOf);
  const names: readonly string[] = flags.map(({ name }) => name);
  for (const { name, needs, excludes = [] } of flags) {
    if (needs !== undefined && !names.includes(needs)) {
      throw usage(`wanted --${needs} with --${name}, found none`, command);
    }
    const other = excludes.find((excluded) => names.includes(excluded));
    if (other !== undefined) {
      throw usage(`wanted --${name} or --${other}, found both`, command);
    }
  }
}

function usage(problem: string, command?: Command): InputError {
  const name = ["omega", ...(command?.words ?? [])].join(" ");
  const advice = problem.endsWith("?") ? "" : `; see ${name} --help`;
  return new InputError(`Cannot run "${name}": ${problem}${advice}`, { code: "USAGE" });
}
