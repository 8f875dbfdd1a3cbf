/**
 * What a language must provide to write sentences.
 *
 * @module
 */
import type { Subject } from "./frame.ts";
import type { Voice } from "./voice.ts";

/** What a verb agrees with. */
export interface Agreement {
  /** The subject. */
  readonly subject: Subject;
  /** The voice of the sentence. */
  readonly voice: Voice;
  /** Whether the verb tells a background (French imparfait). */
  readonly isBackground: boolean;
  /** Whether the subject pronoun follows ("dit-elle"). */
  readonly isInverted: boolean;
}

/** A beat of a plan, understood as a sentence: a frame text, or undefined where it is not. */
export type BeatReader = (action: string, hero: string) => string | undefined;

/** How a language inflects. */
export interface Grammar {
  /** A form of a verb. */
  verb(infinitive: string, agreement: Agreement): string;
  /** A word that depends on the person, such as `my` or `s`. */
  person(name: string, voice: Voice): string;
  /** Elisions and contractions of a whole sentence. */
  join(sentence: string): string;
  /** Turns "Mara opens the ledger" into a frame. */
  readBeat: BeatReader;
}

/** The frames of a language, by what they do in a scene. */
export interface Vocabulary {
  /** The first sentence of a scene. */
  readonly opening: readonly string[];
  /** What the main character does. */
  readonly action: readonly string[];
  /** What is seen, heard, smelled, tasted or felt. */
  readonly perception: readonly string[];
  /** Brings in the sensory anchor of the scene. */
  readonly anchor: readonly string[];
  /** What the main character thinks. */
  readonly thought: readonly string[];
  /** Brings in the emotion of the scene. */
  readonly emotion: readonly string[];
  /** What somebody else does. */
  readonly other: readonly string[];
  /** A beat that could not be read as a sentence: speaks of its topic. */
  readonly beat: readonly string[];
  /** The last sentence of a scene. */
  readonly closing: readonly string[];
  /** Spoken by the main character, then by somebody else: whole paragraphs. */
  readonly dialogue: readonly string[];
  /** What is said, without punctuation at the end. */
  readonly lines: readonly string[];
  /** What is asked, without its question mark. */
  readonly questions: readonly string[];
  /** Short words before a sentence of the main character. */
  readonly openers: readonly string[];
  /** Brings in a word that happens to be banned. */
  readonly bannedWord: readonly string[];
  /** Brings in a stock phrase. */
  readonly cliche: readonly string[];
  /** Fillers by the name of their slot. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
}
