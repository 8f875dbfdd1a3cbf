/**
 * What is in a scene's text: counted, not judged.
 *
 * Works on any prose, whoever wrote it, in time linear in the text.
 *
 * @module
 */
import type { Language } from "./language.ts";
import { DIALOGUE_MARK, type Lexicon, type Person, type SentenceTense } from "./lexicon.ts";
import { lexiconOf } from "./lexicons.ts";
import { normaliseText } from "./normalise_text.ts";
import { createPhraseMatcher, type PhraseMatcher } from "./phrase_matcher.ts";
import { type Segment, splitDialogue } from "./split_dialogue.ts";
import { splitSentences } from "./split_sentences.ts";
import { countWords, type Token, tokenise } from "./tokenise.ts";

/** What to look for in a scene. */
export interface AnalysisSettings {
  /** Language of the text. */
  readonly language: Language;
  /** Words and phrases that must not occur. */
  readonly bannedWords: readonly string[];
  /** Stock phrases that should not occur. */
  readonly clicheList: readonly string[];
}

/** What a scene's text holds. */
export interface SceneAnalysis {
  /** Paragraphs as written, trimmed. */
  readonly paragraphs: readonly string[];
  /** Words as an author counts them. */
  readonly wordCount: number;
  /** Words inside dialogue. */
  readonly dialogueWordCount: number;
  /** Sentences, spoken ones included. */
  readonly sentenceCount: number;
  /** Narrating sentences by the person they show. */
  readonly personCounts: Readonly<Record<Person, number>>;
  /** Narrating sentences by the tense they show. */
  readonly tenseCounts: Readonly<Record<SentenceTense, number>>;
  /** Banned words and phrases found, each as often as it occurs. */
  readonly bannedHits: readonly string[];
  /** Stock phrases found, each as often as it occurs. */
  readonly clicheHits: readonly string[];
  /** Different words of the five senses. */
  readonly sensoryWords: ReadonlySet<string>;
  /** Share of the anchor's content words that occur, in 0..1; 1 for an anchor without any. */
  readonly anchorShare: number;
}

/** Analyses the scenes of one story. */
export interface SceneAnalyser {
  /**
   * @param text The scene as generated
   * @param sensoryAnchor The impression that the plan asks for in this scene
   */
  analyse(text: string, sensoryAnchor: string): SceneAnalysis;
}

// OC-ENGINE-3508 impl
/** Prepares the word lists of a story once for all its scenes. */
export function createSceneAnalyser(settings: AnalysisSettings): SceneAnalyser {
  const lexicon = lexiconOf(settings.language);
  const banned = createPhraseMatcher(settings.bannedWords);
  const cliches = createPhraseMatcher(settings.clicheList);
  return {
    analyse(text, sensoryAnchor) {
      const tally = new Tally(lexicon, { banned, cliches, sensoryAnchor });
      const paragraphs = splitParagraphs(text);
      for (const paragraph of paragraphs) tally.add(normaliseText(paragraph));
      return { paragraphs, ...tally.result() };
    },
  };
}

/** Models separate paragraphs by a blank line or by a line break only: both count. */
function splitParagraphs(text: string): readonly string[] {
  return text.split(/[\r\n\u2028\u2029]+/).map((line) => line.trim()).filter((line) => line !== "");
}

interface TallyOptions {
  readonly banned: PhraseMatcher;
  readonly cliches: PhraseMatcher;
  readonly sensoryAnchor: string;
}

/** The running counts over a scene's paragraphs. */
class Tally {
  readonly #lexicon: Lexicon;
  readonly #options: TallyOptions;
  readonly #anchorWords: ReadonlySet<string>;
  readonly #anchorFound = new Set<string>();
  readonly #sensoryWords = new Set<string>();
  readonly #bannedHits: string[] = [];
  readonly #clicheHits: string[] = [];
  readonly #personCounts: Record<Person, number> = { first: 0, second: 0, third: 0, none: 0 };
  readonly #tenseCounts: Record<SentenceTense, number> = {
    past: 0,
    present: 0,
    perfect: 0,
    none: 0,
  };
  #wordCount = 0;
  #dialogueWordCount = 0;
  #sentenceCount = 0;

  constructor(lexicon: Lexicon, options: TallyOptions) {
    this.#lexicon = lexicon;
    this.#options = options;
    this.#anchorWords = new Set(
      tokenise(normaliseText(options.sensoryAnchor))
        .filter(({ lower }) => !lexicon.functionWords.has(lower))
        .map(({ lower }) => singular(lower)),
    );
  }

  /** Counts one normalised paragraph. */
  add(paragraph: string): void {
    const segments = splitDialogue(paragraph);
    const isAllNarration = segments.every(({ isDialogue }) => !isDialogue);
    for (const sentence of splitSentences(paragraph)) {
      const tokens = tokenise(sentence);
      this.#sentenceCount++;
      this.#wordCount += countWords(tokens);
      this.#addWords(sentence, tokens);
      if (isAllNarration) this.#addNarration(tokens);
    }
    if (!isAllNarration) this.#addMixed(segments);
  }

  #addMixed(segments: readonly Segment[]): void {
    let narration = "";
    for (const { text, isDialogue } of segments) {
      if (!isDialogue) {
        narration += text;
        continue;
      }
      this.#dialogueWordCount += countWords(tokenise(text));
      // Speech that ended its sentence ends the narrating one too, where a capital follows.
      narration += ` ${DIALOGUE_MARK}${/[.!?…]["”»'\s]*$/.test(text.slice(-8)) ? ". " : " "}`;
    }
    for (const sentence of splitSentences(narration)) this.#addNarration(tokenise(sentence));
  }

  #addWords(sentence: string, tokens: readonly Token[]): void {
    // No spread: a sentence of a million hits would overflow the stack.
    for (const hit of this.#options.banned.find(sentence, tokens)) this.#bannedHits.push(hit);
    for (const hit of this.#options.cliches.find(sentence, tokens)) this.#clicheHits.push(hit);
    for (const { lower } of tokens) {
      if (this.#lexicon.sensoryWords.has(lower)) this.#sensoryWords.add(lower);
      const word = singular(lower);
      if (this.#anchorWords.has(word)) this.#anchorFound.add(word);
    }
  }

  #addNarration(tokens: readonly Token[]): void {
    this.#personCounts[this.#lexicon.personOf(tokens)]++;
    this.#tenseCounts[this.#lexicon.tenseOf(tokens)]++;
  }

  /** The counts so far. */
  result(): Omit<SceneAnalysis, "paragraphs"> {
    return {
      wordCount: this.#wordCount,
      dialogueWordCount: this.#dialogueWordCount,
      sentenceCount: this.#sentenceCount,
      personCounts: this.#personCounts,
      tenseCounts: this.#tenseCounts,
      bannedHits: this.#bannedHits,
      clicheHits: this.#clicheHits,
      sensoryWords: this.#sensoryWords,
      anchorShare: this.#anchorWords.size === 0
        ? 1
        : this.#anchorFound.size / this.#anchorWords.size,
    };
  }
}

/** Without its plural ending, the same in both languages: a loose form for comparing only. */
function singular(word: string): string {
  return word.length > 3 ? word.replace(/(?:e?s|(?<=u)x|e)$/, "") : word;
}
