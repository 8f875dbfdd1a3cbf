/**
 * Claim: time of a stress grows linearly with its runs, memory stays flat.
 *
 * Runs `omega stress` with the embedded engine as a process of its own for growing numbers of
 * runs, and prints time per run and peak memory beside those of the smallest.
 *
 *     bin/deno run --allow-all bench/stress.ts
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { measureProcess } from "./measure_process.ts";

const RUN_COUNTS = [100, 1_000, 10_000];

const root = fromFileUrl(new URL("..", import.meta.url));

async function measureStress(count: number) {
  const out = await Deno.makeTempDir({ prefix: "omega-bench-" });
  try {
    return await measureProcess([
      join(root, "bin/deno"),
      "run",
      "--allow-read",
      "--allow-write",
      join(root, "cli/main.ts"),
      "stress",
      `--plan=${join(root, "examples/en/plan.json")}`,
      `--intent=${join(root, "examples/en/intent.json")}`,
      `--calibration=${join(root, "calibration/calibration.json")}`,
      `--count=${count}`,
      "--quiet",
      `--out=${out}`,
    ]);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

console.log("   runs    wall s   ms per run   peak MiB   memory vs first");
let firstPeak: number | null = null;
for (const count of RUN_COUNTS) {
  const { wallMs, peakMemoryMiB } = await measureStress(count);
  firstPeak ??= peakMemoryMiB;
  const ratio = peakMemoryMiB !== null && firstPeak !== null ? peakMemoryMiB / firstPeak : NaN;
  console.log([
    String(count).padStart(7),
    (wallMs / 1000).toFixed(2).padStart(9),
    (wallMs / count).toFixed(3).padStart(12),
    (peakMemoryMiB?.toFixed(0) ?? "unknown").padStart(10),
    `${ratio.toFixed(2)}x`.padStart(17),
  ].join(" "));
}
