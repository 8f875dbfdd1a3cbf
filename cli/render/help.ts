import type { Command } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type FlagName, flagOf, GLOBAL_FLAGS } from "../flags.ts";
import { renderFlagUsage, renderUsage } from "./usage.ts";

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
    "Exit codes:",
    ...table(EXIT_CODES),
    "",
    `"omega COMMAND --help" tells more about one command.`,
  ].join("\n");
}

function commandHelp(command: Command, below: readonly Command[]): string {
  const positionals = command.positionals ?? [];
  return [
    command.summary,
    "",
    `Usage: ${renderUsage(command)}`,
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
  return table(names.map((name) => [renderFlagUsage(name), flagOf(name).summary]));
}

/** Two columns, the first as wide as its longest text. */
function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
