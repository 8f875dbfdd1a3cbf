import { type Flag, FLAGS } from "../flags.ts";

/** The flags whose values a shell completes in one way, as they are typed: `--out`, `-C`. */
export interface ValueKinds {
  /** Flags with a value. */
  readonly all: readonly string[];
  /** Those of them that take a folder. */
  readonly folders: readonly string[];
  /** Those that take another path. */
  readonly files: readonly string[];
  /** Those that take one of some words. */
  readonly choices: readonly (readonly [string, readonly string[]])[];
  /** Those that take a number or text of the user's. */
  readonly texts: readonly string[];
}

/** Sorts the flags by what a shell can complete behind them. */
export function sortByValue(): ValueKinds {
  const flags: readonly Flag[] = FLAGS;
  const valued = flags.filter(({ kind }) => kind !== "switch");
  const typed = (chosen: readonly Flag[]) => chosen.flatMap(spell);
  const isFolder = ({ kind, placeholder }: Flag) => kind === "path" && placeholder === "DIR";
  return {
    all: typed(valued),
    folders: typed(valued.filter(isFolder)),
    texts: typed(valued.filter(({ kind, choices }) => kind !== "path" && choices === undefined)),
    files: typed(valued.filter((flag) => flag.kind === "path" && !isFolder(flag))),
    choices: valued.flatMap((flag) =>
      spell(flag).flatMap((word) => flag.choices === undefined ? [] : [[word, flag.choices]])
    ),
  };
}

/** A flag as it is typed: its short form, too. */
export function spell({ name, short }: Pick<Flag, "name" | "short">): readonly string[] {
  return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
}
