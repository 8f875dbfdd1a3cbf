import { VERSION } from "../../src/internal/version.ts";
import type { Command } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type FlagName, flagOf, FLAGS, GLOBAL_FLAGS } from "../flags.ts";
import { renderFlagUsage, renderUsage } from "./usage.ts";

// OC-CLI-9308 impl
/**
 * The manual page omega(1) in the macros of man(7), from the tables of commands and flags. It bears
 * no date, so that it changes only with the product.
 *
 * @param commands All commands
 */
export function renderManPage(commands: readonly Command[]): string {
  const shown = commands.filter(({ isHidden }) => !isHidden);
  return [
    `.TH OMEGA 1 "" "omega ${VERSION}" "Omega manual"`,
    ".SH NAME",
    "omega \\- production\\-readiness gates for engines that call language models",
    ".SH SYNOPSIS",
    ".B omega",
    "COMMAND [flags]",
    ".SH DESCRIPTION",
    escapeLine(
      "Omega runs gates on an engine before and after every change, fails closed, and leaves " +
        "evidence that anybody can verify.",
    ),
    ".SH COMMANDS",
    ...shown.flatMap(renderCommand),
    ".SH FLAGS",
    escapeLine(`Every command takes ${listFlags(GLOBAL_FLAGS)}.`),
    ...FLAGS.flatMap(({ name }) => item(renderFlagUsage(name), `${flagOf(name).summary}.`)),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, meaning]) => item(code, `${meaning}.`)),
  ].join("\n");
}

function renderCommand(command: Command): readonly string[] {
  const { summary, positionals = [], flags, example } = command;
  const known = positionals.map(({ name, summary }) => `${name} is ${summary}. `).join("");
  const taken = flags.length === 0 ? "" : `Takes ${listFlags(flags)}. `;
  return item(renderUsage(command), `${summary}. ${known}${taken}Example: ${example}`);
}

function listFlags(names: readonly FlagName[]): string {
  return names.map((name) => `--${name}`).join(", ");
}

/** A tagged paragraph. */
function item(tag: string, text: string): readonly string[] {
  return [".TP", `.B "${escapeLine(tag).replaceAll('"', "\\(dq")}"`, escapeLine(text)];
}

/** Text as roff reads it back: a dash is a dash, and no line is taken for a request. */
function escapeLine(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^([.'])/, "\\&$1");
}
