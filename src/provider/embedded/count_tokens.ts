/** Characters of a token: the usual rule of thumb for English. */
const CHARACTERS_PER_TOKEN = 4;

/** The length of a text in tokens: one per four characters (UTF-16 code units), rounded up. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

// OC-PROVIDER-3003 impl
/** The start of a text that takes at most so many tokens, without half a character at its end. */
export function cutToTokens(text: string, maxTokens: number): string {
  const cut = text.slice(0, maxTokens * CHARACTERS_PER_TOKEN);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
