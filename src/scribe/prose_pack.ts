/**
 * `ProsePack.json`: the story, and how every scene keeps every rule.
 *
 * @module
 */
import type { JsonObject } from "../internal/json.ts";
import { countSensoryAnchors, dialogueRatioOf } from "./rules.ts";
import { detectPerson, detectTense } from "./conformity.ts";
import type { Intent } from "./intent.ts";
import type { Language } from "./language.ts";
import { hashPlan, type Plan, type Scene } from "./plan.ts";
import { roundScore, type RuleResult, type Severity } from "./rule_result.ts";
import type { WrittenScene } from "./write_scene.ts";

/** A scene of the plan with its text. */
export interface PackedScene {
  /** The scene in the plan. */
  readonly scene: Scene;
  /** What was written for it. */
  readonly written: WrittenScene;
}

/** Where a story comes from. */
export interface PackMeta {
  /** Index of the run, from 1. */
  readonly run: number;
  /** Seed of the run. */
  readonly seed: number;
  /** Model that was asked. */
  readonly model: string;
  /** Provider that was asked. */
  readonly provider: string;
  /** Sampling temperature. */
  readonly temperature: number;
  /** Language of the story. */
  readonly language: Language;
  /** Time on the run's clock at which the story was whole, in ms since 1970. */
  readonly writtenAtMs: number;
}

/** How a whole story keeps the rules. */
export interface StoryScore {
  /** Whether every scene keeps every HARD rule. */
  readonly hardPass: boolean;
  /** Whether every scene keeps every SOFT rule. */
  readonly softPass: boolean;
  /** Mean over the scenes of the mean score of their HARD rules, in 0..1. */
  readonly hardScore: number;
  /** Mean over the scenes of the mean score of their SOFT rules, in 0..1. */
  readonly softScore: number;
}

/** The score of a story; with at least one scene. */
export function scoreStory(scenes: readonly PackedScene[]): StoryScore {
  const results = scenes.map(({ written }) => written.results);
  return {
    hardPass: countViolations(results, "HARD") === 0,
    softPass: countViolations(results, "SOFT") === 0,
    hardScore: meanScore(results, "HARD"),
    softScore: meanScore(results, "SOFT"),
  };
}

function meanScore(scenes: readonly (readonly RuleResult[])[], severity: Severity): number {
  return roundScore(
    mean(scenes.map((results) =>
      mean(
        results.filter((result) => result.severity === severity).map(({ score }) => score),
      )
    )),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function countViolations(
  scenes: readonly (readonly RuleResult[])[],
  severity: Severity,
): number {
  return scenes.flat().filter((result) => !result.pass && result.severity === severity).length;
}

/** What a pack is made of. */
export interface PackInput {
  /** The plan that was written. */
  readonly plan: Plan;
  /** The intent that it was written for. */
  readonly intent: Intent;
  /** The story. */
  readonly scenes: readonly PackedScene[];
  /** Where it comes from. */
  readonly meta: PackMeta;
}

/** Builds the document of `ProsePack.json`. */
export function buildProsePack({ plan, intent, scenes, meta }: PackInput): JsonObject {
  return {
    meta: {
      version: "PROSE-PACK-1.0",
      run_id: meta.run,
      plan_id: plan.planId,
      plan_hash: plan.planHash,
      // Other tools hash in other ways, so a foreign hash is stated, not refused.
      plan_hash_is_canonical: plan.planHash === hashPlan(plan.document),
      title: intent.title,
      model: meta.model,
      provider: meta.provider,
      temperature: meta.temperature,
      language: meta.language,
      seed: meta.seed,
      timestamp: new Date(meta.writtenAtMs).toISOString(),
    },
    constraints: intent.document["constraints"],
    scenes: scenes.map(packScene),
    score: packScore(scenes),
    total_words: sum(scenes, ({ analysis }) => analysis.wordCount),
    total_sentences: sum(scenes, ({ analysis }) => analysis.sentenceCount),
    total_paragraphs: sum(scenes, ({ analysis }) => analysis.paragraphs.length),
  };
}

function sum(scenes: readonly PackedScene[], of: (written: WrittenScene) => number): number {
  return scenes.reduce((total, { written }) => total + of(written), 0);
}

function packScene({ scene, written }: PackedScene): JsonObject {
  const { analysis, results, passCount } = written;
  return {
    scene_id: scene.sceneId,
    paragraphs: analysis.paragraphs,
    word_count: analysis.wordCount,
    target_word_count: scene.targetWordCount,
    pov_detected: detectPerson(analysis),
    tense_detected: detectTense(analysis),
    sensory_anchor_count: countSensoryAnchors(analysis),
    dialogue_ratio: dialogueRatioOf(analysis),
    banned_word_hits: analysis.bannedHits,
    cliche_hits: analysis.clicheHits,
    passes: passCount,
    rules: results.map((result) => ({ ...result })),
    violations: results.filter(({ pass }) => !pass).map(({ rule, severity, message }) => ({
      rule,
      severity,
      message,
    })),
  };
}

function packScore(scenes: readonly PackedScene[]): JsonObject {
  const results = scenes.map(({ written }) => written.results);
  const { hardPass, softPass, hardScore, softScore } = scoreStory(scenes);
  const hardCount = countViolations(results, "HARD");
  const softCount = countViolations(results, "SOFT");
  return {
    // Plan and intent were read and checked before the first call, otherwise there is no pack.
    schema_ok: true,
    constraint_satisfaction: roundScore(1 - (hardCount + softCount) / results.flat().length),
    hard_pass: hardPass,
    soft_pass: softPass,
    hard_score: hardScore,
    soft_score: softScore,
    total_violations: hardCount + softCount,
    hard_violations: hardCount,
    soft_violations: softCount,
  };
}
