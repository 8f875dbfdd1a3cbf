/**
 * The rules that a scene is judged by.
 *
 * Every score is in 0..1, comes from the text alone and is rounded to six decimals:
 *
 * | rule | passes if | score |
 * |---|---|---|
 * | word_count_range | 80 % .. 120 % of the target | 1 − deviation / 40 %: ½ at the bounds |
 * | banned_words | no hit | 1 − hits per 100 words |
 * | pov_conformity | at least 90 % | share of the narrating sentences in the wanted person |
 * | tense_conformity | at least 90 % | share of the deciding sentences in the wanted tense |
 * | sensory_anchors | enough, and the scene's own is there | ½ share of anchor + ½ share of count |
 * | dialogue_ratio | at most the limit | 1 up to half the limit, ½ at it, 0 at 1½ times |
 * | forbidden_cliches | no hit | 1 − hits per 100 words |
 *
 * A text without words keeps no rule and scores 0 in all of them; a text in which no sentence
 * shows a tense fails `tense_conformity`, which is also what prose in another language does.
 *
 * @module
 */
import type { SceneAnalysis } from "./analyse_scene.ts";
import { judgePointOfView, judgeTense } from "./conformity.ts";
import {
  type Finding,
  roundScore,
  type RuleName,
  type RuleResult,
  type SceneDemands,
  type Severity,
} from "./rule_result.ts";

/** How far a scene may be from its target word count, as a share of the target. */
export const WORD_COUNT_TOLERANCE_RATIO = 0.2;

/** The word counts that a scene may have. */
export function wordCountRange(target: number): { readonly min: number; readonly max: number } {
  return {
    min: Math.ceil(target * (1 - WORD_COUNT_TOLERANCE_RATIO)),
    max: Math.floor(target * (1 + WORD_COUNT_TOLERANCE_RATIO)),
  };
}

type Judge = (analysis: SceneAnalysis, demands: SceneDemands) => Finding;

const RULES: readonly (readonly [RuleName, Severity, Judge])[] = [
  ["word_count_range", "HARD", judgeWordCount],
  ["banned_words", "HARD", judgeBannedWords],
  ["pov_conformity", "HARD", judgePointOfView],
  ["tense_conformity", "HARD", judgeTense],
  ["sensory_anchors", "SOFT", judgeSensoryAnchors],
  ["dialogue_ratio", "SOFT", judgeDialogueRatio],
  ["forbidden_cliches", "SOFT", judgeCliches],
];

/** Judges one scene by every rule, in the order of the table above. */
export function judgeScene(
  analysis: SceneAnalysis,
  demands: SceneDemands,
): readonly RuleResult[] {
  return RULES.map(([rule, severity, judge]) => {
    const finding = judge(analysis, demands);
    if (analysis.wordCount === 0) {
      return { rule, severity, ...finding, pass: false, score: 0, message: "No words" };
    }
    return { rule, severity, ...finding, score: roundScore(finding.score) };
  });
}

function judgeWordCount({ wordCount }: SceneAnalysis, { scene }: SceneDemands): Finding {
  const target = scene.targetWordCount;
  const { min, max } = wordCountRange(target);
  const deviationRatio = Math.abs(wordCount - target) / target;
  return {
    pass: wordCount >= min && wordCount <= max,
    score: 1 - deviationRatio / (2 * WORD_COUNT_TOLERANCE_RATIO),
    value: wordCount,
    threshold: wordCount < target ? min : max,
    message: `${wordCount} words, wanted ${min} to ${max}`,
  };
}

function judgeBannedWords({ bannedHits, wordCount }: SceneAnalysis): Finding {
  return judgeHits(bannedHits, wordCount, "banned words");
}

function judgeCliches({ clicheHits, wordCount }: SceneAnalysis): Finding {
  return judgeHits(clicheHits, wordCount, "forbidden clichés");
}

/** Named in a message; more would only repeat themselves. */
const HIT_SHOWN_MAX_COUNT = 5;

function judgeHits(hits: readonly string[], wordCount: number, noun: string): Finding {
  const shown = [...new Set(hits)].slice(0, HIT_SHOWN_MAX_COUNT).map((hit) => `"${hit}"`);
  return {
    pass: hits.length === 0,
    score: 1 - hits.length * 100 / Math.max(1, wordCount),
    value: hits.length,
    threshold: 0,
    message: hits.length === 0 ? `No ${noun}` : `${hits.length} ${noun}: ${shown.join(", ")}`,
  };
}

/** How much of the scene's own anchor must be there: its content words, rounded up to half. */
const ANCHOR_SHARE_MIN = 0.5;

function judgeSensoryAnchors(analysis: SceneAnalysis, demands: SceneDemands): Finding {
  const wanted = demands.constraints.sensoryAnchorMinCount;
  const hasAnchor = analysis.anchorShare >= ANCHOR_SHARE_MIN;
  const count = countSensoryAnchors(analysis);
  const countShare = wanted === 0 ? 1 : Math.min(1, count / wanted);
  const missing = hasAnchor ? "" : `, without "${demands.scene.sensoryAnchor}"`;
  return {
    pass: hasAnchor && count >= wanted,
    score: (analysis.anchorShare + countShare) / 2,
    value: count,
    threshold: wanted,
    message: `${count} sensory anchors${missing}, wanted at least ${wanted}`,
  };
}

/** Different sensory words, and one for the scene's own anchor where it is there. */
export function countSensoryAnchors({ sensoryWords, anchorShare }: SceneAnalysis): number {
  return sensoryWords.size + (anchorShare >= ANCHOR_SHARE_MIN ? 1 : 0);
}

/** The share of words inside dialogue, in 0..1. */
export function dialogueRatioOf({ dialogueWordCount, wordCount }: SceneAnalysis): number {
  return wordCount === 0 ? 0 : roundScore(dialogueWordCount / wordCount);
}

function judgeDialogueRatio(analysis: SceneAnalysis, { constraints }: SceneDemands): Finding {
  const ratio = dialogueRatioOf(analysis);
  const limit = constraints.dialogueRatioMax;
  return {
    pass: ratio <= limit,
    score: ratio === 0 ? 1 : limit === 0 ? 0 : Math.min(1, 1.5 - ratio / limit),
    value: ratio,
    threshold: limit,
    message: `${(ratio * 100).toFixed(1)} % dialogue, wanted at most ${(limit * 100).toFixed(1)} %`,
  };
}
