import { dirname, join } from "@std/path";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { JsonCursor } from "../internal/cursor.ts";
import type { Files } from "../internal/files.ts";
import { writeAll } from "../internal/files.ts";
import type { Ports } from "../internal/ports.ts";
import { readJsonFile } from "../internal/read_file.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import type { VerifyResult } from "./check_contents.ts";
import { ContentMeter } from "./content_meter.ts";
import { parseDocument } from "./evidence.ts";
import type { InspectedPack } from "./inspect_pack.ts";
import { inspectPack } from "./inspect_pack.ts";
import type { JsonDifference } from "./json_difference.ts";
import { listJsonDifferences } from "./json_difference.ts";
import { RESERVED_NAMES } from "./pack_file.ts";
import { listFolder } from "./source_folder.ts";

/** The report that a replay must give again. */
const REPORT = "PR_REPORT.json";
/** What says how the run was made. */
const RUN = "RUN.json";
/** Where a pack has what the run was made from. */
const INPUTS = "inputs/";

/** A run to execute again. */
export interface ReplayRequest {
  /** `RUN.json` of the pack. */
  readonly run: JsonCursor;
  /** Path of each input in a temporary folder, by its name, such as `plan`. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Folder in which the run folder shall be created. */
  readonly out: string;
}

/** Executes a run again and gives the path of its run folder. */
export type ExecuteRun = (request: ReplayRequest) => Promise<string>;

/** What a replay may use. */
export interface ReplayOptions {
  /** Executes the packed run. */
  readonly execute: ExecuteRun;
  /** Folder for temporary files; what is created there is removed. */
  readonly temporaryFolder: string;
  /** What the replay runs with. */
  readonly toolchain: Toolchain;
  /** Needs `--allow-read` and `--allow-write`. */
  readonly ports: Ports;
  /** Ends the replay at once. */
  readonly signal?: AbortSignal | undefined;
}

/** What a replay gave. */
export interface ReplayResult {
  /** Verification of the pack; nothing was executed unless it is whole. */
  readonly verification: VerifyResult;
  /** Whether every file that the run makes came out byte for byte as it is in the pack. */
  readonly ok: boolean;
  /** Files of the run that came out the same. */
  readonly sameCount: number;
  /** Files of the run that came out otherwise, or that the pack lacks. */
  readonly different: readonly string[];
  /** Files of the pack that the run does not make, such as notes that were put beside it. */
  readonly notReplayed: readonly string[];
  /** Where the report differs. */
  readonly details: readonly JsonDifference[];
  /** Whether the pack was made with the versions that are running now. */
  readonly isSameToolchain: boolean;
}

// OC-PACK-6309 impl
/**
 * Executes the run of a pack again, from the inputs that are in it, and compares what comes out
 * byte by byte.
 *
 * `RUN.json` names the toolchain, so it is compared without it; with another toolchain other files
 * may differ too, and the result says so. Inputs and results lie in a temporary folder, which is
 * removed whatever happens.
 *
 * @param pack Path of the pack
 * @param options How to execute it
 * @throws {InputError} if there is no pack at the path, or its run cannot be executed again
 * @throws {WorldError} if something cannot be read or written
 * @throws the signal's reason when aborted
 */
export async function replayPack(pack: string, options: ReplayOptions): Promise<ReplayResult> {
  const { ports, toolchain, signal } = options;
  const keeps = (path: string) => path.startsWith(INPUTS);
  const inspected = await inspectPack(pack, { ports, keeps, signal });
  const { result: verification, contents } = inspected;
  const isSameToolchain = isEqualToolchain(verification.toolchain, toolchain);
  if (!verification.ok) {
    const nothing = { sameCount: 0, different: [], notReplayed: [], details: [] };
    return { verification, ok: false, ...nothing, isSameToolchain };
  }
  const folder = join(options.temporaryFolder, `omega-replay-${ports.entropy.hex(8)}`);
  try {
    const run = parseDocument(RUN, contents.documents);
    const inputs = await writeInputs(inspected, join(folder, "inputs"), ports.files);
    const runFolder = await options.execute({ run, inputs, out: join(folder, "out") });
    const compared = await compareRun(inspected, runFolder, ports.files);
    return { verification, ok: compared.different.length === 0, ...compared, isSameToolchain };
  } finally {
    if ((await ports.files.stat(folder)) !== null) await ports.files.removeFolder(folder);
  }
}

function isEqualToolchain(left: Toolchain | null, right: Toolchain): boolean {
  return left?.omega === right.omega && left.deno === right.deno && left.v8 === right.v8;
}

async function writeInputs(
  { contents }: InspectedPack,
  folder: string,
  files: Files,
): Promise<ReadonlyMap<string, string>> {
  const inputs = new Map<string, string>();
  for (const [path, bytes] of contents.documents) {
    if (!path.startsWith(INPUTS)) continue;
    const name = path.slice(INPUTS.length);
    // The names of a verified pack are relative, without "..", and no device of any system.
    const target = join(folder, name);
    try {
      await files.makeFolders(dirname(target));
      using file = await files.open(target, { write: true, createNew: true });
      await writeAll(file, bytes);
    } catch (error) {
      throw new WorldError(`Cannot write "${target}": ${reasonOf(error)}`, { cause: error });
    }
    inputs.set(name.replace(/\.json$/, ""), target);
  }
  return inputs;
}

type Comparison = Pick<ReplayResult, "sameCount" | "different" | "notReplayed" | "details">;

// OC-PACK-6310 impl
async function compareRun(
  { contents }: InspectedPack,
  runFolder: string,
  files: Files,
): Promise<Comparison> {
  const different: string[] = [];
  let sameCount = 0;
  const { paths } = await listFolder(runFolder, files);
  for (const path of paths) {
    const packed = contents.files.get(path);
    const isSame = path === RUN
      ? await isSameRun(contents.documents, runFolder, files)
      : packed?.sha256 === await digestFile(join(runFolder, path), files);
    if (isSame) sameCount += 1;
    else different.push(path);
  }
  const replayed = new Set(paths);
  const notReplayed = [...contents.files.keys()]
    .filter((path) => !replayed.has(path) && !RESERVED_NAMES.includes(path));
  const details = different.includes(REPORT)
    ? listJsonDifferences(
      parseDocument(REPORT, contents.documents).value,
      await readJson(join(runFolder, REPORT), files),
    )
    : [];
  return { sameCount, different, notReplayed, details };
}

/** Compares `RUN.json` without the toolchain, which may be another one without harm. */
async function isSameRun(
  documents: ReadonlyMap<string, Uint8Array>,
  runFolder: string,
  files: Files,
): Promise<boolean> {
  const before = parseDocument(RUN, documents).value;
  const after = await readJson(join(runFolder, RUN), files);
  return listJsonDifferences(before, after)
    .every(({ path }) => path.startsWith("$.toolchain."));
}

async function readJson(path: string, files: Files): Promise<unknown> {
  return (await readJsonFile(files, path)).root.value;
}

/** Read at a time. */
const CHUNK_BYTES = 256 * 1024;

async function digestFile(path: string, files: Files): Promise<string> {
  using file = await files.open(path, { read: true });
  const meter = new ContentMeter();
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const count = await file.read(buffer);
    if (count === null) return meter.finish().sha256;
    meter.update(buffer.subarray(0, count));
  }
}

// OC-PACK-6312 impl
/**
 * Checks that a packed run can be executed again, here and now: the embedded provider and the
 * built-in engine on the virtual clock. Anything else depends on a server, a program or the time.
 *
 * @throws {InputError} naming what it depends on
 */
export function checkReplayable(run: JsonCursor): void {
  run.field("command").oneOf(["stress"]);
  for (
    const [field, wanted] of [["provider", "embedded"], ["engine", "scribe"], [
      "clock",
      "virtual",
    ]] as const
  ) {
    const cursor = run.field(field);
    if (cursor.value === wanted) continue;
    throw new InputError(
      `Cannot replay the pack: wanted a run with ${field} "${wanted}", ` +
        `found "${cursor.string()}", which gives other results each time`,
    );
  }
  if (run.optional("settings")?.optional("cache") !== undefined) {
    const problem = "wanted a run without a cache, found one with kept answers, which no pack has";
    throw new InputError(`Cannot replay the pack: ${problem}`);
  }
}
