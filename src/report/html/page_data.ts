import type { RunExcerpt } from "../findings/run_excerpt.ts";
import type { RunText } from "../findings/read_run_text.ts";
import type { TimelineBin } from "../findings/timeline_tally.ts";
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatRuns,
  formatScore,
} from "../format_number.ts";
import type { ReportSource } from "./report_source.ts";
import { missingOf } from "./timeline_chart.ts";

/** What the page's script shows. Every value is text as it is shown: the script formats nothing. */
export interface PageData {
  /** The runs that can be opened, by index. */
  readonly runs: readonly PageRun[];
  /** Runs of a field of the timeline. */
  readonly runsPerBin: number;
  /** The fields of the timeline. */
  readonly bins: readonly PageBin[];
}

/** A run that can be opened. */
export interface PageRun {
  /** Index of the run. */
  readonly id: number;
  /** Names and values. */
  readonly facts: readonly (readonly [string, string])[];
  /** Scene, hard score, hard rules, soft score, soft rules. */
  readonly scenes: readonly (readonly string[])[];
  /** The faults that struck it. */
  readonly faults: readonly string[];
  /** File with its text. */
  readonly path: string;
  /** The text itself, or nothing. */
  readonly text: string;
  /** What a reader should know about the text. */
  readonly note: string;
}

/** A field of the timeline. */
export interface PageBin {
  /** Which runs it has. */
  readonly name: string;
  /** What they did. */
  readonly text: string;
  /** Those of them that can be opened. */
  readonly runs: readonly number[];
}

/** The data of a page; bounded by the choice of runs and the number of fields. */
export function buildPageData({ findings, texts }: ReportSource): PageData {
  const { worst, first, failed } = findings.selection;
  const excerpts = new Map([...worst, ...first, ...failed].map((run) => [run.runId, run]));
  const ids = [...excerpts.keys()].sort((a, b) => a - b);
  return {
    runs: ids.map((id) => describeRun(excerpts.get(id)!, texts.get(id))),
    runsPerBin: findings.timeline.runsPerBin,
    bins: findings.timeline.bins.map((bin) => ({
      name: formatRuns(bin.firstRun, bin.lastRun),
      text: describeBin(bin),
      runs: ids.filter((id) => id >= bin.firstRun && id <= bin.lastRun),
    })),
  };
}

function describeRun(run: RunExcerpt, text: RunText | undefined): PageRun {
  const { score, error, callCount, costUsd } = run;
  const kept = (isKept: boolean) => isKept ? "✓ kept" : "✕ broken";
  const facts: (readonly [string, string])[] = score === null
    ? [["Outcome", "no score"], ["Code", error?.code ?? ""], [
      "What happened",
      error?.message ?? "",
    ]]
    : [
      ["Hard score", formatScore(score.hardScore)],
      ["Hard rules", kept(score.hardPass)],
      ["Soft score", formatScore(score.softScore)],
      ["Soft rules", kept(score.softPass)],
    ];
  facts.push(["Time", formatDuration(run.latencyMs)], ["Ended", run.timestamp]);
  if (callCount !== null) facts.push(["Calls", formatCount(callCount)]);
  if (costUsd !== null) facts.push(["Cost", formatDollars(costUsd)]);
  facts.push(["Seed", String(run.seed)]);
  return {
    id: run.runId,
    facts,
    scenes: run.scenes.map(({ sceneId, hardScore, hardPass, softScore, softPass }) => [
      sceneId,
      formatScore(hardScore),
      kept(hardPass),
      formatScore(softScore),
      kept(softPass),
    ]).concat(restOf(run.sceneCount - run.scenes.length)),
    faults: run.faults.concat(restOf(run.faultCount - run.faults.length).flat()),
    path: text?.path ?? "",
    text: text?.text ?? "",
    note: text === undefined ? "The run left no text." : text.note ?? "",
  };
}

function restOf(count: number): string[][] {
  return count > 0 ? [[`and ${formatCount(count)} more in runs.jsonl`]] : [];
}

function describeBin(bin: TimelineBin): string {
  const missing = missingOf(bin);
  const parts = missing > 0 ? [`${formatCount(missing)} without a score`] : [];
  if (bin.scoredCount > 0) {
    const range = ({ lowest, highest }: TimelineBin["hardScore"]) =>
      lowest === highest
        ? formatScore(lowest)
        : `${formatScore(lowest)} to ${formatScore(highest)}`;
    parts.unshift(
      `hard ${range(bin.hardScore)}`,
      `soft ${range(bin.softScore)}`,
      formatDuration(bin.latencyMs.mean),
    );
  }
  if (bin.hardFailCount > 0) {
    const count = bin.scoredCount === 1 ? "" : ` in ${formatCount(bin.hardFailCount)} runs`;
    parts.push(`hard rule broken${count}`);
  }
  return parts.join(", ");
}
