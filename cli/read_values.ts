import { InputError } from "../src/internal/errors.ts";
import type { Values } from "./command.ts";
import { type Flag, type FlagName, flagOf } from "./flags.ts";
import { suggestName } from "./suggest_name.ts";

/** The flags that were given, with the texts of their values, of which a switch has none. */
export type Given = ReadonlyMap<FlagName, readonly string[]>;

/** Checks every value and gives typed access to them. */
export function readValues(given: Given, words: readonly string[]): Values {
  const integers = new Map<FlagName, number>();
  for (const [name, texts] of given) {
    const flag = flagOf(name);
    for (const text of texts) {
      if (flag.kind === "integer") integers.set(name, readInteger(flag, text));
      else checkText(flag, text);
    }
  }
  return {
    text: (name) => given.get(name)?.[0],
    texts: (name) => given.get(name) ?? [],
    requiredText: (name) => given.get(name)![0]!,
    integer: (name) => integers.get(name),
    isOn: (name) => given.has(name),
    words,
  };
}

function checkText(flag: Flag, text: string): void {
  if (text === "") throw badValue(flag, flag.placeholder ?? "a value", "nothing");
  if (text.includes("\u0000")) throw badValue(flag, "text without NUL", "a NUL character");
  if (flag.choices !== undefined && !flag.choices.includes(text)) {
    const nearest = suggestName(text, flag.choices);
    throw badValue(flag, `one of ${flag.choices.join(", ")}`, `"${text}"${nearest}`);
  }
}

/** Decimal digits only: `1e3`, `0x10`, `1.0` and blanks are misspellings here. */
function readInteger(flag: Flag, text: string): number {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = flag;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) {
    throw badValue(flag, `an integer in ${min}..${max}`, text === "" ? "nothing" : `"${text}"`);
  }
  return value;
}

/** The refusal of a flag's value. */
export function badValue({ name }: Flag, wanted: string, found: string): InputError {
  return new InputError(`Cannot use --${name}: wanted ${wanted}, found ${found}`, {
    code: "USAGE",
  });
}
