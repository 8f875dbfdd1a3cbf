/** A word of a text, with what stands before it. */
export interface Token {
  /** The word as written. */
  readonly raw: string;
  /** The word in lower case, independent of any locale. */
  readonly lower: string;
  /** The characters between the previous word and this one. */
  readonly gap: string;
}

/**
 * The words of a normalised text: runs of letters, marks and digits. An apostrophe or a hyphen
 * ends a word ("l'ombre" is two), except inside the few words of `normaliseText`.
 */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
  let end = 0;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    const [raw] = match;
    tokens.push({ raw, lower: raw.toLowerCase(), gap: text.slice(end, match.index) });
    end = word.lastIndex;
  }
  return tokens;
}

/**
 * How many words a text has as an author counts them: what stands between white space or dashes
 * and holds a letter or a digit. "l'ombre", "half-open" and "don't" are one word each.
 */
export function countWords(tokens: readonly Token[]): number {
  let count = 0;
  for (const [index, { gap }] of tokens.entries()) {
    if (index === 0 || gap === " " || /[\s—–]/.test(gap)) count++;
  }
  return count;
}
