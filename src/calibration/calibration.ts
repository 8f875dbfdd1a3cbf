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
  /**
   * All runs of a stress, and all that share a budget ledger with it, may spend this together on
   * the model. Without it they may spend the limit of a run once for each run.
   */
  readonly max_total_usd?: number;
}

/** Latency limits in milliseconds. */
export interface LatencyLimits {
  /** A call that takes longer fails the budget gate. */
  readonly max_call_latency_ms: number;
  /** A run that takes longer fails the budget gate. */
  readonly max_run_latency_ms: number;
  /** A call that takes longer is told. */
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
  /** Smallest value inside the envelope. */
  readonly min: number;
  /** What the engine should reach. */
  readonly target: number;
  /** Largest value inside the envelope. */
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
  /** Seed where none is given. */
  readonly seed_base: number;
  /** The generator; there is one. */
  readonly prng_algorithm: "xorshift128";
  /** The instant at which virtual clocks start, ISO 8601 in UTC. */
  readonly time_freeze: string;
}

/** What a proofpack holds and how. */
export interface ProofpackSettings {
  /** 0 stores; 1 to 9 compress. */
  readonly compression_level: number;
  /** Whether the engine's source goes in. */
  readonly include_source: boolean;
  /** Whether its tests go in. */
  readonly include_tests: boolean;
  /** Whether the run's evidence goes in. */
  readonly include_evidence: boolean;
  /** Whether entries are sorted. */
  readonly stable_zip_ordering: boolean;
}

/** All limits. */
export interface Calibration {
  /** Longest wait for a lock. */
  readonly LOCK_TIMEOUT_MS: number;
  /** Longest pause between two tries of a lock. */
  readonly LOCK_SPIN_MS: number;
  /** Age from which a lock file without an operating-system lock is abandoned. */
  readonly LOCK_STALE_MS: number;
  /** Back-off before the first retry. */
  readonly BACKOFF_BASE_MS: number;
  /** Longest back-off. */
  readonly BACKOFF_MAX_MS: number;
  /** Attempts after the first one. */
  readonly MAX_RETRIES: number;
  /** Prices and cost limits by model. */
  readonly BUDGET_LIMITS: Readonly<Record<string, BudgetLimit>>;
  /** How long calls and runs may take. */
  readonly LATENCY_LIMITS: LatencyLimits;
  /** Where the metrics of a stress may lie. */
  readonly VARIANCE_ENVELOPES: Readonly<Record<EnvelopeMetric, Envelope>>;
  /** Runs of a stress. */
  readonly STRESS_N: number;
  /** A stress with a lower hard pass rate is FAIL. */
  readonly PASS_RATIO_MIN: number;
  /**
   * A stress with a larger share of runs that have no score, because something around them failed,
   * is FAIL. Without it one such run is.
   */
  readonly INFRASTRUCTURE_ERROR_RATIO_MAX?: number;
  /** Writers of the concurrency gate. */
  readonly CONCURRENCY_N: number;
  /** Chaos by the name of its profile. */
  readonly CHAOS_PROFILES: Readonly<Record<string, ChaosProfile>>;
  /** Bounds of the repair of a scene. */
  readonly REPAIR: RepairLimits;
  /** What makes a run repeatable. */
  readonly DETERMINISM: Determinism;
  /** What a proofpack holds and how. */
  readonly PROOFPACK: ProofpackSettings;
}
