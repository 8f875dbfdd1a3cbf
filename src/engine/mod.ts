/**
 * Engines: what is stressed. Implement {@linkcode Engine} to bring your own.
 *
 * @module
 */
export type { Artifact, Engine, RunContext, RunInput, RunOutcome, SceneOutcome } from "./engine.ts";
