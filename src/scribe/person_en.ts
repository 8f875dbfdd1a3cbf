import type { Person } from "./lexicon.ts";
import type { Token } from "./tokenise.ts";

// "mine" is left out: in prose it is as often a pit.
const FIRST: ReadonlySet<string> = new Set("me my myself we us our ours ourselves".split(" "));
const SECOND: ReadonlySet<string> = new Set("you your yours yourself yourselves".split(" "));
const THIRD: ReadonlySet<string> = new Set(
  "he she him her his hers himself herself they them their theirs themselves".split(" "),
);

/**
 * The person of an English sentence. "I" and its forms decide over "you", and both over the third
 * person, because a narrator who says "I" speaks of others too.
 */
export function personEn(tokens: readonly Token[]): Person {
  let isSecond = false;
  let isThird = false;
  for (const [index, { raw, lower }] of tokens.entries()) {
    if (FIRST.has(lower) && raw !== "US") return "first";
    if (raw === "I" && !isRomanNumeral(tokens, index)) return "first";
    isSecond ||= SECOND.has(lower);
    isThird ||= THIRD.has(lower);
  }
  if (isSecond) return "second";
  return isThird ? "third" : "none";
}

/** "Charles I", "Part I", "platform I": a capital before it, or a noun that is counted. */
function isRomanNumeral(tokens: readonly Token[], index: number): boolean {
  const previous = tokens[index - 1];
  if (previous === undefined || tokens[index]!.gap !== " ") return false;
  return /^(part|chapter|act|volume|book|king|george|charles|james|elizabeth)$/.test(
    previous.lower,
  );
}
