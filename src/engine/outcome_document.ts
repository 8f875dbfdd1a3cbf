/**
 * The two JSON documents between a stress and an engine in another language.
 *
 * To the engine: `schema`, `run` (from 1), `seed`, `model` where one was named, and `inputs` with
 * the documents of the stress by name. From the engine: `hard_score` and `soft_score` in 0..1,
 * `hard_pass`, `soft_pass`, and where it likes `artifacts` (`path`, `content`), `scenes`
 * (`scene_id` and the four of the run) and `output`. Other members are refused: a misspelt
 * `artifacts` would lose evidence silently.
 *
 * @module
 */
import type { JsonCursor } from "../internal/cursor.ts";
import type { Json } from "../internal/json.ts";
import { lineJson } from "../internal/json.ts";
import type { RunInput, RunOutcome } from "./engine.ts";

/** Schema of the document to the engine. */
export const ENGINE_RUN_SCHEMA = "OMEGA-ENGINE-RUN-1.0";

// OC-ENGINE-3503 impl
/** The document for a run, on one line. */
export function formatRunDocument(
  { run, seed }: RunInput,
  options: {
    readonly model?: string | undefined;
    readonly inputs?: Readonly<Record<string, Json>> | undefined;
  },
): string {
  const { model, inputs = {} } = options;
  return `${lineJson({ schema: ENGINE_RUN_SCHEMA, run, seed, model, inputs })}\n`;
}

const SCORE_KEYS = ["hard_score", "soft_score", "hard_pass", "soft_pass"];

/**
 * Reads the engine's document.
 *
 * @throws {InputError} naming the place
 */
export function readOutcome(cursor: JsonCursor): RunOutcome {
  cursor.onlyKeys([...SCORE_KEYS, "artifacts", "scenes", "output"]);
  const output = cursor.optional("output")?.string({ canBeEmpty: true });
  return {
    ...readScore(cursor),
    artifacts: (cursor.optional("artifacts")?.items() ?? []).map((artifact) => {
      artifact.onlyKeys(["path", "content"]);
      return {
        path: artifact.field("path").string(),
        content: artifact.field("content").string({ canBeEmpty: true }),
      };
    }),
    scenes: (cursor.optional("scenes")?.items() ?? []).map((scene) => {
      scene.onlyKeys([...SCORE_KEYS, "scene_id"]);
      return { sceneId: scene.field("scene_id").string(), ...readScore(scene) };
    }),
    ...(output === undefined ? {} : { output }),
  };
}

function readScore(cursor: JsonCursor) {
  return {
    hardScore: cursor.field("hard_score").number({ min: 0, max: 1 }),
    softScore: cursor.field("soft_score").number({ min: 0, max: 1 }),
    hardPass: cursor.field("hard_pass").boolean(),
    softPass: cursor.field("soft_pass").boolean(),
  };
}
