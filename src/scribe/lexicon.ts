/**
 * What the analysis knows about a language.
 *
 * @module
 */
import type { Token } from "./tokenise.ts";

/** The grammatical person in which a sentence narrates; `none` where nothing shows it. */
export type Person = "first" | "second" | "third" | "none";

/**
 * The tense of a sentence's finite verbs. `perfect` is the French passé composé: it narrates the
 * past, but also belongs into a narration in the present. `none` where nothing decides.
 */
export type SentenceTense = "past" | "present" | "perfect" | "none";

/** Stands for a piece of dialogue in a narrating sentence. */
export const DIALOGUE_MARK = "\ufffc";

/** How one language is read. Sentences come without their dialogue. */
export interface Lexicon {
  /** The person of a sentence. */
  personOf(tokens: readonly Token[]): Person;
  /** The tense of a sentence. */
  tenseOf(tokens: readonly Token[]): SentenceTense;
  /** Words that name something seen, heard, smelled, tasted or felt, in lower case. */
  readonly sensoryWords: ReadonlySet<string>;
  /** Words that carry no content when a phrase is looked for in a text. */
  readonly functionWords: ReadonlySet<string>;
}
