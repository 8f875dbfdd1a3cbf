/**
 * The scribe: an engine that writes a story from a plan and an intent, scene by scene, and judges
 * what it wrote.
 *
 * {@linkcode parsePlan} and {@linkcode parseIntent} read the two documents,
 * {@linkcode createScribeEngine} makes the engine out of them. The judgement depends on the text
 * only, so it is the same for every model.
 *
 * @example Make the engine from two files
 * ```ts
 * import { createScribeEngine, JsonCursor, parseIntent, parsePlan } from "@omega/readiness/scribe";
 * import { assertEquals } from "@std/assert";
 *
 * async function read(path: string): Promise<JsonCursor> {
 *   return new JsonCursor(JSON.parse(await Deno.readTextFile(path)), path);
 * }
 * const engine = createScribeEngine({
 *   plan: parsePlan(await read("examples/en/plan.json")),
 *   intent: parseIntent(await read("examples/en/intent.json")),
 *   model: "omega-embedded-1",
 *   repair: { maxAttempts: 2, wordCountDeficitRatioMin: 0.1, retryOnlyRules: ["banned_words"] },
 * });
 * assertEquals(engine.name, "scribe");
 * ```
 *
 * @module
 */
export { JsonCursor, type NumberRange } from "../internal/cursor.ts";
export type { Json, JsonObject } from "../internal/json.ts";
export { createScribeEngine, type ScribeOptions } from "./engine.ts";
export { IncompleteAnswerError, type IncompleteReason } from "./incomplete_answer.ts";
export {
  type CanonEntry,
  type Constraints,
  type Intent,
  type NarrativeTense,
  parseIntent,
  type PointOfView,
} from "./intent.ts";
export type { Language } from "./language.ts";
export { type Arc, type Beat, hashPlan, parsePlan, type Plan, type Scene } from "./plan.ts";
export type { RepairPolicy } from "./repair_policy.ts";
