import type { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { VerifyResult } from "./check_contents.ts";
import { parseDocument } from "./evidence.ts";
import type { InspectedPack, VerifyOptions } from "./inspect_pack.ts";
import { inspectPack } from "./inspect_pack.ts";
import type { JsonDifference } from "./json_difference.ts";
import { listJsonDifferences, walkJsonDifferences } from "./json_difference.ts";
import { RESERVED_NAMES } from "./pack_file.ts";
import { compareNames } from "../internal/portable_path.ts";
import { RUN_TYPES } from "./run_type_registry.ts";

/**
 * What a file of a pack is:
 * - `evidence`: the verdict follows from it.
 * - `input`: what the run was made from.
 * - `artifact`: what the run made.
 * - `derived`: made from evidence and artifacts for people, such as `report.html`.
 * - `generated`: made by the pack writer from the others and from its own version.
 */
export type FileRole = "evidence" | "input" | "artifact" | "derived" | "generated";

/** A file that is not the same in two packs. */
export interface FileDifference {
  /** Path in the pack. */
  readonly path: string;
  /** What happened to it from the first pack to the second. */
  readonly change: "added" | "removed" | "changed";
  /** What it is. */
  readonly role: FileRole;
  /** Whether the difference is more than time or tools. */
  readonly matters: boolean;
  /** Where its JSON differs, for the documents that a verdict follows from. */
  readonly details: readonly JsonDifference[];
}

/** What differs between two packs. */
export interface PackDifference {
  /** Verification of the first pack. */
  readonly before: VerifyResult;
  /** Verification of the second pack. */
  readonly after: VerifyResult;
  /** Whether both packs are whole; otherwise nothing is said about their files. */
  readonly isComparable: boolean;
  /** Whether the evidence gives another verdict. */
  readonly hasOtherVerdict: boolean;
  /** Whether any difference matters: verdict, evidence, inputs or artifacts. */
  readonly matters: boolean;
  /** The files that are not the same, in the order of a pack. */
  readonly files: readonly FileDifference[];
}

/**
 * Compares two packs file by file, and says which differences matter: other evidence, inputs or
 * results. Tools, generated and derived files, and in documents of the run times alone do not.
 *
 * @param before Path of the first pack
 * @param after Path of the second pack
 * @param options Where they are read
 * @throws as `verifyPack`
 */
export async function diffPacks(
  before: string,
  after: string,
  options: VerifyOptions,
): Promise<PackDifference> {
  const left = await inspectPack(before, options);
  const right = await inspectPack(after, options);
  const results = { before: left.result, after: right.result };
  if (!left.result.ok || !right.result.ok) {
    return {
      ...results,
      isComparable: false,
      hasOtherVerdict: false,
      matters: true,
      files: [],
    };
  }
  const files = compareFiles(left, right);
  const hasOtherVerdict = left.result.verdict !== right.result.verdict;
  const matters = hasOtherVerdict || files.some((file) => file.matters);
  return { ...results, isComparable: true, hasOtherVerdict, matters, files };
}

function compareFiles(left: InspectedPack, right: InspectedPack): readonly FileDifference[] {
  const paths = new Set([...left.contents.files.keys(), ...right.contents.files.keys()]);
  const differences: FileDifference[] = [];
  for (const path of [...paths].sort(compareNames)) {
    const before = left.contents.files.get(path);
    const after = right.contents.files.get(path);
    if (before?.sha256 === after?.sha256) continue;
    const change = before === undefined ? "added" : after === undefined ? "removed" : "changed";
    const role = roleOf(path);
    const isComparable = change === "changed" && role === "evidence";
    const pair = isComparable ? [readJson(path, left)?.value, readJson(path, right)?.value] : [];
    const [first, second] = pair;
    const isMade = role === "generated" || role === "derived";
    const matters = !isMade && !(isComparable && differsInTimeOrToolAlone(first, second));
    const details = listJsonDifferences(first, second);
    differences.push({ path, change, role, matters, details });
  }
  return differences;
}

/** Members of evidence that say when and with what, and not what. */
const TIME_OR_TOOL =
  /^\$\.(?:toolchain\.\w+|timestamp|total_latency_ms|(?:runs|calls|entries)\[\d+\]\.(?:timestamp|start_ms|latency_ms))$/;

// OC-PACK-6311 impl
/** Whether documents differ, and nowhere in anything but times and tools. */
function differsInTimeOrToolAlone(before: unknown, after: unknown): boolean {
  const differences = walkJsonDifferences(before, after);
  const first = differences.next();
  return !first.done && TIME_OR_TOOL.test(first.value.path) &&
    differences.every(({ path }) => TIME_OR_TOOL.test(path));
}

const EVIDENCE_PATHS = new Set(
  RUN_TYPES.flatMap(({ evidence, optionalEvidence }) => [...evidence, ...optionalEvidence]),
);

const DERIVED_PATHS = new Set(RUN_TYPES.flatMap(({ derived }) => derived));

function roleOf(path: string): FileRole {
  if (RESERVED_NAMES.includes(path)) return "generated";
  if (EVIDENCE_PATHS.has(path)) return "evidence";
  if (DERIVED_PATHS.has(path)) return "derived";
  return path.startsWith("inputs/") ? "input" : "artifact";
}

function readJson(path: string, { contents }: InspectedPack): JsonCursor | undefined {
  try {
    return parseDocument(path, contents.documents);
  } catch (error) {
    // Evidence of another kind of run may lie in a pack under the same name; it is compared whole.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
