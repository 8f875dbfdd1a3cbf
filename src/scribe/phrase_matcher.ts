/**
 * Finds words and phrases in a text, whole words only.
 *
 * @module
 */
import { normaliseText } from "./normalise_text.ts";
import { type Token, tokenise } from "./tokenise.ts";

/** Looks for a fixed list of phrases. */
export interface PhraseMatcher {
  /**
   * The phrases in one sentence, in the order of the text, each as often as it occurs. `text` is
   * normalised and `tokens` are its words.
   */
  find(text: string, tokens: readonly Token[]): readonly string[];
}

interface Phrase {
  readonly phrase: string;
  readonly words: readonly string[];
}

/**
 * Prepares a list of phrases: case, accents' composition and the kind of apostrophe do not matter,
 * accents do. "art" is not in "start", "ombre" is in "l’ombre". Punctuation between words is
 * skipped. An entry without letters or digits (a banned "—") is looked for as it is.
 */
export function createPhraseMatcher(phrases: readonly string[]): PhraseMatcher {
  const byFirstWord = new Map<string, Phrase[]>();
  const symbols: string[] = [];
  for (const phrase of new Set(phrases)) {
    const normalised = normaliseText(phrase).trim();
    if (normalised === "") continue;
    const words = tokenise(normalised).map(({ lower }) => lower);
    const [first] = words;
    if (first === undefined) symbols.push(normalised);
    else byFirstWord.set(first, [...byFirstWord.get(first) ?? [], { phrase, words }]);
  }
  // The longest phrase wins where two start at one word.
  for (const list of byFirstWord.values()) list.sort((a, b) => b.words.length - a.words.length);

  return {
    find(text, tokens) {
      const found: string[] = [];
      for (let index = 0; index < tokens.length; index++) {
        const match = byFirstWord.get(tokens[index]!.lower)?.find(({ words }) =>
          words.every((word, offset) => tokens[index + offset]?.lower === word)
        );
        if (match === undefined) continue;
        found.push(match.phrase);
        index += match.words.length - 1;
      }
      for (const symbol of symbols) {
        for (
          let at = text.indexOf(symbol);
          at >= 0;
          at = text.indexOf(symbol, at + symbol.length)
        ) {
          found.push(symbol);
        }
      }
      return found;
    },
  };
}
