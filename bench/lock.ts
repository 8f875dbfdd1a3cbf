/**
 * Goals: ten processes that make 200 locked updates of one file each do so at least 6 times as fast
 * as the same loop with proper-lockfile and write-file-atomic on Node, and at least 3.5 times as fast
 * when both wait for the device in each update; no wait for another process is longer than ten times
 * the mean of such waits; an uncontended `atomicWriteFile` takes at most 1.2 times as long as a bare
 * loop of the steps that make a replacement durable: open, write, fsync, rename, fsync of the folder.
 * Without the last of these, which the peer leaves out too, a power failure may undo the rename.
 *
 * `bare` is what as many replacements take in one process that locks nothing: what the file system
 * alone asks for, and so what no lock can go below. Where it is more than a sixth of the peer's time,
 * as on a slow disk, the first goal cannot be reached there; in memory little but the lock is left.
 *
 * The peer is fetched with npm into a temporary folder. Ours and the peer take turns in every round,
 * so that a busy machine slows both; the median of the rounds counts. `durable` waits for the device
 * in each update, `quick` does not.
 *
 *     bin/deno run --allow-all bench/lock.ts
 *
 * @module
 */
import { dirname, join } from "@std/path";
import { atomicWriteFile } from "../src/cache/mod.ts";
import { createRaceTrack, median, omegaCommand, PEER_COMMAND, race } from "./process_race.ts";
import type { RaceTrack } from "./process_race.ts";

const ROUNDS = 5;
const PROCESSES = 10;
const UPDATES = 200;
const RATIO_MIN = { quick: 6, durable: 3.5 } as const;
const WAIT_RATIO_MAX = 10;

/** A shorter time between asking and having is what a free lock takes. */
const WAIT_MIN_MS = 1;

/** Short and many, so that some of them are not disturbed by other work on the disk. */
const WRITE_ROUNDS = 40;
const WRITES = 25;
const WRITE_RATIO_MAX = 1.2;

/** Linux keeps files under this folder in memory. */
const MEMORY_FOLDER = "/dev/shm";

type Durability = keyof typeof RATIO_MIN;

interface Course {
  readonly durability: Durability;
  /** Where the file is. */
  readonly folder: string;
}

interface Run {
  readonly timeMs: number;
  /** The longest wait for another process, in mean waits. */
  readonly waitRatio: number;
}

/** Makes all updates by processes of one kind, and makes sure that none was lost. */
async function update(
  command: readonly string[],
  { durability, folder }: Course,
  track: RaceTrack,
): Promise<Run> {
  const file = join(await Deno.makeTempDir({ dir: folder }), "counter.json");
  await Deno.writeTextFile(file, '{"counter":0}');
  const result = await race([...command, file, `${UPDATES}`, durability], PROCESSES, track);
  const { counter } = JSON.parse(await Deno.readTextFile(file));
  if (counter !== PROCESSES * UPDATES) throw new Error(`${command[0]} lost updates: ${counter}`);
  const waitsMs = result.answers.flatMap((answer) => JSON.parse(answer) as number[])
    .filter((waitMs) => waitMs >= WAIT_MIN_MS);
  const meanMs = waitsMs.reduce((sum, waitMs) => sum + waitMs, 0) / waitsMs.length;
  return { timeMs: result.timeMs, waitRatio: Math.max(...waitsMs) / meanMs };
}

/** As many replacements as all processes together make, by one that locks nothing. */
async function measureBare({ durability, folder }: Course): Promise<number> {
  const path = join(folder, "bare.json");
  const content = new TextEncoder().encode('{"counter":0}');
  const startMs = performance.now();
  for (let count = 0; count < PROCESSES * UPDATES; count++) {
    if (durability === "durable") await writeBare(path, content);
    else replaceBare(path, content);
  }
  return performance.now() - startMs;
}

/** Gives whether the goals are reached. */
async function measureContended(
  name: string,
  course: Course,
  track: RaceTrack,
): Promise<boolean> {
  const [ours, theirs, bare]: [Run[], Run[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await update(omegaCommand("lock/omega_process.ts"), course, track));
    theirs.push(await update(PEER_COMMAND, course, track));
    bare.push(await measureBare(course));
  }
  const timeMs = (runs: readonly Run[]) => median(runs.map(({ timeMs }) => timeMs));
  const longest = (runs: readonly Run[]) => median(runs.map(({ waitRatio }) => waitRatio));
  const ratio = timeMs(theirs) / timeMs(ours);
  console.log([
    name.padEnd(18),
    ...[timeMs(ours), timeMs(theirs), median(bare)].map((ms) => `${ms.toFixed(0)} ms`.padStart(9)),
    `${ratio.toFixed(1)}x`.padStart(8),
    ...[ours, theirs].map((runs) => `${longest(runs).toFixed(1)} means`.padStart(13)),
  ].join(""));
  return ratio >= RATIO_MIN[course.durability] && longest(ours) <= WAIT_RATIO_MAX;
}

/** What a durable replacement cannot do without. */
async function writeBare(path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.bare.tmp`;
  using file = await Deno.open(temporary, { write: true, createNew: true });
  await file.write(content);
  await file.sync();
  await Deno.rename(temporary, path);
  using folder = await Deno.open(dirname(path), { read: true });
  await folder.sync();
}

/** What a replacement cannot do without. */
function replaceBare(path: string, content: Uint8Array): void {
  const temporary = `${path}.bare.tmp`;
  using file = Deno.openSync(temporary, { write: true, createNew: true });
  file.writeSync(content);
  Deno.renameSync(temporary, path);
}

/** Milliseconds per write. */
async function measureWrites(write: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  for (let count = 0; count < WRITES; count++) await write();
  return (performance.now() - startMs) / WRITES;
}

/** Gives whether the goal is reached. */
async function measureUncontended({ folder }: RaceTrack): Promise<boolean> {
  const content = crypto.getRandomValues(new Uint8Array(4096));
  const path = join(folder, "entry");
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < WRITE_ROUNDS; round++) {
    ours.push(await measureWrites(() => atomicWriteFile(path, content)));
    bare.push(await measureWrites(() => writeBare(path, content)));
  }
  const ratio = median(ours) / median(bare);
  console.log(
    `4 KiB uncontended: atomicWriteFile ${median(ours).toFixed(3)} ms, ` +
      `bare ${median(bare).toFixed(3)} ms, ${ratio.toFixed(2)}x`,
  );
  return ratio <= WRITE_RATIO_MAX;
}

await using track = await createRaceTrack("lock/node_peer.mjs");
const memory = await Deno.makeTempDir({ prefix: "omega-bench-", dir: MEMORY_FOLDER });
console.log(
  `${PROCESSES} x ${UPDATES}`.padEnd(18) +
    "    omega     peer     bare   ratio longest wait    of the peer",
);
const quick = { durability: "quick", folder: memory } as const;
const holds = [
  await measureContended("quick, in memory", quick, track)
    .finally(() => Deno.remove(memory, { recursive: true })),
  await measureContended("quick, on disk", { ...quick, folder: track.folder }, track),
  await measureContended(
    "durable, on disk",
    { durability: "durable", folder: track.folder },
    track,
  ),
  await measureUncontended(track),
];
console.log(holds.every(Boolean) ? "goals: reached" : "goals: MISSED");
if (!holds.every(Boolean)) Deno.exitCode = 1;
