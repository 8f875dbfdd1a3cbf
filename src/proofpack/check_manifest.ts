import type { Toolchain } from "../internal/toolchain.ts";
import { extraFile, hashMismatch, missingFile } from "./checksum_list.ts";
import type { Manifest } from "./manifest.ts";
import { createManifest, formatManifest } from "./manifest.ts";
import type { PackFile } from "./pack_file.ts";
import { MANIFEST_NAME, TOOLCHAIN_NAME } from "./pack_file.ts";
import type { Violation } from "./violation.ts";
import { quoteValue } from "./violation.ts";

/** What a manifest is compared with. */
export interface ManifestContext {
  /** The manifest as it was read. */
  readonly bytes: Uint8Array;
  /** The files it must list, in order. */
  readonly files: readonly PackFile[];
  /** Content of `toolchain.json`, null where that cannot be read. */
  readonly toolchain: Toolchain | null;
}

/**
 * Compares a manifest with the one that the files give. Where the bytes differ, the first check
 * that explains it names what it is.
 */
export function checkManifest(
  manifest: Manifest,
  { bytes, files, toolchain }: ManifestContext,
): readonly Violation[] {
  const wanted = createManifest({
    runType: manifest.run_type,
    verdict: manifest.verdict,
    files,
    toolchain: toolchain ?? manifest.toolchain,
  });
  if (new TextDecoder().decode(bytes) === formatManifest(wanted)) return [];
  const fileDifferences = compareFiles(manifest.files, files);
  if (fileDifferences.length > 0) return fileDifferences;
  if (manifest.sha256_manifest !== wanted.sha256_manifest) {
    return [mismatch("sha256_manifest", "the digest of the lines of its files")];
  }
  if (manifest.pack_id !== wanted.pack_id) {
    return [mismatch("pack_id", `"${wanted.pack_id}", which its files give`)];
  }
  for (const name of ["omega", "deno", "v8"] as const) {
    if (manifest.toolchain[name] !== wanted.toolchain[name]) {
      return [mismatch(`toolchain.${name}`, `what "${TOOLCHAIN_NAME}" has`)];
    }
  }
  const message = `Cannot accept "${MANIFEST_NAME}": wanted the layout, order and fields that ` +
    `every pack has, found others`;
  return [{ code: "MANIFEST_MISMATCH", message, path: MANIFEST_NAME }];
}

function compareFiles(
  listed: readonly PackFile[],
  present: readonly PackFile[],
): readonly Violation[] {
  const violations: Violation[] = [];
  const byPath = new Map(listed.map((file) => [file.path, file]));
  for (const { path, size, sha256 } of present) {
    const file = byPath.get(path);
    byPath.delete(path);
    if (file === undefined) violations.push(extraFile(path, MANIFEST_NAME));
    else if (file.sha256 !== sha256) {
      violations.push(hashMismatch({ path, expected: file.sha256, sha256 }, MANIFEST_NAME));
    } else if (file.size !== size) {
      const message = `Cannot accept ${quoteValue(path)}: "${MANIFEST_NAME}" has ${file.size} ` +
        `bytes, found ${size}`;
      violations.push({ code: "SIZE_MISMATCH", message, path });
    }
  }
  for (const path of byPath.keys()) violations.push(missingFile(path, MANIFEST_NAME));
  return violations;
}

function mismatch(field: string, wanted: string): Violation {
  const message = `Cannot accept "${MANIFEST_NAME}" at $.${field}: wanted ${wanted}, found another`;
  return { code: "MANIFEST_MISMATCH", message, path: MANIFEST_NAME };
}
