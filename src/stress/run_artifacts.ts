/**
 * The files that a run leaves in its own folder, `runs/<index>/`. They need no locks of their own:
 * whoever writes them holds the lock of the run folder.
 *
 * @module
 */
import { dirname, join } from "@std/path";
import { replaceFile } from "../cache/replace_file.ts";
import type { Artifact } from "../engine/engine.ts";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Ports } from "../internal/ports.ts";
import { readInputBytes } from "../internal/read_file.ts";
import type { ArtifactRecord, RunRecord } from "./run_record.ts";

const RUNS_FOLDER = "runs";

/** Folder of a run inside the run folder; six digits, so that up to a million sort by name. */
function folderOf(run: number): string {
  return `${RUNS_FOLDER}/${String(run).padStart(6, "0")}`;
}

/**
 * Writes the files of a run. Their paths must have been checked.
 *
 * @returns What the journal vouches for
 * @throws {WorldError} if one cannot be written
 */
export async function writeArtifacts(
  runFolder: string,
  run: number,
  { artifacts, ports }: { readonly artifacts: readonly Artifact[]; readonly ports: Ports },
): Promise<readonly ArtifactRecord[]> {
  if (artifacts.length === 0) return [];
  const folder = folderOf(run);
  await inFolder(join(runFolder, folder), "create", (path) => ports.files.makeFolders(path));
  const records: ArtifactRecord[] = [];
  for (const { path: name, content } of artifacts) {
    const path = `${folder}/${name}`;
    const parent = dirname(join(runFolder, path));
    if (name.includes("/")) {
      await inFolder(parent, "create", (one) => ports.files.makeFolders(one));
    }
    const bytes = new TextEncoder().encode(content);
    await replaceFile(join(runFolder, path), bytes, ports);
    records.push({ path, size: bytes.length, sha256: sha256Hex(bytes) });
  }
  return records;
}

/**
 * Removes what runs left that were stopped before their line was in the journal.
 *
 * @param isDone Whether the journal vouches for a run
 * @throws {WorldError} if a folder cannot be read or removed
 */
export async function removeUnfinished(
  runFolder: string,
  isDone: (run: number) => boolean,
  { files }: Pick<Ports, "files">,
): Promise<void> {
  await inFolder(join(runFolder, RUNS_FOLDER), "clean", async (path) => {
    if ((await files.stat(path)) === null) return;
    for (const { name } of await files.list(path)) {
      if (!isDone(Number(name))) await files.removeFolder(join(path, name));
    }
  });
}

async function inFolder(
  path: string,
  verb: string,
  action: (path: string) => Promise<void>,
): Promise<void> {
  try {
    await action(path);
  } catch (error) {
    throw new WorldError(`Cannot ${verb} "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

/** Whether a file of a run is there and as the journal has it. */
export async function hasArtifact(
  runFolder: string,
  { path, size, sha256 }: ArtifactRecord,
  { files }: Pick<Ports, "files">,
): Promise<boolean> {
  try {
    const bytes = await readInputBytes(files, join(runFolder, path), { maxBytes: size });
    return bytes.length === size && sha256Hex(bytes) === sha256;
  } catch (error) {
    // Missing, or longer than it should be.
    if (error instanceof InputError) return false;
    throw error;
  }
}

// OC-STRESS-5103 impl
/** Whether all files of a run are there and as the journal has them. */
export async function hasArtifacts(
  runFolder: string,
  { artifacts }: RunRecord,
  ports: Pick<Ports, "files">,
): Promise<boolean> {
  for (const artifact of artifacts) {
    if (!(await hasArtifact(runFolder, artifact, ports))) return false;
  }
  return true;
}

/** Copies the files of a run from one run folder to another. */
export async function copyArtifacts(
  { artifacts }: RunRecord,
  from: string,
  { runFolder, ports }: { readonly runFolder: string; readonly ports: Ports },
): Promise<void> {
  for (const { path, size } of artifacts) {
    const parent = dirname(join(runFolder, path));
    await inFolder(parent, "create", (one) => ports.files.makeFolders(one));
    const bytes = await readInputBytes(ports.files, join(from, path), { maxBytes: size });
    await replaceFile(join(runFolder, path), bytes, ports);
  }
}
