/**
 * The requirement words of RFC 2119, which RFC 8174 counts in upper case only.
 *
 * @module
 */

/** The words, the stricter first; of equal strength the prohibition first. */
export const RFC_WORDS = [
  "MUST NOT",
  "SHALL NOT",
  "MUST",
  "SHALL",
  "REQUIRED",
  "SHOULD NOT",
  "NOT RECOMMENDED",
  "SHOULD",
  "RECOMMENDED",
  "MAY",
  "OPTIONAL",
] as const;

/** A requirement word. */
export type RfcWord = (typeof RFC_WORDS)[number];

/** How binding a word is. */
export type Strength = "must" | "should" | "may";

/** The level of a requirement: its strictest word, or NONE where it has none. */
export type RequirementLevel = RfcWord | "NONE";

const STRENGTHS: Readonly<Record<RfcWord, Strength>> = {
  "MUST NOT": "must",
  "SHALL NOT": "must",
  MUST: "must",
  SHALL: "must",
  REQUIRED: "must",
  "SHOULD NOT": "should",
  "NOT RECOMMENDED": "should",
  SHOULD: "should",
  RECOMMENDED: "should",
  MAY: "may",
  OPTIONAL: "may",
};

// A neighbouring letter, digit, mark, hyphen or underscore makes it another word: MUST-have.
const EDGE = "[\\p{L}\\p{N}\\p{M}_-]";
const WORD = new RegExp(
  `(?<!${EDGE})(?:(MUST|SHALL|SHOULD)(?:\\s+(NOT))?|(NOT)\\s+RECOMMENDED|` +
    `REQUIRED|RECOMMENDED|MAY|OPTIONAL)(?!${EDGE})`,
  "gu",
);
/** Cheap to ask first: most text holds none of these. */
const HINT = /MUST|SHALL|REQUIRED|SHOULD|RECOMMENDED|MAY|OPTIONAL/;

/** Where a requirement word stands. */
export interface FoundWord {
  /** The word, with one blank before NOT. */
  readonly word: RfcWord;
  /** Offset in the plain text of its block. */
  readonly offset: number;
}

/**
 * The requirement words of a text, in order.
 *
 * @param text Plain text: words in code spans are blanked before
 */
export function findRfcWords(text: string): readonly FoundWord[] {
  if (!HINT.test(text)) return [];
  return [...text.matchAll(WORD)].map(({ 0: found, index }) => ({
    // The constant, not the part of the text, which would keep the whole of it in memory.
    word: RFC_WORDS[RFC_WORDS.indexOf(found.replace(/\s+/g, " ") as RfcWord)]!,
    offset: index,
  }));
}

/** How binding a word is: `must`, `should` or `may`. */
export function strengthOf(word: RfcWord): Strength {
  return STRENGTHS[word];
}

// OC-SPEC-8003 impl
/** The strictest of the words; MUST NOT is stricter than MUST. */
export function strictestLevel(words: readonly FoundWord[]): RequirementLevel {
  return RFC_WORDS.find((candidate) => words.some(({ word }) => word === candidate)) ?? "NONE";
}
