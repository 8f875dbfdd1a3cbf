/**
 * Claims: 1,000 files of 20 MB are packed (hash, scan, archive) in at most 3 times what `sha256sum`
 * of all and `zip -0` take; a run folder of 2 GB is packed at 150 MB/s or more, and verified at
 * 400 MB/s or more, in less than 200 MB of memory.
 *
 * Every number is of `omega` as a process of its own, start included; the disk's fsync is in the
 * time of a build. Times are the best of three, because what is measured is the program.
 *
 *     bin/deno run --allow-all bench/proofpack.ts [MEGABYTES]
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { makeRunFiles, writeFiles } from "../tests/proofpack/_run_folder.ts";
import { measureProcess } from "./measure_process.ts";

const ROUND_COUNT = 3;
const RATIO_MAX = 3;
const BUILD_RATE_MIN = 150;
const VERIFY_RATE_MIN = 400;
/** 200 MB. */
const MEMORY_MAX_MIB = 190;
const MEGABYTE = 1_000_000;
const root = fromFileUrl(new URL("..", import.meta.url));
const largeMegabytes = Number(Deno.args[0] ?? 2000);

const omega = [
  join(root, "bin/deno"),
  ...["run", "--allow-read", "--allow-write", join(root, "cli/main.ts"), "proofpack"],
];

/** Prose that is not the same in two places, so that no layer can take a short cut. */
function makeText(size: number, seed: number): Uint8Array {
  const line = (index: number) =>
    `${(index * 2654435761 + seed) >>> 0} the harbour lay still, and nobody spoke.\n`;
  const text = Array.from({ length: Math.ceil(size / 40) }, (_, index) => line(index)).join("");
  return new TextEncoder().encode(text).subarray(0, size);
}

async function best(words: readonly string[]) {
  let result = await measureProcess(words);
  for (let round = 1; round < ROUND_COUNT; round++) {
    const next = await measureProcess(words);
    if (next.wallMs < result.wallMs) result = next;
  }
  return result;
}

function tell(
  what: string,
  { wallMs, peakMemoryMiB }: Awaited<ReturnType<typeof best>>,
  megabytes: number,
) {
  const rate = `${(megabytes / (wallMs / 1000)).toFixed(0)} MB/s`;
  const memory = peakMemoryMiB === null ? "unknown" : `${peakMemoryMiB.toFixed(0)} MiB`;
  console.log(
    `${what.padEnd(34)}${(wallMs / 1000).toFixed(2).padStart(7)} s ${rate.padStart(10)}  ${memory}`,
  );
}

async function measureMany(folder: string): Promise<void> {
  const source = join(folder, "many");
  await writeFiles(source, makeRunFiles());
  const files = Array.from(
    { length: 1000 },
    (_, index) =>
      [`runs/${String(index + 1).padStart(6, "0")}/x.txt`, makeText(20_000, index)] as const,
  );
  await writeFiles(source, files);
  const script =
    'cd "$0" && find . -type f -exec sha256sum {} + >/dev/null && rm -f "$1" && zip -0qr "$1" .';
  const peers = await best(["sh", "-c", script, source, join(folder, "peer.zip")]);
  const out = join(folder, "many.zip");
  const build = await best([
    ...omega,
    "build",
    `--source=${source}`,
    `--out=${out}`,
    "--type=stress",
  ]);
  tell("sha256sum and zip -0, 1,000 files", peers, 20);
  tell("omega proofpack build, 1,000 files", build, 20);
  const ratio = build.wallMs / peers.wallMs;
  claim(ratio <= RATIO_MAX, `${ratio.toFixed(2)} times the peers, at most ${RATIO_MAX}`);
}

async function measureLarge(folder: string): Promise<void> {
  const source = join(folder, "large");
  await writeFiles(source, makeRunFiles());
  const piece = makeText(20 * MEGABYTE, 7);
  for (let written = 0; written < largeMegabytes; written += 20) {
    const path = join(source, `runs/large-${String(written).padStart(6, "0")}.txt`);
    await Deno.writeFile(path, piece);
  }
  const out = join(folder, "large.zip");
  const build = await best([
    ...omega,
    "build",
    `--source=${source}`,
    `--out=${out}`,
    "--type=stress",
  ]);
  const verify = await best([...omega, "verify", out]);
  tell(`omega proofpack build, ${largeMegabytes} MB`, build, largeMegabytes);
  tell(`omega proofpack verify, ${largeMegabytes} MB`, verify, largeMegabytes);
  const rateOf = ({ wallMs }: typeof build) => largeMegabytes / (wallMs / 1000);
  claim(rateOf(build) >= BUILD_RATE_MIN, `build at ${BUILD_RATE_MIN} MB/s or more`);
  claim(rateOf(verify) >= VERIFY_RATE_MIN, `verify at ${VERIFY_RATE_MIN} MB/s or more`);
  for (const { peakMemoryMiB } of [build, verify]) {
    claim((peakMemoryMiB ?? 0) < MEMORY_MAX_MIB, `less than ${MEMORY_MAX_MIB} MiB of memory`);
  }
}

function claim(isKept: boolean, text: string): void {
  console.log(`  ${text}: ${isKept ? "kept" : "BROKEN"}`);
  if (!isKept) Deno.exitCode = 1;
}

const folder = await Deno.makeTempDir({ prefix: "omega-bench-" });
try {
  console.log("what                                  time       rate  peak memory");
  await measureMany(folder);
  await measureLarge(folder);
} finally {
  await Deno.remove(folder, { recursive: true });
}
