import type { Command } from "../command.ts";
import { type Flag, type FlagName, flagOf } from "../flags.ts";

/** How a command is typed: its words, its arguments and the flags that it cannot do without. */
export function renderUsage({ words, positionals = [], required = [] }: Command): string {
  return [
    "omega",
    ...words,
    ...positionals.map(({ name, isRepeated }) => isRepeated ? `${name}...` : name),
    ...required.map((name) => `--${name} ${flagOf(name).placeholder}`),
    "[flags]",
  ].join(" ");
}

/** How a flag is typed, such as `-C, --directory DIR`. */
export function renderFlagUsage(name: FlagName): string {
  const { short, placeholder }: Flag = flagOf(name);
  return [
    short === undefined ? "" : `-${short}, `,
    `--${name}`,
    placeholder === undefined ? "" : ` ${placeholder}`,
  ].join("");
}
