import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { Ports } from "../internal/ports.ts";
import { type RunListing, writeRunListings } from "../stress/run_listing.ts";
import type { StressIdentity } from "../stress/run_manifest.ts";
import type { RunRecord } from "../stress/run_record.ts";
import type { StressSummary } from "../stress/summary.ts";
import type { StressFindings } from "./findings/collect_findings.ts";
import type { RunText } from "./findings/read_run_text.ts";
import { readRunText } from "./findings/read_run_text.ts";
import { renderPage } from "./html/page.ts";
import { renderMetrics } from "./metrics/stress_metrics.ts";
import { listJunit } from "./junit.ts";

/** Names of the files that {@linkcode writeStressOutputs} writes, in the order of writing. */
export const STRESS_OUTPUTS: readonly string[] = ["report.html", "junit.xml", "metrics.prom"];

/** A finished stress whose reports are to be written. */
export interface StressOutputsRequest {
  /** Folder with the finished journal; the reports go there, and texts of runs come from there. */
  readonly runFolder: string;
  /** The runs, summed up. */
  readonly summary: StressSummary;
  /** What ran. */
  readonly identity: StressIdentity;
  /** The limits that the runs were judged by. */
  readonly calibration: Calibration;
  /** What was found beside the summary. */
  readonly findings: StressFindings;
  /** The runs in the order of their indices. */
  readonly records: AsyncIterable<RunRecord>;
  /** Further texts to write in the same pass over the runs. @default none */
  readonly listings?: readonly RunListing[];
  /** Where to read the texts of runs and to write. */
  readonly ports: Pick<Ports, "files" | "entropy">;
}

// OC-REPORT-5601 impl
/**
 * Writes `report.html`, `junit.xml` and `metrics.prom` into a run folder.
 *
 * The bytes depend on the journal, its texts, the limits and the version of this package alone: no
 * time of day, no locale, no path of the machine. Each file is replaced whole or not at all. Memory
 * is bounded whatever the number of runs: they are read once and never held.
 *
 * Needs `--allow-read` and `--allow-write` for the folder.
 *
 * @param request What was run, and where it lies
 * @throws {InputError} if the journal is damaged
 * @throws {WorldError} if a file cannot be written; those before it are whole
 */
export async function writeStressOutputs(request: StressOutputsRequest): Promise<void> {
  const { runFolder, summary, identity, findings, calibration, listings = [], ports } = request;
  const texts = await readTexts(findings, runFolder, ports);
  const [page, junit, metrics] = STRESS_OUTPUTS.map((name) => join(runFolder, name));
  const source = { identity, summary, findings, calibration };
  await atomicWriteFile(page!, renderPage({ ...source, texts }), ports);
  await writeRunListings([...listings, listJunit(junit!, source)], request.records, ports);
  await atomicWriteFile(metrics!, renderMetrics(source), ports);
}

async function readTexts(
  { selection }: StressFindings,
  runFolder: string,
  ports: Pick<Ports, "files">,
): Promise<ReadonlyMap<number, RunText>> {
  const texts = new Map<number, RunText>();
  const { worst, first, failed } = selection;
  for (const { runId, artifact } of [...worst, ...first, ...failed]) {
    if (artifact === null || texts.has(runId)) continue;
    texts.set(runId, await readRunText(runFolder, artifact, ports));
  }
  return texts;
}
