import { dirname, fromFileUrl, join } from "@std/path";
import { parseCalibration } from "../../src/calibration/parse.ts";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { sha256Hex } from "../../src/internal/hash.ts";
import type { Json } from "../../src/internal/json.ts";
import { canonicalJson, formatJson } from "../../src/internal/json.ts";
import type { Toolchain } from "../../src/internal/toolchain.ts";
import { VERSION } from "../../src/internal/version.ts";
import { computePassRate, computeStats } from "../../src/stress/stats.ts";
import { analyzeVariance, judgeStress } from "../../src/stress/variance.ts";

/** A toolchain that no machine has, so that packs of tests have the same bytes everywhere. */
export const TOOLCHAIN: Toolchain = { omega: VERSION, deno: "2.9.0", v8: "15.0.0" };

/** Folder of the tests of the proofpack. */
export const TEST_FOLDER = dirname(fromFileUrl(import.meta.url));

/** How a fixture shall differ from the usual one. */
export interface RunFolderOptions {
  /** Number of runs asked for. @default 3 */
  readonly count?: number;
  /** Hard and soft score of a run, from 1. @default inside every envelope */
  readonly score?: (run: number) => readonly [number, number];
  /** Status in RUN.json. @default "complete" */
  readonly status?: string;
  /** Number of runs at the end that have no score. @default 0 */
  readonly errorCount?: number;
}

const CALIBRATION = JSON.parse(
  Deno.readTextFileSync(join(TEST_FOLDER, "../../calibration/calibration.json")),
) as Json;

const usualScore = (run: number) => [run % 2 ? 0.84 : 0.8, run % 2 ? 0.86 : 0.84] as const;

/** The files of a small stress run by their path, as PR-G4 leaves them. */
export function makeRunFiles(options: RunFolderOptions = {}): Map<string, string> {
  const { count = 3, score = usualScore, status = "complete", errorCount = 0 } = options;
  const calibration = parseCalibration(new JsonCursor(CALIBRATION, "calibration.json"));
  const runs = Array.from({ length: count - errorCount }, (_, index) => {
    const [hardScore, softScore] = score(index + 1);
    return {
      run_id: index + 1,
      hard_pass: hardScore >= 0.5,
      soft_pass: softScore >= 0.5 && (index + 1) % 10 !== 0,
      hard_score: hardScore,
      soft_score: softScore,
      latency_ms: 12.5,
      timestamp: "2026-01-01T00:00:00.012Z",
    };
  });
  const hard = computeStats(runs.map((run) => run.hard_score));
  const soft = computeStats(runs.map((run) => run.soft_score));
  const passRate = (key: "hard_pass" | "soft_pass") =>
    computePassRate(runs.filter((run) => run[key]).length, runs.length);
  const metrics = {
    hard_pass_rate: passRate("hard_pass"),
    soft_pass_rate: passRate("soft_pass"),
    mean_hard_score: hard.mean,
    std_hard_score: hard.std,
    mean_soft_score: soft.mean,
    std_soft_score: soft.std,
  };
  const analysis = analyzeVariance(metrics, calibration.VARIANCE_ENVELOPES);
  const evidence = { scoredRunCount: runs.length, errorCount, metrics, analysis };
  const verdict = judgeStress(evidence, calibration);
  const report = {
    schema_version: "STRESS-REPORT-1.0",
    total_runs: runs.length,
    ...metrics,
    variance_verdict: analysis.verdict,
    variance_violations: analysis.violations.map((item) => ({
      ...item,
      envelope: { ...item.envelope },
    })),
    downgrade_flag: verdict === "DOWNGRADE" ? "DOWNGRADE_VARIANCE" : null,
    verdict,
    runs,
    timestamp: "2026-01-01T00:00:00.012Z",
  };
  const manifest = {
    schema_version: "RUN-1.0",
    command: "stress",
    status,
    engine: "scribe",
    provider: "embedded",
    model: "embedded-ngram",
    seed: 42,
    count,
    clock: "virtual",
    input_digests: { calibration: `sha256:${sha256Hex(canonicalJson(CALIBRATION))}` },
    toolchain: { ...TOOLCHAIN },
  };
  const files = new Map([
    ["PR_REPORT.json", formatJson(report)],
    ["RUN.json", formatJson(manifest)],
    ["inputs/calibration.json", formatJson(CALIBRATION)],
    ["inputs/plan.json", '{ "plan_id": "plan-1" }\n'],
    ["runs.jsonl", '{"schema":"JOURNAL-1.0"}\n'],
  ]);
  for (const { run_id } of runs) {
    const folder = `runs/${String(run_id).padStart(6, "0")}`;
    files.set(`${folder}/ProsePack.json`, `{ "run_id": ${run_id} }\n`);
    files.set(`${folder}/prose.txt`, `The harbour lay still, « à l'aube ». Scene ${run_id}.\n`);
  }
  return files;
}

/** Writes files below a folder, which is created. */
export async function writeFiles(
  folder: string,
  files: Iterable<readonly [string, string | Uint8Array]>,
): Promise<void> {
  const made = new Set<string>();
  for (const [path, content] of files) {
    const fullPath = join(folder, path);
    const parent = dirname(fullPath);
    if (!made.has(parent)) await Deno.mkdir(parent, { recursive: true });
    made.add(parent);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(fullPath, bytes);
  }
}
