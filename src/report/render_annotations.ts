/**
 * Workflow commands of GitHub Actions: what a runner shows beside the commit.
 *
 * Each command is one line. What a value holds can neither end the line nor the value: `%`, CR and
 * LF are escaped everywhere, `:` and `,` in properties, as the runner's own toolkit does; whatever
 * else a terminal would act on is shown by a picture of it.
 *
 * @module
 */
import type { Calibration } from "../calibration/calibration.ts";
import type { StressSummary } from "../stress/summary.ts";
import type { Fact, FactLevel } from "./facts.ts";
import { factsOf } from "./facts.ts";
import type { StressFindings } from "./findings/collect_findings.ts";
import { formatCount, formatScore } from "./format_number.ts";
import { showBlock } from "./visible_text.ts";

/** GitHub shows ten annotations of a kind for a step; further ones would push these out. */
const ANNOTATION_MAX_COUNT = 10;

/** Longer messages are cut: a command is a line that the runner holds in memory. */
const MESSAGE_MAX_LENGTH = 2000;

/** What annotations are made of. */
export interface AnnotationSource {
  /** What was found beside the summary. */
  readonly findings: StressFindings;
  /** The limits that the runs were judged by. */
  readonly calibration: Calibration;
}

/**
 * The commands for a finished stress: the facts behind its verdict, the first runs without a score,
 * and the worst runs that broke a hard rule; at most ten of a kind.
 *
 * @param summary The runs, summed up
 * @param source What was found, and the limits
 * @returns Lines for stdout, each with a line feed; never empty
 */
export function renderAnnotations(summary: StressSummary, source: AnnotationSource): string {
  const { findings, calibration } = source;
  const annotations = [
    ...factsOf(summary, findings, calibration).map((fact) => annotateFact(fact)),
    ...annotateRuns(findings),
  ];
  const kinds = ["error", "warning", "notice"] as const;
  return kinds.flatMap((kind) =>
    annotations.filter((annotation) => annotation.kind === kind).slice(0, ANNOTATION_MAX_COUNT)
  ).map(renderCommand).join("");
}

interface Annotation {
  readonly kind: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

const KINDS: Readonly<Record<FactLevel, Annotation["kind"]>> = {
  error: "error",
  warning: "warning",
  notice: "notice",
  good: "notice",
};

function annotateFact({ level, code, text }: Fact): Annotation {
  return { kind: KINDS[level], title: `PR-G4 stress: ${code}`, message: text };
}

function* annotateRuns({ selection }: StressFindings): Generator<Annotation> {
  for (const { runId, error } of selection.failed) {
    const title = `Run ${formatCount(runId)}: ${error?.code ?? "no score"}`;
    yield { kind: "error", title, message: error?.message ?? "The run has no score." };
  }
  for (const { runId, score, scenes } of selection.worst) {
    if (score === null || score.hardPass) continue;
    const broken = scenes.filter(({ hardPass }) => !hardPass).map(({ sceneId }) => sceneId);
    const names = broken.length === 0 ? "" : ` in ${broken.join(", ")}`;
    yield {
      kind: "warning",
      title: `Run ${formatCount(runId)} broke a hard rule`,
      message: `Hard score ${formatScore(score.hardScore)}; a hard rule was broken${names}.`,
    };
  }
}

function renderCommand({ kind, title, message }: Annotation): string {
  const text = message.length > MESSAGE_MAX_LENGTH
    ? `${message.slice(0, MESSAGE_MAX_LENGTH).toWellFormed()}…`
    : message;
  return `::${kind} title=${escapeProperty(title)}::${escapeData(text)}\n`;
}

/** Escapes the text of a workflow command. */
export function escapeData(text: string): string {
  return showBlock(text).replace(/[%\r\n]/g, encode);
}

/** Escapes the value of a workflow command's property. */
export function escapeProperty(text: string): string {
  return showBlock(text).replace(/[%\r\n:,]/g, encode);
}

function encode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
