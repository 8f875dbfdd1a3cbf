/**
 * What judging a scene by a rule gives.
 *
 * @module
 */
import type { Constraints } from "./intent.ts";
import type { Scene } from "./plan.ts";

/** Name of a rule. */
export type RuleName =
  | "word_count_range"
  | "banned_words"
  | "pov_conformity"
  | "tense_conformity"
  | "sensory_anchors"
  | "dialogue_ratio"
  | "forbidden_cliches";

/** A violated HARD rule fails the run, a violated SOFT rule does not. */
export type Severity = "HARD" | "SOFT";

/** How one rule was kept in one scene. */
export interface RuleResult {
  /** The rule. */
  readonly rule: RuleName;
  /** Whether its violation fails the run. */
  readonly severity: Severity;
  /** Whether it was kept. */
  readonly pass: boolean;
  /** How well it was kept, in 0..1. */
  readonly score: number;
  /** What was measured. */
  readonly value: number;
  /** What it was measured against; of a range the bound on the value's side. */
  readonly threshold: number;
  /** The result as one sentence. */
  readonly message: string;
}

/** What a rule finds; a text without words is judged before. */
export type Finding = Pick<RuleResult, "pass" | "score" | "value" | "threshold" | "message">;

/** What a scene is held to. */
export interface SceneDemands {
  /** The scene in the plan. */
  readonly scene: Scene;
  /** What every scene of the story is held to. */
  readonly constraints: Constraints;
}

/** A score inside 0..1 with six decimals, so that files read well and sums stay exact enough. */
export function roundScore(score: number): number {
  return Math.round(Math.min(1, Math.max(0, score)) * 1e6) / 1e6;
}
