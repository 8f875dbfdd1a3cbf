/**
 * The skeleton of a story: its scenes in order, each with what it is held to.
 *
 * @module
 */
import { InputError } from "../internal/errors.ts";
import type { Intent } from "./intent.ts";
import { detectLanguage, type Language } from "./language.ts";
import type { Plan } from "./plan.ts";
import type { SceneDemands } from "./rule_result.ts";

/** One scene to write. */
export interface SkeletonScene extends SceneDemands {
  /** Place in the story, from 1. */
  readonly position: number;
  /** Scenes of the story. */
  readonly sceneCount: number;
  /** What the scene's arc is about. */
  readonly arcTheme: string;
}

/** A story before it is written. */
export interface Skeleton {
  /** Language of the story. */
  readonly language: Language;
  /** Scenes in the order in which they are written. */
  readonly scenes: readonly SkeletonScene[];
}

/**
 * Brings plan and intent together.
 *
 * @throws {InputError} if the plan has fewer or more scenes than the intent allows, or if neither
 * says in which language to write
 */
export function buildSkeleton(plan: Plan, intent: Intent): Skeleton {
  const { sceneMinCount, sceneMaxCount } = intent.constraints;
  const sceneCount = plan.scenes.length;
  if (sceneCount < sceneMinCount || sceneCount > sceneMaxCount) {
    throw new InputError(
      `Cannot use "${plan.source}" at $.arcs: wanted ${sceneMinCount} to ${sceneMaxCount} scenes ` +
        `as "${intent.source}" asks, found ${sceneCount}`,
    );
  }
  const scenes = plan.arcs.flatMap((arc) => arc.scenes.map((scene) => ({ scene, arc })));
  return {
    language: languageOf(plan, intent),
    scenes: scenes.map(({ scene, arc }, index) => ({
      scene,
      constraints: intent.constraints,
      position: index + 1,
      sceneCount,
      arcTheme: arc.theme,
    })),
  };
}

function languageOf(plan: Plan, intent: Intent): Language {
  const language = intent.language ?? detectLanguage([intent.document, plan.document]);
  if (language !== undefined) return language;
  throw new InputError(
    `Cannot tell the language of "${intent.source}": wanted $.intent.language "en" or "fr", ` +
      "found nothing, and the texts of intent and plan do not show it",
  );
}

/** The end of a scene that the next one must follow on from: its last sentences. */
export function tailOf(paragraphs: readonly string[]): string {
  const text = paragraphs.slice(-3).join(" ");
  if (text.length <= TAIL_MAX_LENGTH) return text;
  const cut = text.slice(-TAIL_MAX_LENGTH).toWellFormed();
  return "…" + cut.slice(cut.indexOf(" "));
}

/** Enough for two or three sentences; more would cost input tokens in every call. */
const TAIL_MAX_LENGTH = 320;
