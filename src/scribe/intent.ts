/**
 * The intent: what the story must be and must not do.
 *
 * @module
 */
import type { JsonCursor } from "../internal/cursor.ts";
import type { JsonObject } from "../internal/json.ts";
import { type Language, LANGUAGES } from "./language.ts";

/** Who tells the story. The two third persons are told apart in the prompt only. */
export type PointOfView = "first" | "second" | "third-limited" | "third-omniscient" | "mixed";

/** The tense in which the story is told. */
export type NarrativeTense = "past" | "present" | "mixed";

const POINTS_OF_VIEW: readonly PointOfView[] = [
  "first",
  "second",
  "third-limited",
  "third-omniscient",
  "mixed",
];
const TENSES: readonly NarrativeTense[] = ["past", "present", "mixed"];

/** More than this is no scene count but a mistake; it also bounds the calls of a run. */
const SCENE_MAX_COUNT = 1000;

/** A fact that must stay true. */
export interface CanonEntry {
  /** Identifier of the fact. */
  readonly id: string;
  /** What it is about, such as `"character"`. */
  readonly category: string;
  /** The fact itself. */
  readonly statement: string;
  /** Whether the story may change it. */
  readonly isImmutable: boolean;
}

/** What every scene is held to. */
export interface Constraints {
  /** Who tells the story. */
  readonly pointOfView: PointOfView;
  /** The tense of the narration. */
  readonly tense: NarrativeTense;
  /** Words and phrases that must not occur. */
  readonly bannedWords: readonly string[];
  /** Subjects to stay away from; only asked for in the prompt. */
  readonly bannedTopics: readonly string[];
  /** Stock phrases that should not occur. */
  readonly forbiddenCliches: readonly string[];
  /** Largest share of words inside dialogue, in 0..1. */
  readonly dialogueRatioMax: number;
  /** Sensory words that each scene needs. */
  readonly sensoryAnchorMinCount: number;
  /** Smallest number of scenes that a plan for this intent may have. */
  readonly sceneMinCount: number;
  /** Largest number of scenes that a plan for this intent may have. */
  readonly sceneMaxCount: number;
}

/** What the story must be. */
export interface Intent {
  /** Title of the story. */
  readonly title: string;
  /** What happens, in a sentence or two. */
  readonly premise: string;
  /** Subjects under the surface. */
  readonly themes: readonly string[];
  /** Words of the whole story. */
  readonly targetWordCount: number;
  /** Language, where the file says it. */
  readonly language: Language | undefined;
  /** Facts that must stay true. */
  readonly canon: readonly CanonEntry[];
  /** What every scene is held to. */
  readonly constraints: Constraints;
  /** What the document is called in error texts. */
  readonly source: string;
  /** The document as read, with the members that this module does not know. */
  readonly document: JsonObject;
}

/**
 * Reads an intent in the shape of the OMEGA tools. Members beyond those named here are kept.
 *
 * @param cursor The parsed document
 * @returns The intent, checked
 * @throws {InputError} naming the file, the JSON path, what was wanted and what was found
 */
export function parseIntent(cursor: JsonCursor): Intent {
  const intent = cursor.field("intent");
  for (const name of ["genome", "emotion"]) cursor.optional(name)?.object();
  return {
    title: intent.field("title").string(),
    premise: intent.field("premise").string(),
    themes: intent.field("themes").strings(),
    targetWordCount: intent.field("target_word_count").number({ min: 1, isInteger: true }),
    language: intent.optional("language")?.oneOf(LANGUAGES),
    canon: cursor.field("canon").field("entries").items().map(parseCanonEntry),
    constraints: parseConstraints(cursor.field("constraints")),
    source: cursor.source,
    document: cursor.object() as JsonObject,
  };
}

function parseCanonEntry(entry: JsonCursor): CanonEntry {
  return {
    id: entry.field("id").string(),
    category: entry.field("category").string(),
    statement: entry.field("statement").string(),
    isImmutable: entry.field("immutable").boolean(),
  };
}

function parseConstraints(cursor: JsonCursor): Constraints {
  const countRange = { min: 1, max: SCENE_MAX_COUNT, isInteger: true };
  const sceneMinCount = cursor.field("min_scenes").number({ ...countRange, min: 0 });
  return {
    pointOfView: cursor.field("pov").oneOf(POINTS_OF_VIEW),
    tense: cursor.field("tense").oneOf(TENSES),
    bannedWords: cursor.field("banned_words").strings(),
    bannedTopics: cursor.optional("banned_topics")?.strings() ?? [],
    forbiddenCliches: cursor.field("forbidden_cliches").strings(),
    dialogueRatioMax: cursor.field("max_dialogue_ratio").number({ min: 0, max: 1 }),
    sensoryAnchorMinCount: cursor.field("min_sensory_anchors_per_scene").number({
      min: 0,
      max: 100,
      isInteger: true,
    }),
    sceneMinCount,
    sceneMaxCount: cursor.field("max_scenes").number({
      ...countRange,
      min: Math.max(1, sceneMinCount),
    }),
  };
}
