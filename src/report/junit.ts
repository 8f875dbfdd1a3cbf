/**
 * `junit.xml`: one suite with a test case per run.
 *
 * A run that broke a hard rule is a failure, one without a score an error; a run that left no line
 * in the journal is an error too. What all runs amount to stands in the suite's properties.
 *
 * @module
 */
import type { StressIdentity } from "../stress/run_manifest.ts";
import type { RunListing } from "../stress/run_listing.ts";
import type { RunRecord, ScoredRun } from "../stress/run_record.ts";
import type { StressSummary } from "../stress/summary.ts";
import type { StressFindings } from "./findings/collect_findings.ts";
import { formatScore } from "./format_number.ts";
import { xmlAttribute, xmlText } from "./xml_text.ts";

/** So many parts that broke a hard rule are named in a failure; the rest is counted. */
const SCENE_MAX_COUNT = 20;

/** What a JUnit report is made of. */
export interface JunitSource {
  /** What ran. */
  readonly identity: StressIdentity;
  /** The runs, summed up. */
  readonly summary: StressSummary;
  /** What was found beside the summary. */
  readonly findings: StressFindings;
}

// OC-REPORT-5606 impl
/**
 * `junit.xml`.
 *
 * @param path Where to write
 * @param source What it is made of
 */
export function listJunit(path: string, { identity, summary, findings }: JunitSource): RunListing {
  const className = `omega.stress.${identity.engine}`;
  let nextRun = 1;

  /** The runs before one that left no line. */
  function missingBefore(runId: number): string {
    let text = "";
    for (; nextRun < runId; nextRun++) text += renderMissing(nextRun, className);
    return text;
  }

  return {
    path,
    head: renderHead(identity, summary, findings),
    item(record) {
      const text = missingBefore(record.runId) + renderCase(record, className);
      nextRun = record.runId + 1;
      return text;
    },
    tail: () => `${missingBefore(summary.requestedRunCount + 1)}  </testsuite>\n</testsuites>\n`,
  };
}

function renderHead(
  identity: StressIdentity,
  summary: StressSummary,
  findings: StressFindings,
): string {
  const counts = `tests="${summary.requestedRunCount}" failures="${findings.hardFailCount}" ` +
    `errors="${summary.errorCount}" skipped="0" time="${seconds(findings.totalLatencyMs)}"`;
  const started = summary.timestamp === null
    ? ""
    // The schema of JUnit wants a time without a zone.
    : ` timestamp="${xmlAttribute(summary.timestamp.replace(/\.\d+Z$|Z$/, ""))}"`;
  const properties = propertiesOf(identity, summary, findings).map(([name, value]) =>
    `      <property name="${xmlAttribute(name)}" value="${xmlAttribute(value)}"/>\n`
  );
  return '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites name="omega stress" ${counts}>\n` +
    `  <testsuite name="${
      xmlAttribute(`omega.stress.${identity.engine}`)
    }" ${counts}${started}>\n` +
    `    <properties>\n${properties.join("")}    </properties>\n`;
}

function propertiesOf(
  identity: StressIdentity,
  summary: StressSummary,
  { calls, faults }: StressFindings,
): readonly (readonly [string, string])[] {
  const { metrics, analysis, details, verdict } = summary;
  return [
    ["verdict", verdict],
    ["variance_verdict", analysis.verdict],
    ["engine", identity.engine],
    ["provider", identity.provider],
    ["model", identity.model],
    ["seed", String(identity.seed)],
    ["clock", identity.clock],
    ["scored_runs", String(summary.scoredRunCount)],
    ...Object.entries(metrics).map(([name, value]) => [name, String(value)] as const),
    ...analysis.violations.map(({ metric, severity }) =>
      [`variance_violation.${metric}`, severity] as const
    ),
    ...details.latencyMs.map(({ percent, value }) =>
      [`latency_ms_p${percent}`, String(value)] as const
    ),
    ...(calls === null ? [] : [["calls", String(calls.callCount)] as const]),
    ...(faults === null ? [] : [["faults", String(faults.faultCount)] as const]),
  ];
}

function renderCase(record: RunRecord, className: string): string {
  const head = caseHead(record.runId, className, record.latencyMs);
  if (record.status === "error") {
    const { code, message } = record.error;
    return `${head}>\n      <error type="${xmlAttribute(code)}" message="${
      xmlAttribute(message)
    }">` +
      `${xmlText(message)}</error>\n    </testcase>\n`;
  }
  if (record.hardPass) return `${head}/>\n`;
  const message = `hard score ${formatScore(record.hardScore)}, soft score ` +
    formatScore(record.softScore);
  return `${head}>\n      <failure type="HARD_RULE_BROKEN" message="${message}">` +
    `${xmlText(describeScenes(record))}</failure>\n    </testcase>\n`;
}

/** Names the parts that broke a hard rule, and the file with the text. */
function describeScenes({ scenes, artifacts }: ScoredRun): string {
  const broken = scenes.filter(({ hardPass }) => !hardPass);
  const named = broken.slice(0, SCENE_MAX_COUNT).map(({ sceneId, hardScore }) =>
    `${sceneId.slice(0, 100).toWellFormed()}: hard score ${formatScore(hardScore)}`
  );
  if (broken.length > named.length) named.push(`and ${broken.length - named.length} more`);
  const [file] = artifacts;
  return [...named, ...(file === undefined ? [] : [file.path])].join("\n");
}

function renderMissing(run: number, className: string): string {
  return `${caseHead(run, className, 0)}>\n      <error type="RUN_MISSING" ` +
    'message="the run left no line in the journal"/>\n    </testcase>\n';
}

function caseHead(run: number, className: string, latencyMs: number): string {
  const name = `run-${String(run).padStart(6, "0")}`;
  return `    <testcase classname="${xmlAttribute(className)}" name="${name}" ` +
    `time="${seconds(latencyMs)}"`;
}

function seconds(timeMs: number): string {
  return (timeMs / 1000).toFixed(6);
}
