import { join } from "@std/path";
import { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { Files } from "../internal/files.ts";
import { sha256Hex } from "../internal/hash.ts";
import { parseJson } from "../internal/json.ts";
import { readJsonFile } from "../internal/read_file.ts";
import type { EvidenceDocuments, RunType } from "./run_type.ts";

/** Evidence, and digests that tell whether the files still hold it. */
export interface LoadedEvidence {
  readonly documents: EvidenceDocuments;
  /** SHA-256 of each document, by its path. */
  readonly digests: ReadonlyMap<string, string>;
}

// OC-PACK-6202 impl
/**
 * Reads what a verdict follows from out of a run folder.
 *
 * @throws {InputError} if a document is missing or no JSON, naming it
 * @throws {WorldError} if a document is there and cannot be read
 */
export async function loadEvidence(
  folder: string,
  runType: RunType,
  files: Files,
): Promise<LoadedEvidence> {
  const documents = new Map<string, JsonCursor>();
  const digests = new Map<string, string>();
  for (const path of [...runType.evidence, ...runType.optionalEvidence]) {
    const fullPath = join(folder, path);
    const isOptional = runType.optionalEvidence.includes(path);
    if (isOptional && (await files.stat(fullPath)) === null) continue;
    const { root, bytes } = await readJsonFile(files, fullPath);
    documents.set(path, root);
    digests.set(path, sha256Hex(bytes));
  }
  return { documents, digests };
}

/**
 * Reads one JSON document of a pack from memory, as strictly as from a file.
 *
 * @throws {InputError} if it is missing or no JSON, naming it
 */
export function parseDocument(
  path: string,
  documents: ReadonlyMap<string, Uint8Array>,
): JsonCursor {
  const bytes = documents.get(path);
  if (bytes === undefined) {
    throw new InputError(`Cannot read "${path}": wanted a file in the pack, found none`);
  }
  return new JsonCursor(parseJson(decodeText(path, bytes), path), path);
}

/**
 * Text of a document of a pack. A byte order mark is kept, so that nothing in the bytes is passed
 * over.
 *
 * @throws {InputError} if the bytes are not UTF-8
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new InputError(`Cannot read "${path}": wanted UTF-8 text, found other bytes`, {
      cause: error,
    });
  }
}
