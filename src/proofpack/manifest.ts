import type { JsonCursor } from "../internal/cursor.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { JsonObject } from "../internal/json.ts";
import { formatJson } from "../internal/json.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import { formatChecksums } from "./checksum_list.ts";
import type { PackFile } from "./pack_file.ts";
import type { PackVerdict } from "./run_type.ts";
import { PACK_VERDICTS } from "./run_type.ts";

/** Schema of `MANIFEST.json`. */
export const MANIFEST_SCHEMA = "PROOFPACK-1.0";

/** What a pack says about itself. Everything in it follows from the files. */
export interface Manifest {
  /** Version of this format. */
  readonly schema_version: "PROOFPACK-1.0";
  /** `omega-` and the first 16 digits of `sha256_manifest`. */
  readonly pack_id: string;
  /** What kind of run the files are from, such as `stress`. */
  readonly run_type: string;
  /** What the evidence gives; recomputed by whoever verifies. */
  readonly verdict: PackVerdict;
  /** Every file but this one and `SHA256SUMS.txt`, in byte order. */
  readonly files: readonly PackFile[];
  /** SHA-256 of the lines that these files have in `SHA256SUMS.txt`. */
  readonly sha256_manifest: string;
  /** What made the pack; `toolchain.json` has the same. */
  readonly toolchain: Toolchain;
}

/** What a manifest is made of. */
export interface ManifestParts {
  readonly runType: string;
  readonly verdict: PackVerdict;
  /** As {@linkcode Manifest.files}. */
  readonly files: readonly PackFile[];
  readonly toolchain: Toolchain;
}

// OC-PACK-6004 impl
/** Makes the manifest of a pack. */
export function createManifest(parts: ManifestParts): Manifest {
  const { runType, verdict, files, toolchain } = parts;
  const digest = sha256Hex(formatChecksums(files));
  return {
    schema_version: MANIFEST_SCHEMA,
    pack_id: `omega-${digest.slice(0, 16)}`,
    run_type: runType,
    verdict,
    files: files.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    sha256_manifest: digest,
    toolchain,
  };
}

// OC-PACK-6002 impl
/** The text of `MANIFEST.json`. */
export function formatManifest(manifest: Manifest): string {
  const { files, toolchain, ...rest } = manifest;
  const document: JsonObject = {
    schema_version: rest.schema_version,
    pack_id: rest.pack_id,
    run_type: rest.run_type,
    verdict: rest.verdict,
    files: files.map((file) => ({ ...file })),
    sha256_manifest: rest.sha256_manifest,
    toolchain: { ...toolchain },
  };
  return formatJson(document);
}

/** The text of `toolchain.json`. */
export function formatToolchain(toolchain: Toolchain): string {
  return formatJson({ ...toolchain });
}

/**
 * Reads a manifest.
 *
 * @throws {InputError} naming the place and what was wanted there
 */
export function parseManifest(root: JsonCursor): Manifest {
  return {
    schema_version: root.field("schema_version").oneOf([MANIFEST_SCHEMA]),
    pack_id: root.field("pack_id").string(),
    run_type: root.field("run_type").string(),
    verdict: root.field("verdict").oneOf(PACK_VERDICTS),
    files: root.field("files").items().map((file) => ({
      path: file.field("path").string(),
      size: file.field("size").number({ min: 0, isInteger: true }),
      sha256: file.field("sha256").string(),
    })),
    sha256_manifest: root.field("sha256_manifest").string(),
    toolchain: parseToolchain(root.field("toolchain")),
  };
}

/**
 * Reads a toolchain.
 *
 * @throws {InputError} naming the place and what was wanted there
 */
export function parseToolchain(root: JsonCursor): Toolchain {
  return {
    omega: root.field("omega").string(),
    deno: root.field("deno").string(),
    v8: root.field("v8").string(),
  };
}
