import {
  formatHtmlMatrix,
  formatMarkdownMatrix,
  openSpecProject,
  traceProject,
  type TraceReport,
} from "../../src/spec/mod.ts";
import type { JsonObject } from "../../src/internal/json.ts";
import type { CommandRun, Values } from "../command.ts";
import { chooseFormat } from "../spec_format.ts";
import {
  answerOf,
  placeDocument,
  renderFindings,
  renderHead,
  renderSarif,
  traceNote,
} from "../render/spec.ts";

/** `omega spec trace`: requirements against code, tests and what ran. */
export function planSpecTrace(values: Values): CommandRun {
  const root = values.text("root") ?? ".";
  const format = chooseFormat(values, ["text", "sarif", "markdown", "html"]);
  const out = values.text("out");
  return async ({ ports, hasColor }) => {
    const project = await openSpecProject(root, ports);
    const report = await traceProject(project, { junit: values.text("junit") });
    const { findings } = report;
    const head = renderHead("trace", findings, { note: traceNote(report), style: { hasColor } });
    const text = [...renderFindings(findings), head].join("\n");
    const content = renderDocument(report, format);
    const shown = content === null ? text : await placeDocument({ content, out }, text, ports);
    return answerOf(findings, shown, encodeTrace(report));
  };
}

function renderDocument(
  report: TraceReport,
  format: "text" | "sarif" | "markdown" | "html",
): string | null {
  switch (format) {
    case "text":
      return null;
    case "sarif":
      return renderSarif(report.findings);
    case "markdown":
      return formatMarkdownMatrix(report).trimEnd();
    case "html":
      return formatHtmlMatrix(report).trimEnd();
    default:
      return format satisfies never;
  }
}

function encodeTrace({ requirements, totals, reportPaths }: TraceReport): JsonObject {
  return {
    reports: reportPaths,
    totals: totals.map(({ strength, count, implementedCount, coveredCount, threshold }) => ({
      strength,
      requirements: count,
      implemented: implementedCount,
      covered: coveredCount,
      threshold: { ...threshold },
    })),
    requirements: requirements.map(({ requirement, state, code, tests }) => ({
      id: requirement.id,
      level: requirement.level,
      state,
      path: requirement.place.path,
      line: requirement.place.line,
      code: code.map(({ path, line }) => ({ path, line })),
      tests: tests.map(({ name, place, outcome }) => ({
        name,
        outcome,
        path: place?.path,
        line: place?.line,
      })),
    })),
  };
}
