import { InputError } from "../internal/errors.ts";
import type { JsonObject } from "../internal/json.ts";

/** How tokens are drawn, beside temperature and seed. What is absent is left to the server. */
export interface Sampling {
  /** Only the most likely tokens whose probabilities add up to this share, in (0, 1]. */
  readonly topP?: number | undefined;
  /** Only this many of the most likely tokens, at least 1. */
  readonly topK?: number | undefined;
  /** Only tokens with at least this share of the most likely one's probability, in [0, 1]. */
  readonly minP?: number | undefined;
  /** Divides the score of tokens that were there before, above 0; 1 does nothing. */
  readonly repetitionPenalty?: number | undefined;
}

/** A server's own names for the sampling fields that it has. */
export type SamplingNames = Readonly<Partial<Record<keyof Sampling, string>>>;

/** What is right for each field. */
const CHECKS: Readonly<
  Record<keyof Sampling, readonly [wanted: string, isGood: (value: number) => boolean]>
> = {
  topP: ["a number in (0, 1]", (value) => value > 0 && value <= 1],
  topK: ["an integer >= 1", (value) => Number.isSafeInteger(value) && value >= 1],
  minP: ["a number in [0, 1]", (value) => value >= 0 && value <= 1],
  repetitionPenalty: ["a number > 0", (value) => value > 0 && Number.isFinite(value)],
};

// OC-PROVIDER-3208 impl
/**
 * Checks sampling fields and gives them the server's names.
 *
 * @param sampling The fields
 * @param names The server's names
 * @param provider Name of the provider for the error
 * @throws {InputError} for a value out of range, and for a field that the server does not have: it
 * would be ignored there, and the runs would not be what was asked for
 */
export function nameSampling(
  sampling: Sampling,
  names: SamplingNames,
  provider: string,
): JsonObject {
  const named: Record<string, number> = {};
  for (const field of Object.keys(CHECKS) as (keyof Sampling)[]) {
    const value = sampling[field];
    if (value === undefined) continue;
    const [wanted, isGood] = CHECKS[field];
    if (!isGood(value)) throw unusable(field, `wanted ${wanted}, found ${value}`);
    const name = names[field];
    if (name === undefined) throw unusable(field, `the provider "${provider}" has no such field`);
    named[name] = value;
  }
  return named;
}

function unusable(field: string, problem: string): InputError {
  return new InputError(`Cannot use the sampling field "${field}": ${problem}`, { code: "USAGE" });
}
