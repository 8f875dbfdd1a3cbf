/**
 * The plan: arcs, scenes and beats.
 *
 * @module
 */
import type { JsonCursor } from "../internal/cursor.ts";
import { canonicalJson, type JsonObject } from "../internal/json.ts";
import { sha256Hex } from "../internal/hash.ts";

/** A scene is written in one call; no model writes more words than this in one answer. */
const SCENE_WORD_MAX_COUNT = 20_000;

/** One step of a scene. */
export interface Beat {
  /** Identifier of the beat. */
  readonly beatId: string;
  /** What happens. */
  readonly action: string;
  /** Whether the scene turns here. */
  readonly isPivot: boolean;
  /** How the tension changes; positive rises. 0 where the plan does not say. */
  readonly tensionDelta: number;
}

/** One scene of the story. */
export interface Scene {
  /** Identifier of the scene, unique in its plan. */
  readonly sceneId: string;
  /** What the scene must achieve. */
  readonly objective: string;
  /** What stands against it. */
  readonly conflict: string;
  /** Kind of the conflict, such as `"internal"`. */
  readonly conflictType: string;
  /** The emotion to reach. */
  readonly emotionTarget: string;
  /** How strong it is, in 0..1. */
  readonly emotionIntensity: number;
  /** The sensory impression that the scene must hold. */
  readonly sensoryAnchor: string;
  /** Words of the scene. */
  readonly targetWordCount: number;
  /** What happens, in order. */
  readonly beats: readonly Beat[];
}

/** A group of scenes under one theme. */
export interface Arc {
  /** Identifier of the arc. */
  readonly arcId: string;
  /** What the arc is about. */
  readonly theme: string;
  /** Scenes in the order of the story. */
  readonly scenes: readonly Scene[];
}

/** What is to be written. */
export interface Plan {
  /** Identifier of the plan. */
  readonly planId: string;
  /** Hash that the plan carries; see {@linkcode hashPlan}. */
  readonly planHash: string;
  /** Arcs in the order of the story. */
  readonly arcs: readonly Arc[];
  /** Scenes of all arcs in the order of the story; at least one. */
  readonly scenes: readonly Scene[];
  /** What the document is called in error texts. */
  readonly source: string;
  /** The document as read, with the members that this module does not know. */
  readonly document: JsonObject;
}

/**
 * Reads a plan in the shape of the OMEGA tools. Members beyond those named here are kept. Any text
 * is accepted as `plan_hash`, because other tools compute it in other ways.
 *
 * @param cursor The parsed document
 * @returns The plan; scene and beat counts agree with what is there and scene ids are unique
 * @throws {InputError} naming the file, the JSON path, what was wanted and what was found
 */
export function parsePlan(cursor: JsonCursor): Plan {
  const sceneCursors: JsonCursor[] = [];
  const arcs = cursor.field("arcs").items().map((arc) => {
    const items = arc.field("scenes").items();
    sceneCursors.push(...items);
    return {
      arcId: arc.field("arc_id").string(),
      theme: arc.field("theme").string(),
      scenes: items.map(parseScene),
    };
  });
  const scenes = arcs.flatMap((arc) => arc.scenes);
  if (scenes.length === 0) cursor.field("arcs").fail("at least one scene, found none in any arc;");
  checkUnique(sceneCursors);
  checkCount(cursor.field("scene_count"), scenes.length, "scenes");
  const beatCount = scenes.reduce((sum, scene) => sum + scene.beats.length, 0);
  checkCount(cursor.field("beat_count"), beatCount, "beats");
  return {
    planId: cursor.field("plan_id").string(),
    planHash: cursor.field("plan_hash").string(),
    arcs,
    scenes,
    source: cursor.source,
    document: cursor.object() as JsonObject,
  };
}

/**
 * The hash that the plans of this project carry: SHA-256 of the canonical JSON (RFC 8785) of the
 * plan without its `plan_hash`, in lower-case hexadecimal.
 *
 * @param document The plan as read
 * @returns 64 hexadecimal digits
 */
export function hashPlan(document: JsonObject): string {
  return sha256Hex(canonicalJson({ ...document, plan_hash: undefined }));
}

function parseScene(scene: JsonCursor): Scene {
  return {
    sceneId: scene.field("scene_id").string(),
    objective: scene.field("objective").string(),
    conflict: scene.field("conflict").string(),
    conflictType: scene.field("conflict_type").string(),
    emotionTarget: scene.field("emotion_target").string(),
    emotionIntensity: scene.field("emotion_intensity").number({ min: 0, max: 1 }),
    sensoryAnchor: scene.field("sensory_anchor").string(),
    targetWordCount: scene.field("target_word_count").number({
      min: 1,
      max: SCENE_WORD_MAX_COUNT,
      isInteger: true,
    }),
    beats: scene.field("beats").items().map(parseBeat),
  };
}

function parseBeat(beat: JsonCursor): Beat {
  return {
    beatId: beat.field("beat_id").string(),
    action: beat.field("action").string(),
    // Some tools describe the turn in words instead of flagging it.
    isPivot: beat.optional("pivot")?.value === true,
    tensionDelta: beat.optional("tension_delta")?.number() ?? 0,
  };
}

function checkUnique(scenes: readonly JsonCursor[]): void {
  const seen = new Map<string, string>();
  for (const scene of scenes) {
    const id = scene.field("scene_id");
    const earlier = seen.get(id.string());
    if (earlier !== undefined) id.fail(`a scene_id that ${earlier} does not have`);
    seen.set(id.string(), id.path);
  }
}

function checkCount(cursor: JsonCursor, count: number, noun: string): void {
  if (cursor.number() !== count) cursor.fail(`${count}, the number of ${noun} in the plan`);
}
