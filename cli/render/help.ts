import type { Command } from "../command.ts";
import type { Flag, FlagName } from "../flags.ts";
import { flagOf, GLOBAL_FLAGS } from "../flags.ts";

const EXIT_CODES = `Exit codes:
  0  PASS or done (also DOWNGRADE, unless --strict)
  1  the answer is FAIL
  2  misuse or bad input
  3  STOP, or the world failed (disk, network, incomplete)
  70 a bug of omega
  130, 143 interrupted`;

// OC-CLI-9004 impl
/**
 * The help for a topic: all commands, the commands of a group, or one command.
 *
 * @param topic The words of the command or group; none for everything
 * @param commands All commands
 */
export function renderHelp(topic: readonly string[], commands: readonly Command[]): string {
  const matching = commands.filter(({ words, isHidden }) =>
    !isHidden && topic.every((word, index) => words[index] === word)
  );
  const exact = matching.find(({ words }) => words.length === topic.length);
  if (exact !== undefined) return commandHelp(exact, matching.filter((one) => one !== exact));
  const head = topic.length === 0
    ? "omega: production-readiness gates for engines that call language models"
    : `omega ${topic.join(" ")}`;
  return [
    head,
    "",
    `Usage: omega ${[...topic, "COMMAND"].join(" ")} [flags]`,
    "",
    "Commands:",
    ...table(matching.map(({ words, summary }) => [words.join(" "), summary])),
    "",
    "Flags of every command:",
    ...flagTable(GLOBAL_FLAGS),
    "",
    EXIT_CODES,
    "",
    `"omega COMMAND --help" tells more about one command.`,
  ].join("\n");
}

function commandHelp(command: Command, below: readonly Command[]): string {
  const positionals = command.positionals ?? [];
  const required = command.required ?? [];
  const usage = [
    "omega",
    ...command.words,
    ...positionals.map(({ name, isRepeated }) => isRepeated ? `${name}...` : name),
    ...required.map((name) => `--${name} ${flagOf(name).placeholder}`),
    "[flags]",
  ];
  return [
    command.summary,
    "",
    `Usage: ${usage.join(" ")}`,
    ...section("Arguments:", table(positionals.map(({ name, summary }) => [name, summary]))),
    ...section("Flags:", flagTable(command.flags)),
    ...section("Flags of every command:", flagTable(GLOBAL_FLAGS)),
    ...section("See also:", table(below.map(({ words, summary }) => [words.join(" "), summary]))),
    ...section("Example:", [`  ${command.example}`]),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

function flagTable(names: readonly FlagName[]): readonly string[] {
  return table(names.map((name) => {
    const flag: Flag = flagOf(name);
    const short = flag.short === undefined ? "" : `-${flag.short}, `;
    const placeholder = flag.placeholder === undefined ? "" : ` ${flag.placeholder}`;
    return [`${short}--${name}${placeholder}`, flag.summary];
  }));
}

/** Two columns, the first as wide as its longest text. */
function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
