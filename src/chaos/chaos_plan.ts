/**
 * A chaos plan: which attempt of which call is struck by which fault.
 *
 * Invariants: the answer for an attempt depends on (seed, run, key of the call, attempt) and the
 * script only, through one categorical draw of its own stream. Order, concurrency, sharding and
 * resuming change nothing, and moving one call leaves the faults of all others alone. A rate of 0
 * never strikes, a sum of 1 always does.
 *
 * @module
 */
import type { FailureType } from "../calibration/calibration.ts";
import { FAILURE_TYPES } from "../calibration/calibration.ts";
import { createStream } from "../internal/random.ts";
import type { WireForm } from "./wire_form.ts";
import { failureTypeOf } from "./wire_form.ts";

/** Probability of each fault; absent means 0. The sum is at most 1. */
export type FailureRates = Readonly<Partial<Record<FailureType, number>>>;

/** A line of a script: every condition that is given must hold. */
export interface ScriptRule {
  /** Index of the run, from 1. @default any */
  readonly run?: number | undefined;
  /** Key of the call. @default any */
  readonly key?: string | undefined;
  /** Which call of the run, from 1. @default any */
  readonly callIndex?: number | undefined;
  /** Attempts of the call, from 1. @default all */
  readonly attempts?: readonly number[] | undefined;
  /** What strikes; `none` lets the attempt pass whatever the rates say. */
  readonly fault: FailureType | "none";
  /** Which form the fault has on the wire. @default drawn among those of the fault */
  readonly wireForm?: WireForm | undefined;
}

/** Which attempt of which call. */
export interface AttemptIdentity {
  /** Index of the run, from 1. */
  readonly run: number;
  /** Key of the call. */
  readonly key: string;
  /** Which call of the run, from 1. */
  readonly callIndex: number;
  /** Physical attempt of the call, from 1. */
  readonly attempt: number;
}

/** A fault that strikes, and its form where the script names one. */
export interface DrawnFault {
  /** What strikes. */
  readonly type: FailureType;
  /** Which form it has on the wire; drawn where undefined. */
  readonly wireForm?: WireForm | undefined;
}

/** Options of {@linkcode createChaosPlan}. */
export interface ChaosPlanOptions {
  /** Name of the profile, for the record. @default "custom" */
  readonly profile?: string | undefined;
  /** Seed of the draws, an integer >= 0. */
  readonly seed: number;
  /** Probability of each fault. @default none */
  readonly failureRates?: FailureRates | undefined;
  /** Lines that decide before the rates; the first one that matches. @default none */
  readonly script?: readonly ScriptRule[] | undefined;
}

/** Which attempts are struck: an immutable value. */
export interface ChaosPlan {
  /** Name of the profile, for the record. */
  readonly profile: string;
  /** Seed of the draws. */
  readonly seed: number;
  /** Probability of each fault, in the order of the draw. */
  readonly failureRates: FailureRates;
  /** Lines that decide before the rates. */
  readonly script: readonly ScriptRule[];
  /** The fault for an attempt, or undefined where it passes. */
  draw(attempt: AttemptIdentity): DrawnFault | undefined;
}

/** Room for the sum of rates such as 0.7, 0.2 and 0.1, which is not exactly 1. */
const SUM_TOLERANCE = 1e-9;

// OC-CHAOS-4501 impl
/**
 * Creates a plan.
 *
 * @example Attempts 1 and 2 of every call fail, 3 passes
 * ```ts
 * import { createChaosPlan } from "@omega/readiness/chaos";
 * import { assertEquals } from "@std/assert";
 *
 * const plan = createChaosPlan({
 *   seed: 42,
 *   script: [{ attempts: [1, 2], fault: "api_error_500" }],
 * });
 * const call = { run: 1, key: "scene-1", callIndex: 1 };
 * assertEquals(plan.draw({ ...call, attempt: 2 })?.type, "api_error_500");
 * assertEquals(plan.draw({ ...call, attempt: 3 }), undefined);
 * ```
 *
 * @throws {RangeError} if a rate is negative or no number, the rates sum above 1, or the seed or a
 * number of the script is out of its range
 */
export function createChaosPlan(options: ChaosPlanOptions): ChaosPlan {
  const { profile = "custom", seed, failureRates = {}, script = [] } = options;
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`Cannot create chaos plan: seed must be an integer >= 0, got ${seed}`);
  }
  const problem = findRateProblem(failureRates) ?? findScriptProblem(script);
  if (problem !== undefined) throw new RangeError(`Cannot create chaos plan: ${problem}`);
  // The order of the draw is that of the list of types, not that in which somebody wrote them.
  const given = FAILURE_TYPES.filter((type) => (failureRates[type] ?? 0) > 0);
  const rates = Object.freeze(
    Object.fromEntries(given.map((type) => [type, failureRates[type]!])) as FailureRates,
  );
  const lines = Object.freeze(script.map((rule) => Object.freeze({ ...rule })));
  const thresholds = accumulate(rates);

  function draw(identity: AttemptIdentity): DrawnFault | undefined {
    const rule = lines.find((line) => isMatch(line, identity));
    if (rule !== undefined) {
      if (rule.fault === "none") return undefined;
      return { type: rule.fault, wireForm: rule.wireForm };
    }
    if (thresholds.length === 0) return undefined;
    const { run, key, attempt } = identity;
    const word = createStream(seed, "chaos", `${run}/${key}/${attempt}`).nextUint32();
    const struck = thresholds.find(({ below }) => word < below);
    return struck && { type: struck.type };
  }

  return Object.freeze({ profile, seed, failureRates: rates, script: lines, draw });
}

// OC-CHAOS-4504 impl
/** What is wrong with the rates, or undefined. */
export function findRateProblem(rates: FailureRates): string | undefined {
  let sum = 0;
  for (const [type, rate] of Object.entries(rates)) {
    if (!FAILURE_TYPES.includes(type as FailureType)) {
      return `wanted a failure type, found "${type}"`;
    }
    if (!(rate >= 0 && rate <= 1)) return `the rate of ${type} must be in 0..1, got ${rate}`;
    sum += rate;
  }
  return sum > 1 + SUM_TOLERANCE ? `the rates must sum to at most 1, got ${sum}` : undefined;
}

function findScriptProblem(script: readonly ScriptRule[]): string | undefined {
  for (const { run, callIndex, attempts, fault, wireForm } of script) {
    if (wireForm !== undefined && failureTypeOf(wireForm) !== fault) {
      return `${wireForm} is no form of ${fault} on the wire`;
    }
    for (const number of [run, callIndex, ...attempts ?? []]) {
      if (number === undefined || (Number.isSafeInteger(number) && number >= 1)) continue;
      return `run, callIndex and attempts of a script must be integers >= 1, got ${number}`;
    }
  }
  return undefined;
}

// OC-CHAOS-4502 impl
/** The draw's word is below the threshold of its fault and not below that of the one before. */
function accumulate(rates: FailureRates): readonly { type: FailureType; below: number }[] {
  let sum = 0;
  return Object.entries(rates).map(([type, rate]) => {
    sum += rate;
    // Rates that sum to one strike every word, whatever the last bits of the sum.
    const isWhole = sum >= 1 - SUM_TOLERANCE;
    return { type: type as FailureType, below: isWhole ? 2 ** 32 : sum * 2 ** 32 };
  });
}

function isMatch(rule: ScriptRule, { run, key, callIndex, attempt }: AttemptIdentity): boolean {
  return (rule.run === undefined || rule.run === run) &&
    (rule.key === undefined || rule.key === key) &&
    (rule.callIndex === undefined || rule.callIndex === callIndex) &&
    (rule.attempts === undefined || rule.attempts.includes(attempt));
}

// OC-CHAOS-4503 impl
/** The same rate for each of some faults, as a profile has it. */
export function spreadRate(rate: number, types: readonly FailureType[]): FailureRates {
  return Object.fromEntries(types.map((type) => [type, rate / types.length]));
}
