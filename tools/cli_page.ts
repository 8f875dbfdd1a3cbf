import type { Command } from "../cli/command.ts";
import { EXIT_CODES } from "../cli/exit_codes.ts";
import { type FlagName, flagOf, FLAGS, GLOBAL_FLAGS } from "../cli/flags.ts";
import { renderFlagUsage, renderUsage } from "../cli/render/usage.ts";

// OC-CLI-9301 impl
/**
 * The page `docs/cli.md`, from the tables of commands and flags.
 *
 * @param commands All commands
 * @returns Markdown; the formatter may lay out its tables
 */
export function renderCliPage(commands: readonly Command[]): string {
  return [
    "# Command line",
    "",
    "<!-- Made by `deno task docs` from the tables of commands and flags; a test compares it. -->",
    "",
    "`omega COMMAND [flags]`; in a clone of the repository `bin/deno task omega COMMAND [flags]`. A",
    "value stands behind its flag with a blank or an equals sign. `omega COMMAND --help` says the same",
    "as this page about one command, `omega completions SHELL` teaches it to a shell, and",
    "`omega man | man -l -` shows it as a manual page.",
    "",
    "With `--json` every command writes exactly one JSON document to stdout, also when it fails; text",
    "for people goes to stderr then.",
    "",
    "## Exit codes",
    "",
    ...table(["code", "meaning"], EXIT_CODES),
    "",
    "## Commands",
    ...commands.filter(({ isHidden }) => !isHidden).flatMap(renderCommand),
    "",
    "## Flags",
    "",
    `Every command takes ${listFlags(GLOBAL_FLAGS)}.`,
    "",
    ...table(
      ["flag", "meaning"],
      FLAGS.map(({ name }) => [code(renderFlagUsage(name)), flagOf(name).summary]),
    ),
    "",
  ].join("\n");
}

function renderCommand(command: Command): readonly string[] {
  const { words, summary, positionals = [], flags, example } = command;
  return [
    "",
    `### omega ${words.join(" ")}`,
    "",
    `${summary}.`,
    "",
    "```text",
    renderUsage(command),
    "```",
    ...positionals.flatMap(({ name, summary }) => ["", `- ${code(name)}: ${summary}`]),
    ...(flags.length === 0 ? [] : ["", `Flags: ${listFlags(flags)}.`]),
    "",
    `Example: ${code(example)}`,
  ];
}

function listFlags(names: readonly FlagName[]): string {
  return names.map((name) => code(`--${name}`)).join(", ");
}

function table(
  head: readonly [string, string],
  rows: readonly (readonly [string, string])[],
): readonly string[] {
  return [head, ["---", "---"], ...rows].map(([left, right]) =>
    `| ${left} | ${right!.replaceAll("|", "\\|")} |`
  );
}

function code(text: string): string {
  return `\`${text}\``;
}
