/**
 * The scribe: an engine that writes a story from a plan and an intent, scene by scene, and judges
 * what it wrote.
 *
 * {@linkcode parsePlan} and {@linkcode parseIntent} read the two documents,
 * {@linkcode createScribeEngine} makes the engine out of them. The judgement depends on the text
 * only, so it is the same for every model.
 *
 * @example One run with the embedded model
 * ```ts
 * import { createScribeEngine, parseIntent, parsePlan } from "@omega/readiness/scribe";
 * import { createEmbeddedProvider } from "@omega/readiness/provider";
 *
 * const engine = createScribeEngine({
 *   plan: parsePlan(planCursor),
 *   intent: parseIntent(intentCursor),
 *   model: "omega-embedded-1",
 *   repair: { maxAttempts: 2, wordCountDeficitRatioMin: 0.1, retryOnlyRules: ["banned_words"] },
 * });
 * const outcome = await engine.run({ run: 1, seed: 42 }, { provider, ports });
 * ```
 *
 * @module
 */
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
