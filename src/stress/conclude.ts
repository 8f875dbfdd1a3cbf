import { join } from "@std/path";
import { readBudgetLimits } from "../budget/budget_limits.ts";
import type { IndexedRunCalls } from "../budget/run_calls.ts";
import { writeRunCost } from "../budget/write_run_cost.ts";
import type { Calibration } from "../calibration/calibration.ts";
import { loadChaosPlan } from "../chaos/load_chaos_plan.ts";
import type { ChaosRun } from "../chaos/write_chaos_log.ts";
import { writeChaosLog } from "../chaos/write_chaos_log.ts";
import type { Ports } from "../internal/ports.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import { FindingsCollector, type StressFindings } from "../report/findings/collect_findings.ts";
import { writeStressOutputs } from "../report/write_stress_outputs.ts";
import { JOURNAL_NAME } from "./journal_line.ts";
import { readRunCalls } from "./budget_layer.ts";
import { CHAOS_INPUT, readRunFaults } from "./chaos_layer.ts";
import { readJournal } from "./read_journal.ts";
import { listReport } from "./report.ts";
import type { RunRecord } from "./run_record.ts";
import { type StressIdentity, writeRunManifest } from "./run_manifest.ts";
import { type StressSummary, summarizeRuns } from "./summary.ts";

/** What a conclusion needs to know beside the journal. */
export interface ConclusionScope {
  readonly identity: StressIdentity;
  readonly toolchain: Toolchain;
  readonly calibration: Calibration;
  readonly ports: Ports;
}

/** What is known about a stress when all of its runs have ended. */
export interface StressConclusion extends StressSummary {
  /** What ran. */
  readonly identity: StressIdentity;
  /** What the reports for people show beside the summary. */
  readonly findings: StressFindings;
}

/**
 * Makes everything that is told about all runs of a stress out of its finished journal, and
 * declares the folder complete unless runs are missing, which a shared budget ended before they
 * began. Whoever did the runs, in one go, resumed or in shards, ends here.
 *
 * @param runFolder Folder with the finished journal
 * @param scope What was run, and the limits to judge by
 * @returns The runs, summed up and judged
 * @throws {WorldError} if a file cannot be written; the folder stays incomplete
 */
export async function concludeStress(
  runFolder: string,
  { identity, toolchain, calibration, ports }: ConclusionScope,
): Promise<StressConclusion> {
  const openRecords = () => readJournal(join(runFolder, JOURNAL_NAME), ports);
  const limits = { runCount: identity.count, calibration };
  const { isDeterministic } = identity;
  const collector = new FindingsCollector(limits);
  const onRecord = (record: RunRecord) => collector.add(record);
  const summary = await summarizeRuns(openRecords(), { ...limits, isDeterministic, onRecord });
  const findings = collector.result(summary.details);
  await writeStressOutputs({
    ...{ runFolder, summary, findings, identity, calibration, ports },
    records: openRecords(),
    listings: [listReport(join(runFolder, "PR_REPORT.json"), summary, identity)],
  });
  if (summary.budget !== null) {
    await writeRunCost(join(runFolder, "run-cost.json"), () => readAllCalls(openRecords()), {
      limits: readBudgetLimits(calibration),
      summary: summary.budget,
      isComplete: summary.isComplete,
      ports,
    });
  }
  if (identity.inputDigests[CHAOS_INPUT] !== undefined) {
    const { plan } = await loadChaosPlan(
      join(runFolder, "inputs", `${CHAOS_INPUT}.json`),
      {},
      ports,
    );
    const runs = readAllFaults(openRecords());
    await writeChaosLog(join(runFolder, "chaos-log.json"), { plan, runs }, ports);
  }
  const status = summary.missingRunCount > 0 ? "incomplete" : "complete";
  await writeRunManifest(runFolder, { identity, status, shard: null, toolchain }, ports);
  return { ...summary, identity, findings };
}

async function* readAllFaults(records: AsyncIterable<RunRecord>): AsyncGenerator<ChaosRun> {
  for await (const record of records) {
    const run = readRunFaults(record);
    if (run !== null) yield run;
  }
}

async function* readAllCalls(records: AsyncIterable<RunRecord>): AsyncGenerator<IndexedRunCalls> {
  for await (const record of records) {
    const calls = readRunCalls(record);
    if (calls !== null) yield calls;
  }
}
