import type { JsonCursor } from "../internal/cursor.ts";
import type { Json } from "../internal/json.ts";
import { canonicalJson } from "../internal/json.ts";
import { readJsonFile } from "../internal/read_file.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Ports } from "../internal/ports.ts";
import type { Calibration } from "./calibration.ts";
import { CalibrationNullError } from "./calibration_null_error.ts";
import { parseCalibration } from "./parse.ts";

/** A calibration and what identifies it. */
export interface LoadedCalibration {
  /** The limits. */
  readonly calibration: Calibration;
  /** `sha256:` and the digest of the document's canonical JSON: layout does not change it. */
  readonly digest: string;
  /** The file as it was read. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

// OC-CALIB-0204 impl
// OC-CALIB-0201, OC-CALIB-0206 impl
/**
 * Loads the calibration, the single source of limits. Nothing falls back to a default.
 *
 * @param path The calibration file
 * @param ports Where to read; needs `--allow-read`
 * @throws {CalibrationNullError} if any value in it is null
 * @throws {InputError} for everything else that is wrong with it, naming file and JSON path
 * @throws {WorldError} if the file is there and cannot be read
 */
export async function loadCalibration(
  path: string,
  { files }: Pick<Ports, "files">,
): Promise<LoadedCalibration> {
  const { root, bytes } = await readJsonFile(files, path);
  const nulls = [...findNulls(root)];
  if (nulls.length > 0) throw new CalibrationNullError(path, nulls);
  return {
    calibration: parseCalibration(root),
    digest: `sha256:${sha256Hex(canonicalJson(root.value as Json))}`,
    bytes,
  };
}

// OC-INV-0103 impl
function* findNulls(cursor: JsonCursor): Generator<string> {
  if (cursor.value === null) yield cursor.path;
  if (typeof cursor.value !== "object" || cursor.value === null) return;
  const children = Array.isArray(cursor.value)
    ? cursor.items()
    : cursor.members().map(([, member]) => member);
  for (const child of children) yield* findNulls(child);
}
