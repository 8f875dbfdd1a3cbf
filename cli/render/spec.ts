import { join } from "@std/path";
import { atomicWriteFile } from "../../src/cache/atomic_write.ts";
import type { ExtractReport, Finding, LinkReport, TraceReport } from "../../src/spec/mod.ts";
import { toSarif } from "../../src/spec/mod.ts";
import { formatJson, type JsonObject } from "../../src/internal/json.ts";
import type { Ports } from "../../src/internal/ports.ts";
import type { Answer, Violation } from "../command.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** One line for each finding: `file:line:column: code message`. */
export function renderFindings(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ path, line, column, code, message }) =>
    `${path}:${line}:${column}: ${code} ${message}`
  );
}

/** The head line of a command's answer. */
export function renderHead(
  name: string,
  findings: readonly Finding[],
  { note, style }: { readonly note: string; readonly style: TextStyle },
): string {
  const verdict = renderVerdict(findings.length === 0 ? "PASS" : "FAIL", style);
  const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  return `spec ${name}: ${verdict}  ${note}, ${findings.length === 0 ? "no findings" : count}`;
}

/** What was extracted. */
export function renderExtract(report: ExtractReport, isCheck: boolean, style: TextStyle): string {
  const { findings, written, removed, unchangedCount } = report;
  const counts = `${report.requirementCount} requirements in ${report.specificationCount} files`;
  const changes =
    `${written.length} written, ${removed.length} removed, ${unchangedCount} unchanged`;
  const note = isCheck ? counts : `${counts}, ${changes}`;
  return [
    ...renderFindings(findings),
    ...written.map((path) => `wrote ${path}`),
    ...removed.map((path) => `removed ${path}`),
    renderHead("extract", findings, { note, style }),
  ].join("\n");
}

/** How many links there are. */
export function linkNote({ fileCount, internalCount, external }: LinkReport): string {
  return `${fileCount} files, ${internalCount} links inside, ${external.length} outside (not fetched)`;
}

/** How far the requirements have come. */
export function traceNote({ totals, reportPaths }: TraceReport): string {
  const shares = totals.map(({ strength, count, coveredCount }) =>
    `${strength} ${coveredCount}/${count} covered`
  );
  const reports = reportPaths.length === 1 ? "1 test report" : `${reportPaths.length} test reports`;
  return [...shares, reports].join(", ");
}

/** The answer of a command that found something or nothing. */
export function answerOf(findings: readonly Finding[], text: string, data: JsonObject): Answer {
  return {
    verdict: findings.length === 0 ? "PASS" : "FAIL",
    violations: findings.map(toViolation),
    data: {
      ...data,
      findings: findings.map(({ code, message, path, line, column }) => ({
        code,
        message,
        path,
        line,
        column,
      })),
    },
    text,
  };
}

function toViolation({ code, message, path }: Finding): Violation {
  return { code, message, path };
}

/** The findings as the text of a SARIF file, without its last line feed. */
export function renderSarif(findings: readonly Finding[]): string {
  return formatJson(toSarif(findings)).trimEnd();
}

/** A document that goes to a file, or takes the place of the text. */
export interface Document {
  /** Its text without the last line feed. */
  readonly content: string;
  /** Where it goes; to stdout where not given. */
  readonly out: string | undefined;
}

/** Puts a document where it belongs, and returns the text to show. */
export async function placeDocument(
  { content, out }: Document,
  text: string,
  ports: Ports,
): Promise<string> {
  if (out === undefined) return content;
  await ports.files.makeFolders(join(out, ".."));
  await atomicWriteFile(out, `${content}\n`, ports);
  return `${text}\nwrote ${out}`;
}
