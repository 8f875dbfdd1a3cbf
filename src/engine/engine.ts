/**
 * The engine port: what is stressed.
 *
 * @module
 */
import type { Json } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import type { Provider } from "../provider/provider.ts";

/** Which run of a stress this is. */
export interface RunInput {
  /** Index of the run, from 1. */
  readonly run: number;
  /** Seed of this run, derived from the stress seed and the index. */
  readonly seed: number;
}

/** What a run may use. */
export interface RunContext {
  /** The model to call, with budget, retries and faults around it. */
  readonly provider: Provider;
  /** Clock, files and entropy of this run. */
  readonly ports: Ports;
  /** Ends the run at once. */
  readonly signal?: AbortSignal | undefined;
  /** Name of the model to ask for. @default the stress names none */
  readonly model?: string;
  /** The documents that the stress was given, by name, such as `plan`; frozen. @default none */
  readonly inputs?: Readonly<Record<string, Json>>;
}

/** A file that a run leaves behind. */
export interface Artifact {
  /** Path inside the run's folder, with forward slashes; refused where it leads out of it. */
  readonly path: string;
  /** Text of the file; written as UTF-8. */
  readonly content: string;
}

/**
 * The artifact with what a program printed to stderr. It is a log, where every program tells the
 * time of day or its process, and not part of what a run gives.
 */
export const STDERR_NAME = "stderr.txt";

/** How one part of a run came out: a scene, a question, a step. */
export interface SceneOutcome {
  /** Names the part, the same in every run. */
  readonly sceneId: string;
  /** Share of the hard rules that it kept, in 0..1. */
  readonly hardScore: number;
  /** Share of the soft rules that it kept, in 0..1. */
  readonly softScore: number;
  /** Whether it kept every hard rule. */
  readonly hardPass: boolean;
  /** Whether it kept every soft rule. */
  readonly softPass: boolean;
}

/** What a run amounts to. */
export interface RunOutcome {
  /** Share of the hard rules that was kept, in 0..1. */
  readonly hardScore: number;
  /** Share of the soft rules that was kept, in 0..1. */
  readonly softScore: number;
  /** Whether every hard rule was kept. */
  readonly hardPass: boolean;
  /** Whether every soft rule was kept. */
  readonly softPass: boolean;
  /** Files to keep with the run. */
  readonly artifacts: readonly Artifact[];
  /** The parts that the run consists of. @default none */
  readonly scenes?: readonly SceneOutcome[];
  /** What the run produced, as one text: two runs with the same one are repeats. @default none */
  readonly output?: string;
}

/** Something that can be run many times. Runs of one engine may overlap. */
export interface Engine {
  /** Name of the engine, such as `"scribe"`. */
  readonly name: string;
  /** Does one run. A rejection is an infrastructure error, never a score of zero. */
  run(input: RunInput, context: RunContext): Promise<RunOutcome>;
}
