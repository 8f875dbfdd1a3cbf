import type { JsonCursor } from "../internal/cursor.ts";

/** Verdict of a pack. */
export type PackVerdict = "PASS" | "DOWNGRADE" | "FAIL";

/** Verdicts that a pack can have, the worst last. */
export const PACK_VERDICTS: readonly PackVerdict[] = ["PASS", "DOWNGRADE", "FAIL"];

/** What the evidence gives. */
export interface Judgement {
  readonly verdict: PackVerdict;
  /** Why, one phrase each; empty for PASS. */
  readonly reasons: readonly string[];
}

/** The documents that a verdict follows from, by their path in the pack. */
export type EvidenceDocuments = ReadonlyMap<string, JsonCursor>;

/** A kind of run, and how its verdict follows from its files. */
export interface RunType {
  /** Name, as `--type` and the manifest have it. */
  readonly name: string;
  /** Paths of the JSON documents that the verdict follows from; all are required. */
  readonly evidence: readonly string[];
  /** Paths of further JSON documents that count where they are there. */
  readonly optionalEvidence: readonly string[];
  /**
   * Paths of files that are made from the others for people and their tools. No verdict follows from
   * them, and they may be missing.
   */
  readonly derived: readonly string[];
  /**
   * Computes the verdict, failing closed.
   *
   * @throws {InputError} naming file and JSON path where the evidence is malformed or contradicts
   * itself
   */
  judge(documents: EvidenceDocuments): Judgement;
}
