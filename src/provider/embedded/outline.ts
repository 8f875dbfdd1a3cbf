/**
 * What a scene will hold, decided before its first word.
 *
 * @module
 */
import type { RandomStream } from "../../internal/random.ts";
import type { FrameKind } from "./language_pack.ts";
import type { PromptReading } from "./read_prompt.ts";
import type { SlipRates } from "./slips.ts";

/** Something that must come in at some place of the scene. */
export interface PlannedEvent {
  /** The place, in 0..1. */
  readonly at: number;
  /** What kind of sentence brings it in; `plot` is a beat. */
  readonly kind: FrameKind | "plot";
  /** Text of a beat. */
  readonly beat?: string;
}

/** The outline of a scene. */
export interface Outline {
  /** Words that the model aims at. */
  readonly plannedWords: number;
  /** Share of the words that it lets be spoken. */
  readonly dialogueShare: number;
  /** What must come in, by place. */
  readonly events: readonly PlannedEvent[];
}

/** The model tends to write a little more than it was asked for. */
const LENGTH_BIAS = 1.04;

/** What a scene amounts to whose length was lost count of: far too short or far too long. */
const LAPSE_SHORT = 0.58;
const LAPSE_LONG = 1.4;

/** Plans a scene; what is forgotten here does not come in at all. */
export function planScene(
  reading: PromptReading,
  { slips, random }: { readonly slips: SlipRates; readonly random: RandomStream },
): Outline {
  const { wordCount, dialogueMax, beats, anchor, emotion, sensoryCount } = reading;
  const events: PlannedEvent[] = beats.map((beat, index) => ({
    at: (index + 0.5) / beats.length,
    kind: "plot",
    beat,
  }));
  const between = (low: number, high: number) => low + (high - low) * random.nextUnit();
  if (anchor !== undefined && !random.nextBoolean(slips.anchor)) {
    events.push({ at: between(0.05, 0.55), kind: "anchor" });
  }
  for (let index = 0; index < sensoryCount; index++) {
    events.push({ at: between(0, 0.85), kind: "perception" });
  }
  if (emotion !== undefined) events.push({ at: between(0.4, 0.8), kind: "emotion" });
  if (random.nextBoolean(slips.bannedWord) && reading.bannedWords.length > 0) {
    events.push({ at: between(0, 0.9), kind: "bannedWord" });
  }
  if (random.nextBoolean(slips.cliche) && reading.cliches.length > 0) {
    events.push({ at: between(0, 0.9), kind: "cliche" });
  }
  const isChatty = random.nextBoolean(slips.chatter);
  return {
    plannedWords: wordCount * lengthFactor(slips, random),
    dialogueShare: dialogueMax * (isChatty ? 1.5 : between(0.5, 0.8)),
    events: events.toSorted((a, b) => a.at - b.at),
  };
}

/** A sum of three draws: mostly near 1, seldom far off. */
function lengthFactor(slips: SlipRates, random: RandomStream): number {
  if (random.nextBoolean(slips.lengthLapse)) {
    return random.nextBoolean(0.6) ? LAPSE_SHORT : LAPSE_LONG;
  }
  const sum = random.nextUnit() + random.nextUnit() + random.nextUnit();
  return LENGTH_BIAS + slips.lengthSpread * (sum - 1.5) / 1.5;
}
