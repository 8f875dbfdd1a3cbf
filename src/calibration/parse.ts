import type { JsonCursor } from "../internal/cursor.ts";
import type {
  BudgetLimit,
  Calibration,
  ChaosProfile,
  Determinism,
  Envelope,
  EnvelopeMetric,
  FailureType,
  LatencyLimits,
  ProofpackSettings,
  RepairLimits,
} from "./calibration.ts";
import { ENVELOPE_METRICS, FAILURE_TYPES } from "./calibration.ts";

/** `description` may stand in every object: JSON has no comments. */
const DESCRIPTION = "description";

const CALIBRATION_KEYS = [
  "$schema",
  DESCRIPTION,
  "LOCK_TIMEOUT_MS",
  "LOCK_SPIN_MS",
  "LOCK_STALE_MS",
  "BACKOFF_BASE_MS",
  "BACKOFF_MAX_MS",
  "MAX_RETRIES",
  "BUDGET_LIMITS",
  "LATENCY_LIMITS",
  "VARIANCE_ENVELOPES",
  "STRESS_N",
  "PASS_RATIO_MIN",
  "INFRASTRUCTURE_ERROR_RATIO_MAX",
  "CONCURRENCY_N",
  "CHAOS_PROFILES",
  "REPAIR",
  "DETERMINISM",
  "PROOFPACK",
] as const;

/** Other names of the certification record for the same faults. */
const FAILURE_ALIASES: Readonly<Record<string, FailureType>> = {
  TIMEOUT: "timeout",
  ERROR: "api_error_500",
  EMPTY: "empty_response",
  PARTIAL: "partial_response",
  CORRUPT: "corrupt_response",
  LATENCY: "latency",
};

// OC-CALIB-0202 impl
/**
 * Reads a calibration document: every key is required, no other key is allowed, every number is
 * finite, not negative and inside its range.
 *
 * @param root Cursor at the document's root; nulls must have been looked for before
 * @throws {InputError} naming file and JSON path
 */
export function parseCalibration(root: JsonCursor): Calibration {
  root.onlyKeys(CALIBRATION_KEYS);
  root.optional("$schema")?.string();
  root.optional(DESCRIPTION)?.string({ canBeEmpty: true });
  return {
    LOCK_TIMEOUT_MS: amount(root.field("LOCK_TIMEOUT_MS")),
    LOCK_SPIN_MS: amount(root.field("LOCK_SPIN_MS")),
    LOCK_STALE_MS: amount(root.field("LOCK_STALE_MS")),
    BACKOFF_BASE_MS: amount(root.field("BACKOFF_BASE_MS")),
    BACKOFF_MAX_MS: parseBackoffMax(root),
    MAX_RETRIES: root.field("MAX_RETRIES").number({ min: 0, isInteger: true }),
    BUDGET_LIMITS: parseRecord(root.field("BUDGET_LIMITS"), parseBudgetLimit),
    LATENCY_LIMITS: parseLatencyLimits(root.field("LATENCY_LIMITS")),
    VARIANCE_ENVELOPES: parseEnvelopes(root.field("VARIANCE_ENVELOPES")),
    STRESS_N: root.field("STRESS_N").number({ min: 1, isInteger: true }),
    PASS_RATIO_MIN: ratio(root.field("PASS_RATIO_MIN")),
    ...parseErrorRatio(root.optional("INFRASTRUCTURE_ERROR_RATIO_MAX")),
    CONCURRENCY_N: root.field("CONCURRENCY_N").number({ min: 1, isInteger: true }),
    CHAOS_PROFILES: parseRecord(root.field("CHAOS_PROFILES"), parseChaosProfile),
    REPAIR: parseRepair(root.field("REPAIR")),
    DETERMINISM: parseDeterminism(root.field("DETERMINISM")),
    PROOFPACK: parseProofpack(root.field("PROOFPACK")),
  };
}

function amount(cursor: JsonCursor): number {
  return cursor.number({ min: 0 });
}

function parseErrorRatio(
  cursor: JsonCursor | undefined,
): Pick<Calibration, "INFRASTRUCTURE_ERROR_RATIO_MAX"> {
  return cursor === undefined ? {} : { INFRASTRUCTURE_ERROR_RATIO_MAX: ratio(cursor) };
}

function ratio(cursor: JsonCursor): number {
  return cursor.number({ min: 0, max: 1 });
}

// OC-CALIB-0203 impl
/** Refuses unknown keys of an object that may also carry a description. */
function onlyKeys(cursor: JsonCursor, names: readonly string[]): void {
  cursor.onlyKeys([...names, DESCRIPTION]);
  cursor.optional(DESCRIPTION)?.string({ canBeEmpty: true });
}

// OC-CALIB-0205 impl
function parseRecord<T>(
  cursor: JsonCursor,
  parse: (cursor: JsonCursor) => T,
): Readonly<Record<string, T>> {
  const members = cursor.members().filter(([name, { value }]) =>
    name !== DESCRIPTION || typeof value !== "string"
  );
  return Object.fromEntries(members.map(([name, member]) => [name, parse(member)]));
}

function parseBackoffMax(root: JsonCursor): number {
  return root.field("BACKOFF_MAX_MS").number({ min: amount(root.field("BACKOFF_BASE_MS")) });
}

function parseBudgetLimit(cursor: JsonCursor): BudgetLimit {
  onlyKeys(cursor, [
    "input_cost_per_1k",
    "output_cost_per_1k",
    "cached_input_cost_per_1k",
    "max_per_call_usd",
    "max_per_run_usd",
    "max_total_usd",
  ]);
  const cached = cursor.optional("cached_input_cost_per_1k");
  const total = cursor.optional("max_total_usd");
  return {
    input_cost_per_1k: amount(cursor.field("input_cost_per_1k")),
    output_cost_per_1k: amount(cursor.field("output_cost_per_1k")),
    ...(cached && { cached_input_cost_per_1k: amount(cached) }),
    max_per_call_usd: amount(cursor.field("max_per_call_usd")),
    max_per_run_usd: amount(cursor.field("max_per_run_usd")),
    ...(total && { max_total_usd: amount(total) }),
  };
}

function parseLatencyLimits(cursor: JsonCursor): LatencyLimits {
  onlyKeys(cursor, ["max_call_latency_ms", "max_run_latency_ms", "warn_call_latency_ms"]);
  return {
    max_call_latency_ms: amount(cursor.field("max_call_latency_ms")),
    max_run_latency_ms: amount(cursor.field("max_run_latency_ms")),
    warn_call_latency_ms: amount(cursor.field("warn_call_latency_ms")),
  };
}

function parseEnvelopes(cursor: JsonCursor): Readonly<Record<EnvelopeMetric, Envelope>> {
  onlyKeys(cursor, ENVELOPE_METRICS);
  const entries = ENVELOPE_METRICS.map((metric) =>
    [metric, parseEnvelope(cursor.field(metric))] as const
  );
  return Object.fromEntries(entries) as Record<EnvelopeMetric, Envelope>;
}

/** All six metrics are shares of one, and the population deviation of such is at most 0.5. */
function parseEnvelope(cursor: JsonCursor): Envelope {
  onlyKeys(cursor, ["min", "target", "max"]);
  const max = ratio(cursor.field("max"));
  const min = cursor.field("min").number({ min: 0, max });
  const target = cursor.field("target").number({ min, max });
  return { min, target, max };
}

function parseChaosProfile(cursor: JsonCursor): ChaosProfile {
  onlyKeys(cursor, ["CHAOS_RATE", "failure_types"]);
  const failureTypes = cursor.field("failure_types");
  const types = failureTypes.items().map(parseFailureType);
  if (types.length === 0) failureTypes.fail("at least one failure type");
  return { CHAOS_RATE: ratio(cursor.field("CHAOS_RATE")), failure_types: types };
}

/** A failure type by its own name or by that of the certification record. */
export function parseFailureType(cursor: JsonCursor): FailureType {
  const name = cursor.oneOf([...FAILURE_TYPES, ...Object.keys(FAILURE_ALIASES)]);
  return FAILURE_ALIASES[name] ?? (name as FailureType);
}

function parseRepair(cursor: JsonCursor): RepairLimits {
  onlyKeys(cursor, ["MAX_ATTEMPTS", "WC_DEFICIT_RATIO_MIN", "RETRY_ONLY_RULES"]);
  return {
    MAX_ATTEMPTS: cursor.field("MAX_ATTEMPTS").number({ min: 0, isInteger: true }),
    WC_DEFICIT_RATIO_MIN: ratio(cursor.field("WC_DEFICIT_RATIO_MIN")),
    RETRY_ONLY_RULES: cursor.field("RETRY_ONLY_RULES").strings(),
  };
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

function parseDeterminism(cursor: JsonCursor): Determinism {
  onlyKeys(cursor, ["seed_base", "prng_algorithm", "time_freeze"]);
  const freeze = cursor.field("time_freeze");
  const timeFreeze = freeze.string();
  if (!INSTANT.test(timeFreeze) || Number.isNaN(Date.parse(timeFreeze))) {
    freeze.fail("an instant in UTC such as 2026-01-01T00:00:00.000Z");
  }
  return {
    seed_base: cursor.field("seed_base").number({ min: 0, isInteger: true }),
    prng_algorithm: cursor.field("prng_algorithm").oneOf(["xorshift128"]),
    time_freeze: timeFreeze,
  };
}

function parseProofpack(cursor: JsonCursor): ProofpackSettings {
  const keys = ["include_source", "include_tests", "include_evidence", "stable_zip_ordering"];
  onlyKeys(cursor, ["compression_level", ...keys]);
  return {
    compression_level: cursor.field("compression_level").number({
      min: 0,
      max: 9,
      isInteger: true,
    }),
    include_source: cursor.field("include_source").boolean(),
    include_tests: cursor.field("include_tests").boolean(),
    include_evidence: cursor.field("include_evidence").boolean(),
    stable_zip_ordering: cursor.field("stable_zip_ordering").boolean(),
  };
}
