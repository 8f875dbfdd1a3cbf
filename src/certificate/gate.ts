import type { JsonCursor } from "../internal/cursor.ts";
import type { InspectedPack } from "../proofpack/inspect_pack.ts";
import type { Artefact } from "./artefact_register.ts";

/** What a gate's files give. */
export type GateVerdict = "PASS" | "DOWNGRADE" | "FAIL" | "STOP" | "MISSING";

/** A verdict and what it rests on. */
export interface GateJudgement {
  /** Recomputed from the files; never taken from them. */
  readonly verdict: GateVerdict;
  /** Why it is not PASS, one phrase each. */
  readonly reasons: readonly string[];
  /** Files that it follows from, from the runs folder. */
  readonly evidence: readonly string[];
}

/** Reads evidence by its path from the runs folder. */
export interface EvidenceReader {
  /** All files of the runs folder, by their path. */
  readonly artefacts: ReadonlyMap<string, Artefact>;
  /**
   * Reads a JSON document.
   *
   * @throws {InputError} if it is missing or no JSON
   */
  readJson(path: string): Promise<JsonCursor>;
  /** Verifies a pack and looks into it. */
  inspectPack(path: string): Promise<InspectedPack>;
}

/** A gate, and how its verdict follows from the files that it left. */
export interface Gate {
  /** Its number, such as `PR-G4`. */
  readonly id: string;
  /** Its name, such as `stress`. */
  readonly name: string;
  /** The invariants that it guards. */
  readonly invariants: readonly string[];
  /** Tells the file that stands for one run of the gate. */
  readonly mainFile: RegExp;
  /**
   * Computes the verdict of one run, failing closed.
   *
   * @param path The file that stands for the run
   * @param reader Reads it and what lies beside it
   * @throws {InputError} where the evidence is malformed or contradicts itself
   */
  judge(path: string, reader: EvidenceReader): Promise<GateJudgement>;
}

/** The path of a file beside another one. */
export function besidePath(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) + name;
}
