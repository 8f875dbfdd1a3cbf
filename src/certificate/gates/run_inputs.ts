import type { JsonCursor } from "../../internal/cursor.ts";
import { sha256Hex } from "../../internal/hash.ts";
import type { Json } from "../../internal/json.ts";
import { canonicalJson } from "../../internal/json.ts";
import type { EvidenceReader } from "../gate.ts";
import { besidePath } from "../gate.ts";

/** What a run was made with. */
export interface RunInputs {
  /** `RUN.json`. */
  readonly run: JsonCursor;
  /** The limits, which are those that `RUN.json` names. */
  readonly calibration: JsonCursor;
  /** Paths of both. */
  readonly evidence: readonly string[];
}

// OC-CERT-7504 impl
/**
 * Reads what a run was made with. A looser calibration put beside it afterwards is refused.
 *
 * @param path Path of `RUN.json`
 * @param reader Where it is
 * @throws {InputError} if one of them is missing, or the calibration is not the one of the run
 */
export async function readRunInputs(path: string, reader: EvidenceReader): Promise<RunInputs> {
  const calibrationPath = besidePath(path, "inputs/calibration.json");
  const run = await reader.readJson(path);
  const calibration = await reader.readJson(calibrationPath);
  const digest = sha256Hex(canonicalJson(calibration.value as Json));
  run.field("input_digests").field("calibration").oneOf([`sha256:${digest}`]);
  return { run, calibration, evidence: [path, calibrationPath] };
}
