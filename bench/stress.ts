/**
 * Claim: a stress adds at most 25 µs to a run, journal and all reports included; its memory does not
 * grow with the number of runs; a report of a million runs is computed again within 2 s.
 *
 * The engine does nothing, so that what is measured is omega alone: per run the derived seed, the
 * virtual clock, the journal's line and the run's part of every report. Each measure is a process of
 * its own. The bound beside it is the ratio to 25 µs, to 64 MiB over the smallest and to 2 s: below
 * 1 holds.
 *
 *     bin/deno run --allow-all bench/stress.ts
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { measureProcess } from "./measure_process.ts";

const RUN_COUNTS = [1_000, 100_000, 1_000_000];
const RUN_LIMIT_US = 25;
const GROWTH_LIMIT_MIB = 64;
const ANALYZE_LIMIT_MS = 2_000;

const root = fromFileUrl(new URL("..", import.meta.url));

/**
 * As the tasks start omega. V8 lets the memory for what has just been made grow to 64 MiB before it
 * looks for what is still in use, in any program that runs for long; without this the growth is 1.2
 * of the bound.
 */
const SMALL_YOUNG_GENERATION = "--v8-flags=--max-semi-space-size=16";

function deno(script: string, ...words: readonly string[]): readonly string[] {
  return [
    join(root, "bin/deno"),
    "run",
    "--allow-all",
    SMALL_YOUNG_GENERATION,
    join(root, script),
    ...words,
  ];
}

const out = await Deno.makeTempDir({ prefix: "omega-bench-" });
try {
  const start = await measureProcess(deno("bench/stress/no_op.ts", "1", join(out, "start")));
  console.log("   runs    wall s   us per run   of 25 us   peak MiB   growth of 64 MiB");
  let firstPeakMiB = NaN;
  let isHeld = true;
  for (const count of RUN_COUNTS) {
    const words = [String(count), join(out, String(count))];
    const { wallMs, peakMemoryMiB } = await measureProcess(deno("bench/stress/no_op.ts", ...words));
    const peakMiB = peakMemoryMiB ?? NaN;
    if (Number.isNaN(firstPeakMiB)) firstPeakMiB = peakMiB;
    // What starting the runtime takes is no part of a run.
    const runUs = ((wallMs - start.wallMs) / count) * 1000;
    const growthMiB = peakMiB - firstPeakMiB;
    isHeld &&= runUs <= (count === RUN_COUNTS[0] ? Infinity : RUN_LIMIT_US) &&
      growthMiB <= GROWTH_LIMIT_MIB;
    console.log([
      String(count).padStart(7),
      (wallMs / 1000).toFixed(2).padStart(9),
      runUs.toFixed(1).padStart(12),
      (runUs / RUN_LIMIT_US).toFixed(2).padStart(10),
      peakMiB.toFixed(0).padStart(10),
      (growthMiB / GROWTH_LIMIT_MIB).toFixed(2).padStart(18),
    ].join(" "));
  }
  const [folder] = [...Deno.readDirSync(join(out, String(RUN_COUNTS.at(-1))))];
  const report = join(out, String(RUN_COUNTS.at(-1)), folder!.name, "PR_REPORT.json");
  const { wallMs } = await measureProcess(deno("cli/main.ts", "stress", "analyze", report));
  console.log(
    `analyze of ${RUN_COUNTS.at(-1)} runs: ${(wallMs / 1000).toFixed(2)} s, ` +
      `${(wallMs / ANALYZE_LIMIT_MS).toFixed(2)} of the limit`,
  );
  isHeld &&= wallMs <= ANALYZE_LIMIT_MS;
  console.log(isHeld ? "claims: kept" : "claims: BROKEN");
  if (!isHeld) Deno.exitCode = 1;
} finally {
  await Deno.remove(out, { recursive: true });
}
