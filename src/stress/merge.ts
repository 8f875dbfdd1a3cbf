import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import { loadCalibration } from "../calibration/load.ts";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { readInputBytes } from "../internal/read_file.ts";
import { createRunFolder } from "../internal/run_folder.ts";
import { concludeStress } from "./conclude.ts";
import { Journal } from "./journal.ts";
import { JOURNAL_NAME } from "./journal_line.ts";
import { lockRunFolder } from "./lock_run_folder.ts";
import { readJournal } from "./read_journal.ts";
import { copyArtifacts, hasArtifact } from "./run_artifacts.ts";
import {
  expectSameIdentity,
  fingerprintOf,
  readRunManifest,
  type RunManifest,
  writeRunManifest,
} from "./run_manifest.ts";
import type { RunRecord } from "./run_record.ts";
import { runsOf, type Shard } from "./shard.ts";
import type { StressResult } from "./stress.ts";

/** A folder with a share of the runs. */
interface ShardFolder extends RunManifest {
  readonly path: string;
  readonly shard: Shard;
}

// OC-STRESS-5105 impl
/**
 * Makes one stress out of its shards. The folder equals that of the same stress in one piece, byte
 * for byte where the clock is virtual; in which order the shards are named changes nothing.
 *
 * Everything is checked before anything is written.
 *
 * @param paths The shards' run folders
 * @param out Folder in which the run folder is created
 * @param ports Files, clock and entropy
 * @throws {InputError} if a shard is missing, there twice, incomplete, altered, of another stress,
 * of another toolchain or in a newer format, naming its folder
 * @throws {WorldError} if the folder cannot be written
 */
export async function mergeShards(
  paths: readonly string[],
  out: string,
  { ports }: { readonly ports: Ports },
): Promise<StressResult> {
  const shards = await readShards(paths, ports);
  const [first] = shards as [ShardFolder];
  const { identity, toolchain } = first;
  for (const shard of shards) await checkRuns(shard, ports);
  const { calibration } = await loadCalibration(join(first.path, "inputs/calibration.json"), ports);

  const runFolder = await createRunFolder(out, `stress${identity.count}`, ports);
  await using _lease = await lockRunFolder(runFolder, ports);
  await copyInputs(first, runFolder, ports);
  await writeRunManifest(
    runFolder,
    { identity, toolchain, shard: null, status: "incomplete" },
    ports,
  );
  {
    const header = { fingerprint: fingerprintOf(identity), runCount: identity.count };
    using journal = await Journal.create(join(runFolder, JOURNAL_NAME), header, ports);
    for (const { path } of shards) {
      for await (const record of readJournal(join(path, JOURNAL_NAME), ports)) {
        await copyArtifacts(record, path, { runFolder, ports });
        await journal.append(record);
      }
    }
    await journal.finish();
  }
  const scope = { identity, toolchain, calibration, ports };
  return { ...(await concludeStress(runFolder, scope)), runFolder };
}

/** Reads the manifests and checks that together they are one stress, in the order of the shares. */
async function readShards(
  paths: readonly string[],
  ports: Ports,
): Promise<readonly ShardFolder[]> {
  const shards: ShardFolder[] = [];
  for (const path of paths) {
    const manifest = await readRunManifest(path, ports);
    const { shard, status } = manifest;
    if (shard === null) throw unusable(path, "a shard", "a whole stress");
    if (status !== "complete") throw unusable(path, "a complete shard", "an incomplete one");
    const first = shards[0];
    if (first !== undefined) checkBelongs(first, manifest, path);
    if (shards.some((other) => other.shard.index === shard.index)) {
      throw unusable(path, "each shard once", `shard ${shard.index} of ${shard.count} again`);
    }
    shards.push({ ...manifest, path, shard });
  }
  const [first] = shards;
  if (first === undefined) throw new InputError("Cannot merge: wanted shards, found none");
  for (let index = 1; index <= first.shard.count; index++) {
    if (shards.some(({ shard }) => shard.index === index)) continue;
    const wanted = `shard ${index} of ${first.shard.count}`;
    throw new InputError(`Cannot merge: wanted ${wanted}, found none; run it, or name its folder`);
  }
  return shards.sort((a, b) => a.shard.index - b.shard.index);
}

function checkBelongs(first: ShardFolder, found: RunManifest, path: string): void {
  expectSameIdentity(first.identity, found.identity, path);
  if (found.shard!.count !== first.shard.count) {
    throw unusable(path, `one of ${first.shard.count} shards`, `one of ${found.shard!.count}`);
  }
  for (const [name, version] of Object.entries(first.toolchain)) {
    const other = found.toolchain[name as keyof RunManifest["toolchain"]];
    if (other !== version) throw unusable(path, `toolchain ${name} ${version}`, other);
  }
}

function unusable(path: string, wanted: string, found: string): InputError {
  return new InputError(`Cannot merge "${path}": wanted ${wanted}, found ${found}`);
}

/** Checks that a share has exactly its runs, and their files as they were journalled. */
async function checkRuns({ path, identity, shard }: ShardFolder, ports: Ports): Promise<void> {
  const expected = runsOf(identity.count, shard);
  for await (const record of readJournal(join(path, JOURNAL_NAME), ports)) {
    const { value: run } = expected.next();
    if (record.runId !== run) throw unusable(path, `run ${run ?? "none"}`, `run ${record.runId}`);
    await checkArtifacts(record, path, ports);
  }
  const { value: run } = expected.next();
  if (run !== undefined) throw unusable(path, `run ${run}`, "none");
}

async function checkArtifacts(record: RunRecord, path: string, ports: Ports): Promise<void> {
  for (const artifact of record.artifacts) {
    if (await hasArtifact(path, artifact, ports)) continue;
    throw unusable(join(path, artifact.path), "the file that was journalled", "another or none");
  }
}

async function copyInputs(
  { path, identity }: ShardFolder,
  runFolder: string,
  ports: Ports,
): Promise<void> {
  try {
    await ports.files.makeFolders(join(runFolder, "inputs"));
  } catch (error) {
    throw new WorldError(`Cannot create "${runFolder}/inputs": ${reasonOf(error)}`, {
      cause: error,
    });
  }
  for (const name of Object.keys(identity.inputDigests)) {
    const bytes = await readInputBytes(ports.files, join(path, "inputs", `${name}.json`));
    await atomicWriteFile(join(runFolder, "inputs", `${name}.json`), bytes, ports);
  }
}
