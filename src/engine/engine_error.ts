import type { Artifact } from "./engine.ts";

/** Why an engine outside of this process gave no outcome. */
export type EngineErrorCode =
  /** It ran longer than it may. */
  | "ENGINE_TIMEOUT"
  /** It ended with another exit code than 0, or by a signal. */
  | "ENGINE_EXIT"
  /** It printed more than it may. */
  | "ENGINE_OUTPUT_TOO_LARGE"
  /** What it printed is no JSON document, or more than one. */
  | "ENGINE_BAD_JSON"
  /** The document is no outcome. */
  | "ENGINE_BAD_OUTCOME";

/** An engine gave no outcome: an infrastructure error of its run, never a score. */
export class EngineError extends Error {
  /** Always `"EngineError"`. */
  override readonly name = "EngineError";
  /** What happened. */
  readonly code: EngineErrorCode;
  /** What the run leaves behind all the same, such as `stderr.txt`. */
  readonly artifacts: readonly Artifact[];

  /**
   * Creates the error.
   *
   * @param code What happened
   * @param message One sentence that names the engine and the cause
   * @param artifacts Files to keep with the run
   */
  constructor(code: EngineErrorCode, message: string, artifacts: readonly Artifact[] = []) {
    super(message);
    this.code = code;
    this.artifacts = artifacts;
  }
}
