/**
 * How often the model slips. The rates hold at temperature 0.8, are per sentence or per scene as
 * named, and are scaled by {@linkcode slipScale}. They were chosen so that the shipped examples
 * come out as a fair model does: most runs keep every hard rule after repair, none is perfect.
 *
 * @module
 */

/** Rates of the slips, each a probability in 0..1 unless said otherwise. */
export interface SlipRates {
  /** Largest share by which the length that the model aims at misses the wanted one. */
  readonly lengthSpread: number;
  /** Per scene: the model loses count altogether, and writes far too little or too much. */
  readonly lengthLapse: number;
  /** Per sentence: it is written in the other tense. */
  readonly tense: number;
  /** Per sentence: it is written in another person. */
  readonly person: number;
  /** Per scene: one of the banned words is used, for having been read in the prompt. */
  readonly bannedWord: number;
  /** Per scene: one of the stock phrases is used. */
  readonly cliche: number;
  /** Per scene: the sensory anchor is forgotten. */
  readonly anchor: number;
  /** Per scene: the characters talk more than they may. */
  readonly chatter: number;
  /** Per sentence: a word of the vocabulary that is banned is not noticed. */
  readonly oversight: number;
}

/** The rates of a first draft. */
export const SLIP_RATES: SlipRates = {
  lengthSpread: 0.32,
  lengthLapse: 0.03,
  tense: 0.046,
  person: 0.05,
  bannedWord: 0.06,
  cliche: 0.003,
  anchor: 0.003,
  chatter: 0.004,
  oversight: 0.02,
};

/** What a slip's rate is multiplied by when the last turn of the conversation complains of it. */
export const NAMED_REPAIR_FACTOR = 0.05;

/** The same for the slips it does not name: a second look is a closer look. */
export const OTHER_REPAIR_FACTOR = 0.5;

/** What every rate is multiplied by at a temperature, in 0.25..2. */
export function slipScale(temperature: number): number {
  return Math.min(2, Math.max(0.25, temperature / 0.8));
}
