/**
 * Writes one scene: first draft, judgement, bounded repair.
 *
 * Fails closed: an answer that was cut off, filtered or empty is never judged and never kept,
 * neither as a first draft nor as a repair. A cut-off text can keep every rule and still be half a
 * scene, so judging it would turn a failure into a success.
 *
 * @module
 */
import type { RunContext, RunInput } from "../engine/engine.ts";
import type { GenerateResult, Message } from "../provider/provider.ts";
import type { SceneAnalyser, SceneAnalysis } from "./analyse_scene.ts";
import { buildPrompt, buildRepairPrompt, type PromptOptions } from "./build_prompt.ts";
import { IncompleteAnswerError } from "./incomplete_answer.ts";
import type { RepairPolicy } from "./repair_policy.ts";
import type { RuleResult } from "./rule_result.ts";
import { judgeScene } from "./rules.ts";
import type { SkeletonScene } from "./skeleton.ts";

/** A text of a scene with its judgement. */
export interface Draft {
  /** The text as generated, trimmed. */
  readonly text: string;
  /** What is in it. */
  readonly analysis: SceneAnalysis;
  /** How it keeps the rules. */
  readonly results: readonly RuleResult[];
}

/** A scene as it stands in the end. */
export interface WrittenScene extends Draft {
  /** Calls that were made for it, from 1. */
  readonly passCount: number;
}

/** What writing a scene needs. */
export interface WriteOptions extends PromptOptions {
  /** Model to ask. */
  readonly model: string;
  /** Sampling temperature. */
  readonly temperature: number;
  /** When to write again. */
  readonly repair: RepairPolicy;
  /** Analyses drafts. */
  readonly analyser: SceneAnalyser;
  /** The run. */
  readonly input: RunInput;
  /** What the run may use. */
  readonly context: RunContext;
}

/**
 * Tokens that a word may take. English needs about 1.3, French 1.5, rare scripts and tokenisers
 * up to 2; the rest is room for a scene that comes out too long and can still be judged.
 */
const TOKENS_PER_WORD = 3;

/** Room for quotes, paragraphs and a short scene's uneven tokens. */
const TOKEN_RESERVE = 64;

// OC-ENGINE-3509 impl
/**
 * Writes a scene and repairs it at most `repair.maxAttempts` times. Of all drafts the best is
 * kept: fewest violated HARD rules, then fewest SOFT ones, then the highest sum of scores, then
 * the earliest.
 *
 * @throws {IncompleteAnswerError} if the model gave no whole answer
 */
export async function writeScene(
  item: SkeletonScene,
  options: WriteOptions,
): Promise<WrittenScene> {
  let best = await draftScene(item, { ...options, messages: buildPrompt(item, options), pass: 0 });
  let passCount = 1;
  for (let pass = 1; pass <= options.repair.maxAttempts; pass++) {
    const violations = repairable(best.results, options.repair);
    if (violations.length === 0) break;
    const messages = buildRepairPrompt(item, { ...options, ...best, violations });
    const draft = await draftScene(item, { ...options, messages, pass });
    passCount++;
    if (isBetter(draft, best)) best = draft;
  }
  return { ...best, passCount };
}

interface DraftOptions extends WriteOptions {
  readonly messages: readonly Message[];
  readonly pass: number;
}

async function draftScene(item: SkeletonScene, options: DraftOptions): Promise<Draft> {
  const { context, input, model, temperature, messages, pass } = options;
  const { scene } = item;
  context.signal?.throwIfAborted();
  const outputMaxTokens = scene.targetWordCount * TOKENS_PER_WORD + TOKEN_RESERVE;
  const answer = await context.provider.generate(
    { model, messages, outputMaxTokens, temperature },
    {
      key: `scene-${scene.sceneId}/pass-${pass}`,
      attempt: 1,
      seed: input.seed,
      ports: context.ports,
      signal: context.signal,
    },
  );
  const text = wholeText(answer, scene.sceneId);
  const analysis = options.analyser.analyse(text, scene.sensoryAnchor);
  return { text, analysis, results: judgeScene(analysis, item) };
}

function wholeText({ text, finishReason }: GenerateResult, sceneId: string): string {
  if (finishReason === "length" || finishReason === "content_filter") {
    throw new IncompleteAnswerError(sceneId, finishReason);
  }
  const trimmed = text.trim();
  if (trimmed === "") throw new IncompleteAnswerError(sceneId, "empty");
  return trimmed;
}

function repairable(
  results: readonly RuleResult[],
  { retryOnlyRules, wordCountDeficitRatioMin }: RepairPolicy,
): readonly RuleResult[] {
  return results.filter(({ rule, pass, value, threshold }) => {
    if (pass || !retryOnlyRules.includes(rule)) return false;
    const isShort = rule === "word_count_range" && value < threshold;
    return !isShort || (threshold - value) / threshold >= wordCountDeficitRatioMin;
  });
}

function isBetter(a: Draft, b: Draft): boolean {
  const [hardA, hardB] = [countViolations(a, "HARD"), countViolations(b, "HARD")];
  if (hardA !== hardB) return hardA < hardB;
  const [softA, softB] = [countViolations(a, "SOFT"), countViolations(b, "SOFT")];
  if (softA !== softB) return softA < softB;
  return sumScores(a) > sumScores(b);
}

function countViolations({ results }: Draft, severity: RuleResult["severity"]): number {
  return results.filter((result) => result.severity === severity && !result.pass).length;
}

function sumScores({ results }: Draft): number {
  return results.reduce((sum, { score }) => sum + score, 0);
}
