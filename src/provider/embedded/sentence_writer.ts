/**
 * Turns frames into sentences: voice, names, fillers, inflection, and the slips of tense and
 * person.
 *
 * @module
 */
import type { RandomStream } from "../../internal/random.ts";
import { createDeck, type Deck } from "./deck.ts";
import { type Frame, type Part, textFrame } from "./frame.ts";
import { type FrameKind, type LanguagePack, packOf } from "./language_pack.ts";
import type { PromptReading } from "./read_prompt.ts";
import type { SlipRates } from "./slips.ts";
import type { Person, Voice } from "./voice.ts";

/** What a scene is written from. */
export interface WritingOptions {
  /** How often the model slips. */
  readonly slips: SlipRates;
  /** Draws for this text. */
  readonly random: RandomStream;
  /** Draws that all scenes of a story share, so that they do not repeat one another. */
  readonly storyRandom: RandomStream;
}

/** How often a sentence starts with a word such as "then". */
const OPENER_PROBABILITY = 0.18;

/** How often the main character is named where a pronoun would do. */
const NAME_PROBABILITY = 0.12;

/** Writes the sentences of one scene. */
export class SentenceWriter {
  readonly #reading: PromptReading;
  readonly #slips: SlipRates;
  readonly #random: RandomStream;
  readonly #pack: LanguagePack;
  readonly #voice: Voice;
  readonly #decks: ReadonlyMap<string, Deck<Frame>>;
  readonly #usedFillers = new Set<string>();
  /** Who is there when the prompt names nobody; one person for the whole scene. */
  readonly #other: string;
  #isNameDue = true;

  /**
   * @param reading What was understood of the prompt
   * @param options Rates and draws
   */
  constructor(reading: PromptReading, { slips, random, storyRandom }: WritingOptions) {
    this.#reading = reading;
    this.#slips = slips;
    this.#random = random;
    this.#pack = packOf(reading.language);
    this.#decks = new Map(
      Object.entries(this.#pack.decks).map(([name, frames]) => [
        name,
        createDeck(frames, { random: storyRandom, startShare: reading.placeInStory }),
      ]),
    );
    this.#other = random.pick(this.#pack.slots["other"]!);
    this.#voice = {
      person: reading.person,
      tense: reading.tense,
      gender: reading.cast.gender,
      heroName: reading.cast.hero,
    };
  }

  /** From time to time the next sentence names its main character again. */
  nameAgain(probability: number): void {
    this.#isNameDue ||= this.#random.nextBoolean(probability);
  }

  /** The next sentence of a kind. */
  write(kind: FrameKind): string {
    return this.#say(this.#decks.get(kind)!.draw(), kind);
  }

  /** A beat as a sentence; one that is not understood becomes a sentence about its topic. */
  writeBeat(action: string): string {
    const frame = this.#pack.readBeat(action, this.#voice.heroName);
    return frame === undefined ? this.write("beat") : this.#say(frame, "beat");
  }

  #say(frame: Frame, kind: FrameKind): string {
    const random = this.#random;
    const voice = this.#slippedVoice();
    const [first] = frame.parts;
    const canOpen = kind === "action" && first?.kind === "person" && first.name === "S";
    const opener = canOpen && random.nextBoolean(OPENER_PROBABILITY)
      ? random.pick(this.#pack.openers) + " "
      : "";
    const text = this.#fill(frame.parts, { voice, isAfterOpener: opener !== "" });
    return this.#pack.finish(opener + text);
  }

  #slippedVoice(): Voice {
    const random = this.#random;
    const tense = random.nextBoolean(this.#slips.tense)
      ? (this.#voice.tense === "past" ? "present" : "past")
      : this.#voice.tense;
    const person = random.nextBoolean(this.#slips.person)
      ? otherPerson(this.#voice.person, random)
      : this.#voice.person;
    return { ...this.#voice, tense, person };
  }

  #fill(
    parts: readonly Part[],
    options: { readonly voice: Voice; readonly isAfterOpener: boolean },
  ): string {
    let text = "";
    for (const part of parts) {
      switch (part.kind) {
        case "text":
          text += part.text;
          break;
        case "choice":
          text += this.#fill(this.#random.pick(part.options).parts, options);
          break;
        case "slot":
          text += this.#fill(this.#filler(part.name).parts, options);
          break;
        case "person":
          text += this.#personalWord(part.name, options);
          break;
        case "verb":
          text += this.#pack.verb(part.verb, { ...part, voice: options.voice });
          break;
      }
    }
    return text;
  }

  /** The name where it is due, the pronoun otherwise. */
  #personalWord(
    name: string,
    { voice, isAfterOpener }: { readonly voice: Voice; readonly isAfterOpener: boolean },
  ): string {
    const isSubject = name === "S" || name === "N" || name === "n";
    if (!isSubject) return this.#pack.person(name, voice);
    const isNamed = this.#isNameDue || (name === "S" && this.#random.nextBoolean(NAME_PROBABILITY));
    if (voice.person === "third") this.#isNameDue = false;
    // After an opener, and where the frame says so, the word stands inside the sentence.
    const isInside = isAfterOpener || name === "n";
    return this.#pack.person(isNamed ? (isInside ? "n" : "N") : isInside ? "s" : "S", voice);
  }

  #filler(slot: string): Frame {
    if (slot === "line" || slot === "question") return this.#decks.get(slot)!.draw();
    const name = slot.toLowerCase();
    const own = this.#ownFillers(name);
    const fillers = own.length > 0 ? own : this.#pack.slots[name];
    if (fillers === undefined) throw new Error(`Cannot write: no filler for "${slot}"`);
    // What was said in this scene is not said again, as long as there is something else.
    const fresh = fillers.filter((filler) => !this.#usedFillers.has(filler));
    const filler = this.#random.pick(fresh.length > 0 ? fresh : fillers);
    if (fresh.length === 0) this.#usedFillers.clear();
    this.#usedFillers.add(filler);
    return textFrame(name === slot ? filler : filler[0]!.toUpperCase() + filler.slice(1));
  }

  /** What the prompt gives for a slot. */
  #ownFillers(slot: string): readonly string[] {
    const { anchor, emotion, cast, topics, bannedWords, cliches } = this.#reading;
    switch (slot) {
      case "anchor":
        return anchor === undefined ? [] : [anchor];
      case "emotion":
        return emotion === undefined ? [] : [emotion];
      case "other":
        return cast.others.length > 0 ? cast.others : [this.#other];
      case "topic":
        return topics;
      case "banned":
        return bannedWords;
      case "cliche":
        return cliches;
      default:
        return [];
    }
  }
}

function otherPerson(person: Person, random: RandomStream): Person {
  if (person === "third") return random.nextBoolean(0.8) ? "first" : "second";
  if (person === "first") return random.nextBoolean(0.5) ? "third" : "second";
  return random.nextBoolean(0.5) ? "third" : "first";
}
