/**
 * The calibration: every limit that a gate compares with. The names are those of the file, so that
 * a value can be followed from the file to the verdict without a translation table.
 *
 * @module
 */

/** Prices and cost limits of one model, in US dollars. */
export interface BudgetLimit {
  /** Price of 1,000 input tokens. */
  readonly input_cost_per_1k: number;
  /** Price of 1,000 output tokens. */
  readonly output_cost_per_1k: number;
  /** Price of 1,000 input tokens that came from the provider's cache. */
  readonly cached_input_cost_per_1k?: number;
  /** A call that costs more fails the budget gate. */
  readonly max_per_call_usd: number;
  /** A run whose calls of this model cost more together fails the budget gate. */
  readonly max_per_run_usd: number;
}

/** Latency limits in milliseconds. */
export interface LatencyLimits {
  readonly max_call_latency_ms: number;
  readonly max_run_latency_ms: number;
  readonly warn_call_latency_ms: number;
}

/** The metrics of a stress report that have an envelope, in the order of the report. */
export const ENVELOPE_METRICS = [
  "hard_pass_rate",
  "soft_pass_rate",
  "mean_hard_score",
  "std_hard_score",
  "mean_soft_score",
  "std_soft_score",
] as const;

/** Name of a metric that has an envelope. */
export type EnvelopeMetric = (typeof ENVELOPE_METRICS)[number];

/** Where a metric may lie: inside `min`..`max`, and on the good side of `target` by intent. */
export interface Envelope {
  readonly min: number;
  readonly target: number;
  readonly max: number;
}

/** The faults that chaos can inject: the six common ones and three of the certification record. */
export const FAILURE_TYPES = [
  "rate_limit_429",
  "timeout",
  "invalid_json",
  "api_error_500",
  "network_error",
  "empty_response",
  "partial_response",
  "corrupt_response",
  "latency",
] as const;

/** Name of a fault that chaos can inject. */
export type FailureType = (typeof FAILURE_TYPES)[number];

/** How often and with what chaos strikes. */
export interface ChaosProfile {
  /** Probability that an attempt is struck, in 0..1. */
  readonly CHAOS_RATE: number;
  /** The faults to choose from, evenly. */
  readonly failure_types: readonly FailureType[];
}

/** Bounds of the repair of a scene. */
export interface RepairLimits {
  /** Further drafts after the first one. */
  readonly MAX_ATTEMPTS: number;
  /** A scene that lacks a smaller share of its words than this is not repaired for its length. */
  readonly WC_DEFICIT_RATIO_MIN: number;
  /** Only violations of these rules are repaired. */
  readonly RETRY_ONLY_RULES: readonly string[];
}

/** What makes a run repeatable. */
export interface Determinism {
  readonly seed_base: number;
  readonly prng_algorithm: "xorshift128";
  /** The instant at which virtual clocks start, ISO 8601 in UTC. */
  readonly time_freeze: string;
}

/** What a proofpack holds and how. */
export interface ProofpackSettings {
  readonly compression_level: number;
  readonly include_source: boolean;
  readonly include_tests: boolean;
  readonly include_evidence: boolean;
  readonly stable_zip_ordering: boolean;
}

/** All limits. */
export interface Calibration {
  readonly LOCK_TIMEOUT_MS: number;
  readonly LOCK_SPIN_MS: number;
  readonly LOCK_STALE_MS: number;
  readonly BACKOFF_BASE_MS: number;
  readonly BACKOFF_MAX_MS: number;
  readonly MAX_RETRIES: number;
  readonly BUDGET_LIMITS: Readonly<Record<string, BudgetLimit>>;
  readonly LATENCY_LIMITS: LatencyLimits;
  readonly VARIANCE_ENVELOPES: Readonly<Record<EnvelopeMetric, Envelope>>;
  readonly STRESS_N: number;
  readonly PASS_RATIO_MIN: number;
  readonly CONCURRENCY_N: number;
  readonly CHAOS_PROFILES: Readonly<Record<string, ChaosProfile>>;
  readonly REPAIR: RepairLimits;
  readonly DETERMINISM: Determinism;
  readonly PROOFPACK: ProofpackSettings;
}
