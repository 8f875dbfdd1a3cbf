/** When and how often a scene is written again. */
export interface RepairPolicy {
  /** Passes after the first one; 0 never repairs. */
  readonly maxAttempts: number;
  /**
   * Share of the smallest allowed word count below which missing words are not worth a pass, in
   * 0..1: a scene that misses the range by less stays as it is, and stays violated.
   */
  readonly wordCountDeficitRatioMin: number;
  /** Rules whose violation starts a pass; all others are only reported. */
  readonly retryOnlyRules: readonly string[];
}
