/**
 * Grammar and vocabulary of a language, with all frames parsed.
 *
 * @module
 */
import { type Frame, parseFrame } from "./frame.ts";
import type { Agreement, Grammar, Vocabulary } from "./grammar.ts";
import { GRAMMAR_EN } from "./grammar_en.ts";
import { GRAMMAR_FR } from "./grammar_fr.ts";
import type { Language } from "./read_prompt.ts";
import { VOCABULARY_EN } from "./vocabulary_en.ts";
import { VOCABULARY_FR } from "./vocabulary_fr.ts";
import type { Voice } from "./voice.ts";

const FRAME_KINDS = [
  "opening",
  "action",
  "perception",
  "anchor",
  "thought",
  "emotion",
  "other",
  "beat",
  "closing",
  "dialogue",
  "bannedWord",
  "cliche",
] as const;

/** What a frame does in a scene. */
export type FrameKind = (typeof FRAME_KINDS)[number];

/** Everything that a language needs for writing. */
export interface LanguagePack {
  /** Frames by what they do, and what is said (`line`) and asked (`question`). */
  readonly decks: Readonly<Record<FrameKind | "line" | "question", readonly Frame[]>>;
  /** Fillers by the name of their slot. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
  /** Short words before a sentence. */
  readonly openers: readonly string[];
  /** A form of a verb. */
  verb(infinitive: string, agreement: Agreement): string;
  /** A word that depends on the person. */
  person(name: string, voice: Voice): string;
  /** A beat as a frame, or undefined where it is not understood. */
  readBeat(action: string, hero: string): Frame | undefined;
  /** Elisions, contractions and the capital at the start. */
  finish(sentence: string): string;
}

function createPack(grammar: Grammar, vocabulary: Vocabulary): LanguagePack {
  const frames = Object.fromEntries(
    FRAME_KINDS.map((kind) => [kind, vocabulary[kind].map(parseFrame)]),
  ) as unknown as Record<FrameKind, readonly Frame[]>;
  return {
    decks: {
      ...frames,
      line: vocabulary.lines.map(parseFrame),
      question: vocabulary.questions.map(parseFrame),
    },
    slots: vocabulary.slots,
    openers: vocabulary.openers,
    verb: grammar.verb,
    person: grammar.person,
    readBeat(action, hero) {
      // The text of a plan may hold the signs of frames.
      const text = grammar.readBeat(action.replace(/[<>{}()[\]|]/g, ""), hero);
      return text === undefined ? undefined : parseFrame(text);
    },
    finish: (sentence) => grammar.join(sentence).split("\n").map(capitalise).join("\n"),
  };
}

/** A capital for the first letter of the sentence, also behind an opening quote or dash. */
function capitalise(sentence: string): string {
  return sentence.replace(
    /^([“«—\s]*)(\p{Ll})/u,
    (_match, quote: string, letter: string) => quote + letter.toUpperCase(),
  );
}

const PACKS: Readonly<Record<Language, LanguagePack>> = {
  en: createPack(GRAMMAR_EN, VOCABULARY_EN),
  fr: createPack(GRAMMAR_FR, VOCABULARY_FR),
};

/** The pack of a language. */
export function packOf(language: Language): LanguagePack {
  return PACKS[language];
}
