/**
 * Engines: what is stressed. Implement {@linkcode Engine} to bring your own, as a module that
 * {@linkcode loadModuleEngine} loads, or as a program in any language that
 * {@linkcode createCommandEngine} runs.
 *
 * @example Find what two runs with the same seed do not share
 * ```ts
 * import { type Engine, probeDeterminism } from "@omega/readiness/engine";
 * import { createProvider } from "@omega/readiness/provider";
 * import { systemPorts } from "@omega/readiness";
 * import { assertEquals } from "@std/assert";
 *
 * let calls = 0;
 * const engine: Engine = {
 *   name: "forgetful",
 *   run: () =>
 *     Promise.resolve({
 *       ...{ hardScore: 1, softScore: 1, hardPass: true, softPass: true, artifacts: [] },
 *       output: `call ${++calls}`,
 *     }),
 * };
 * using provider = createProvider("embedded");
 * const { difference } = await probeDeterminism(engine, {
 *   count: 2,
 *   input: { run: 1, seed: 42 },
 *   openContext: () => ({ provider, ports: systemPorts }),
 * });
 * assertEquals([difference?.where, difference?.offset], ["output", 5]);
 * ```
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
