/**
 * Writes a scene, sentence by sentence.
 *
 * The slips happen here, in the course of writing, as in a model that samples: nothing is written
 * first and spoiled afterwards, and nothing is counted or judged.
 *
 * @module
 */
import type { RandomStream } from "../../internal/random.ts";
import type { FrameKind } from "./language_pack.ts";
import { type Outline, type PlannedEvent, planScene } from "./outline.ts";
import type { PromptReading } from "./read_prompt.ts";
import { SentenceWriter, type WritingOptions } from "./sentence_writer.ts";
import type { SlipRates } from "./slips.ts";

// OC-PROVIDER-3002 impl
/** Writes a scene from what was understood of a prompt. */
export function writeProse(reading: PromptReading, options: WritingOptions): string {
  return new ProseWriter(reading, options).write();
}

/** How often a sentence that repeats or breaks a ban is thought over. */
const RETHINK_MAX_COUNT = 6;

/** Words that the last sentence takes. */
const CLOSING_WORDS = 8;

/** Sentences of a paragraph, at least and at most. */
const PARAGRAPH_MIN_COUNT = 2;
const PARAGRAPH_SPREAD = 4;

/** The state of one scene while it is written. */
class ProseWriter {
  /** What must not be written, in lower case. */
  readonly #bans: readonly string[];
  readonly #slips: SlipRates;
  readonly #random: RandomStream;
  readonly #outline: Outline;
  readonly #sentences: SentenceWriter;
  readonly #paragraphs: string[][] = [[]];
  readonly #usedTexts = new Set<string>();
  #wordCount = 0;
  #dialogueWordCount = 0;
  #paragraphLength: number;

  constructor(reading: PromptReading, options: WritingOptions) {
    const { bannedWords, cliches } = reading;
    this.#bans = [...bannedWords, ...cliches].map((phrase) => phrase.toLowerCase());
    this.#slips = options.slips;
    this.#random = options.random;
    this.#outline = planScene(reading, options);
    this.#sentences = new SentenceWriter(reading, options);
    this.#paragraphLength = PARAGRAPH_MIN_COUNT + options.random.nextBelow(PARAGRAPH_SPREAD);
  }

  /** The scene. */
  write(): string {
    const { plannedWords, events } = this.#outline;
    this.#tell("opening");
    let next = 0;
    // Every turn writes at least one word, so the planned length bounds the loop. What was not
    // told by then is not told at all: the scene ends too soon.
    while (this.#wordCount < plannedWords - CLOSING_WORDS) {
      const event = events[next];
      if (event === undefined || this.#wordCount < event.at * plannedWords) {
        this.#goOn();
      } else {
        next++;
        this.#happen(event);
      }
    }
    if (this.#wordCount < plannedWords + CLOSING_WORDS / 2) this.#tell("closing");
    return this.#paragraphs.filter((sentences) => sentences.length > 0)
      .map((sentences) => sentences.join(" ")).join("\n\n");
  }

  #happen({ kind, beat }: PlannedEvent): void {
    if (kind !== "plot") return this.#tell(kind);
    this.#sentences.nameAgain(0.4);
    this.#add(this.#sentences.writeBeat(beat!));
  }

  /** One more sentence of no particular duty. */
  #goOn(): void {
    const random = this.#random;
    // A line of dialogue has about eight words, which count before they are written.
    const isQuiet = this.#dialogueWordCount < this.#outline.dialogueShare * (this.#wordCount + 8);
    if (isQuiet && random.nextBoolean(0.7)) return this.#talk();
    const draw = random.nextUnit();
    if (draw < 0.42) return this.#tell("action");
    if (draw < 0.68) return this.#tell("thought");
    return this.#tell(draw < 0.88 ? "perception" : "other");
  }

  #talk(): void {
    this.#paragraphs.push([]);
    this.#tell("dialogue");
    this.#paragraphs.push([]);
    this.#sentences.nameAgain(0.5);
  }

  /** Writes a sentence of a kind; one that repeats or breaks a ban is thought over. */
  #tell(kind: FrameKind): void {
    for (let attempt = 1;; attempt++) {
      const sentence = this.#sentences.write(kind);
      const isLast = attempt === RETHINK_MAX_COUNT;
      const isMeant = kind === "bannedWord" || kind === "cliche";
      const isFine = !this.#usedTexts.has(sentence) && (isMeant || !this.#breaksBan(sentence));
      if (isFine || isLast) return this.#add(sentence);
    }
  }

  /** The model reads over its own sentence, and now and then overlooks a banned word. */
  #breaksBan(sentence: string): boolean {
    const text = sentence.toLowerCase();
    return this.#bans.some((phrase) => text.includes(phrase)) &&
      !this.#random.nextBoolean(this.#slips.oversight);
  }

  #add(text: string): void {
    this.#usedTexts.add(text);
    const [first, ...rest] = text.split("\n");
    for (const part of [first!, ...rest]) {
      if (this.#paragraphs.at(-1)!.length >= this.#paragraphLength || part !== first) {
        this.#startParagraph();
      }
      this.#paragraphs.at(-1)!.push(part);
      this.#wordCount += countOf(part);
      if (/^[“«—]/.test(part)) this.#dialogueWordCount += spokenCountOf(part);
    }
  }

  #startParagraph(): void {
    this.#paragraphs.push([]);
    this.#paragraphLength = PARAGRAPH_MIN_COUNT + this.#random.nextBelow(PARAGRAPH_SPREAD);
    this.#sentences.nameAgain(0.5);
  }
}

/** The model's own rough idea of how much it has written. */
function countOf(text: string): number {
  return text.match(/\p{L}[^\s]*/gu)?.length ?? 0;
}

function spokenCountOf(text: string): number {
  const quotes = text.match(/“[^”]*”|«[^»]*»|^—[^,?]*[,?]/g);
  return countOf(quotes?.join(" ") ?? "");
}
