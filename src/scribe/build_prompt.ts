/**
 * Prompts: what a model is sent to write a scene, and to write it again.
 *
 * The lines carry fixed labels, one per constraint, because models keep a labelled list better
 * than the same demands inside a paragraph, and because two runs then differ only in their scenes.
 *
 * @module
 */
import type { Message } from "../provider/provider.ts";
import type { SceneAnalysis } from "./analyse_scene.ts";
import type { CanonEntry, Intent } from "./intent.ts";
import type { Language } from "./language.ts";
import { PROMPT_EN } from "./prompt_en.ts";
import { PROMPT_FR } from "./prompt_fr.ts";
import type { PromptPhrases, RepairNumbers } from "./prompt_phrases.ts";
import type { RuleResult } from "./rule_result.ts";
import { wordCountRange } from "./rules.ts";
import type { SkeletonScene } from "./skeleton.ts";

const PHRASES: Readonly<Record<Language, PromptPhrases>> = { en: PROMPT_EN, fr: PROMPT_FR };

/** What a prompt is made of, besides the scene. */
export interface PromptOptions {
  /** The story's intent. */
  readonly intent: Intent;
  /** The story's language. */
  readonly language: Language;
  /** How the previous scene ended; empty for the first. */
  readonly previousTail: string;
}

/** The conversation that asks for a scene. */
export function buildPrompt(item: SkeletonScene, options: PromptOptions): readonly Message[] {
  const phrases = PHRASES[options.language];
  const lines = [
    ...storyLines(options.intent, phrases),
    "",
    ...sceneLines(item, phrases),
    "",
    ...constraintLines(item, phrases),
  ];
  if (options.previousTail !== "") {
    lines.push("", `${phrases.label.previous}: ${phrases.quote(options.previousTail)}`);
  }
  lines.push("", phrases.request);
  return [
    { role: "system", content: phrases.system },
    { role: "user", content: lines.join("\n") },
  ];
}

/** Free text of a plan or intent on one line, so that it cannot be read as a labelled line. */
function inline(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function inlineList(texts: readonly string[]): string {
  return texts.map(inline).join("; ");
}

function storyLines(intent: Intent, phrases: PromptPhrases): readonly string[] {
  const { label } = phrases;
  const lines = [
    `${label.title}: ${inline(intent.title)}`,
    `${label.premise}: ${inline(intent.premise)}`,
  ];
  if (intent.themes.length > 0) lines.push(`${label.themes}: ${inlineList(intent.themes)}`);
  if (intent.canon.length > 0) {
    lines.push(`${label.canon}:`, ...intent.canon.map((fact) => factLine(fact, phrases)));
  }
  return lines;
}

function factLine(
  { category, statement, isImmutable }: CanonEntry,
  { changeable }: PromptPhrases,
): string {
  return `- ${inline(category)}: ${inline(statement)}${isImmutable ? "" : ` (${changeable})`}`;
}

function sceneLines(item: SkeletonScene, phrases: PromptPhrases): readonly string[] {
  const { label } = phrases;
  const { scene } = item;
  const lines = [
    `${label.scene}: ${phrases.position(item.position, item.sceneCount)}`,
    `${label.arc}: ${inline(item.arcTheme)}`,
    `${label.objective}: ${inline(scene.objective)}`,
    `${label.conflict}: ${inline(scene.conflict)} (${inline(scene.conflictType)})`,
    `${label.emotion}: ${phrases.emotion(inline(scene.emotionTarget), scene.emotionIntensity)}`,
  ];
  if (scene.beats.length === 0) return lines;
  const beats = scene.beats.map((beat, index) =>
    `${index + 1}. ${inline(beat.action)}${beat.isPivot ? ` (${phrases.pivot})` : ""}`
  );
  return [...lines, `${label.beats}:`, ...beats];
}

function constraintLines(
  { scene, constraints }: SkeletonScene,
  phrases: PromptPhrases,
): readonly string[] {
  const { label } = phrases;
  const range = wordCountRange(scene.targetWordCount);
  const percent = Math.round(constraints.dialogueRatioMax * 1000) / 10;
  const lines = [
    `${label.pointOfView}: ${phrases.pointOfView[constraints.pointOfView]}`,
    `${label.tense}: ${phrases.tense[constraints.tense]}`,
    `${label.length}: ${phrases.length(scene.targetWordCount, range)}`,
    `${label.anchor}: ${inline(scene.sensoryAnchor)}`,
    `${label.sensory}: ${phrases.sensory(constraints.sensoryAnchorMinCount)}`,
    `${label.dialogue}: ${phrases.dialogue(percent)}`,
  ];
  const lists = [
    [label.bannedWords, constraints.bannedWords],
    [label.cliches, constraints.forbiddenCliches],
    [label.bannedTopics, constraints.bannedTopics],
  ] as const;
  for (const [name, texts] of lists) {
    if (texts.length > 0) lines.push(`${name}: ${inlineList(texts)}`);
  }
  return lines;
}

/** What a repair request is made of. */
export interface RepairOptions extends PromptOptions {
  /** Text of the draft to repair. */
  readonly text: string;
  /** What is in it. */
  readonly analysis: SceneAnalysis;
  /** The violated rules that are to be repaired. */
  readonly violations: readonly RuleResult[];
}

/** The conversation that asks for a scene again: the first request, the draft, what is wrong. */
export function buildRepairPrompt(
  item: SkeletonScene,
  options: RepairOptions,
): readonly Message[] {
  const phrases = PHRASES[options.language];
  const problems = options.violations.map((violation) =>
    `- ${phrases.problem[violation.rule](numbersOf(violation, { item, options, phrases }))}`
  );
  const request = [
    phrases.repairIntroduction,
    `${phrases.label.problems}:`,
    ...problems,
    phrases.repairRequest,
  ];
  return [
    ...buildPrompt(item, options),
    { role: "assistant", content: options.text },
    { role: "user", content: request.join("\n") },
  ];
}

interface RepairContext {
  readonly item: SkeletonScene;
  readonly options: RepairOptions;
  readonly phrases: PromptPhrases;
}

function numbersOf(
  { rule, value, threshold }: RuleResult,
  { item, options, phrases }: RepairContext,
): RepairNumbers {
  const { scene, constraints } = item;
  const quoteAll = (hits: readonly string[]) => [...new Set(hits)].map(phrases.quote).join(", ");
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  switch (rule) {
    case "word_count_range": {
      const range = wordCountRange(scene.targetWordCount);
      const wanted = phrases.length(scene.targetWordCount, range);
      return { value: String(value), wanted, found: "" };
    }
    case "banned_words":
      return { value: "", wanted: "", found: quoteAll(options.analysis.bannedHits) };
    case "forbidden_cliches":
      return { value: "", wanted: "", found: quoteAll(options.analysis.clicheHits) };
    case "pov_conformity":
      return {
        value: percent(value),
        wanted: phrases.pointOfView[constraints.pointOfView],
        found: "",
      };
    case "tense_conformity":
      return { value: percent(value), wanted: phrases.tense[constraints.tense], found: "" };
    case "sensory_anchors":
      return {
        value: String(value),
        wanted: String(threshold),
        found: phrases.quote(inline(scene.sensoryAnchor)),
      };
    case "dialogue_ratio":
      return { value: percent(value), wanted: percent(threshold), found: "" };
  }
}
