import { join } from "@std/path";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { Files } from "../internal/files.ts";
import { ContentMeter } from "../proofpack/content_meter.ts";
import { listFolder } from "../proofpack/source_folder.ts";

/** A file as a certificate vouches for it. */
export interface Artefact {
  /** Path from the runs folder, with forward slashes. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Lower-case hexadecimal SHA-256. */
  readonly sha256: string;
}

/** What lies in a runs folder and is made from the rest. */
const DERIVED_NAMES: readonly string[] = ["CERTIFICATE.md", "certificate.dsse.json"];

/** Read at a time. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Takes size and digest of every file of a runs folder, in byte order of their paths.
 *
 * @param folder The runs folder
 * @param files Where it is; needs `--allow-read`
 * @param signal Ends the reading at once
 * @throws {InputError} if there is no folder, or a name in it that no register can hold
 * @throws {WorldError} if a file cannot be read
 */
export async function registerArtefacts(
  folder: string,
  files: Files,
  signal?: AbortSignal,
): Promise<readonly Artefact[]> {
  if ((await files.stat(folder))?.kind !== "directory") {
    throw new InputError(
      `Cannot certify "${folder}": wanted a folder, found none; "omega gates" writes one`,
    );
  }
  const { paths, violations } = await listFolder(folder, files);
  if (violations[0] !== undefined) throw new InputError(violations[0].message);
  const artefacts: Artefact[] = [];
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (const path of paths) {
    signal?.throwIfAborted();
    if (DERIVED_NAMES.includes(path)) continue;
    artefacts.push(await digestFile(folder, path, { files, buffer }));
  }
  return artefacts;
}

async function digestFile(
  folder: string,
  path: string,
  { files, buffer }: { readonly files: Files; readonly buffer: Uint8Array },
): Promise<Artefact> {
  const fullPath = join(folder, path);
  try {
    using file = await files.open(fullPath, { read: true });
    const meter = new ContentMeter();
    for (;;) {
      const count = await file.read(buffer);
      if (count === null) break;
      meter.update(buffer.subarray(0, count));
    }
    const { size, sha256 } = meter.finish();
    return { path, size, sha256 };
  } catch (error) {
    throw new WorldError(`Cannot read "${fullPath}": ${reasonOf(error)}`, { cause: error });
  }
}
