import type { Command } from "../command.ts";
import { type FlagName, GLOBAL_FLAGS } from "../flags.ts";

/** A word that may be typed, and what it is for. */
export interface CompletionWord {
  readonly word: string;
  readonly summary: string;
}

/** What may be typed at one place of the command line. */
export interface CompletionPlace {
  /** The words that lead there with blanks between, empty behind `omega` itself. */
  readonly path: string;
  /** Words of commands, or what the command knows as its arguments. */
  readonly words: readonly CompletionWord[];
  readonly flags: readonly FlagName[];
  /** Whether paths of files may be typed. */
  readonly takesFiles: boolean;
}

/**
 * Lists every place of the command line, from the table of commands; shells are told no more.
 *
 * @param commands All commands
 * @returns The places, each behind those that lead to it
 */
export function listPlaces(commands: readonly Command[]): readonly CompletionPlace[] {
  const shown = commands.filter(({ isHidden }) => !isHidden);
  const paths = new Set([""]);
  for (const { words } of shown) {
    for (let count = 1; count <= words.length; count++) paths.add(words.slice(0, count).join(" "));
  }
  return [...paths].map((path) => describePlace(path, shown));
}

function describePlace(path: string, commands: readonly Command[]): CompletionPlace {
  const depth = path === "" ? 0 : path.split(" ").length;
  const below = commands.filter(({ words }) =>
    words.length > depth && words.slice(0, depth).join(" ") === path
  );
  const exact = commands.find(({ words }) => words.join(" ") === path);
  const names = new Set(below.map(({ words }) => words[depth]!));
  const choices = exact?.positionals?.flatMap(({ choices = [], summary }) =>
    choices.map((word) => ({ word, summary }))
  );
  return {
    path,
    words: [
      ...[...names].map((word) => ({ word, summary: summarize(word, depth, below) })),
      ...choices ?? [],
    ],
    flags: [...exact?.flags ?? [], ...GLOBAL_FLAGS],
    takesFiles: exact?.positionals?.some(({ choices, isName }) => !choices && !isName) ?? false,
  };
}

/** What a word is for: the command that ends with it, or else the words behind it. */
function summarize(word: string, depth: number, commands: readonly Command[]): string {
  const under = commands.filter(({ words }) => words[depth] === word);
  const exact = under.find(({ words }) => words.length === depth + 1);
  return exact?.summary ?? under.map(({ words }) => words[depth + 1]).join(", ");
}
