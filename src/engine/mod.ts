/**
 * Engines: what is stressed. Implement {@linkcode Engine} to bring your own, as a module that
 * {@linkcode loadModuleEngine} loads, or as a program in any language that
 * {@linkcode createCommandEngine} runs.
 *
 * @module
 */
export { type CommandEngineOptions, createCommandEngine } from "./command_engine.ts";
export type { Artifact, Engine, RunContext, RunInput, RunOutcome, SceneOutcome } from "./engine.ts";
export { EngineError, type EngineErrorCode } from "./engine_error.ts";
export { loadModuleEngine } from "./module_engine.ts";
export {
  type Difference,
  freezeWallTime,
  probeDeterminism,
  type ProbeOptions,
  type ProbeResult,
} from "./probe_determinism.ts";
