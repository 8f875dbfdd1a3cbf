import type { SpecificationStructure } from "../analyse_specification.ts";
import { displayWidth } from "../display_width.ts";
import { type Finding, placeAt } from "../finding.ts";
import { lineAt } from "../markdown/document.ts";
import { scanInline } from "../markdown/scan_inline.ts";

/**
 * Finds lines that are wider than allowed: SPEC009.
 *
 * Not measured are code blocks, tables, front matter and reference definitions. In the other lines
 * link destinations, bare addresses and code spans do not count: nothing of them can be broken.
 *
 * @param structure The specification
 * @param columnsMax Widest line in columns
 */
export function lintLines(
  structure: SpecificationStructure,
  columnsMax: number,
): readonly Finding[] {
  const { text, lineStarts } = structure;
  const findings: Finding[] = [];
  let exempt: ReadonlySet<number> | null = null;
  // Below U+1100 no character is wider than a column but the tab, which is at most four wide.
  const columnsPerUnit = text.includes("\t") || /[\u1100-\uffff]/.test(text) ? 4 : 1;
  for (let index = 0; index < lineStarts.length; index++) {
    const start = lineStarts[index]!;
    const end = lineStarts[index + 1] ?? text.length;
    if ((end - start) * columnsPerUnit <= columnsMax) continue;
    const line = text.slice(start, end).replace(/[\r\n]+$/, "");
    if (displayWidth(line) <= columnsMax) continue;
    exempt ??= exemptLines(structure);
    if (exempt.has(index)) continue;
    const width = displayWidth(withoutUnbreakable(line));
    if (width <= columnsMax) continue;
    const message = `the line is ${width} columns wide, ${columnsMax} are allowed`;
    const place = placeAt(structure, start + offsetOfColumn(line, columnsMax));
    findings.push({ code: "SPEC009", message, ...place });
  }
  return findings;
}

function exemptLines({ document }: SpecificationStructure): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { kind, firstLine, endLine, firstSegment, endSegment } of document.leaves) {
    if (kind !== "code" && kind !== "table" && kind !== "meta" && kind !== "reference") continue;
    for (let line = firstLine; line < endLine; line++) lines.add(line);
    for (let index = firstSegment; index < endSegment; index++) {
      lines.add(lineAt(document.lineStarts, document.segments[2 * index]!));
    }
  }
  return lines;
}

const NO_REFERENCES = new Map();

/** The line without link destinations, addresses and code spans. */
function withoutUnbreakable(line: string): string {
  let kept = "";
  let from = 0;
  const cut = (start: number, end: number) => {
    if (start < from) return;
    kept += line.slice(from, start);
    from = end;
  };
  const stretches = scanInline(line, NO_REFERENCES).flatMap((span) => {
    if (span.kind === "code" || span.kind === "autolink") return [[span.start, span.end] as const];
    const isLink = (span.kind === "link" || span.kind === "image") && span.form === "inline";
    return isLink ? [[span.textEnd + 1, span.end] as const] : [];
  });
  for (const [start, end] of stretches.sort((a, b) => a[0] - b[0])) cut(start, end);
  return kept + line.slice(from);
}

/** The offset of the first character that does not fit; bounded, as only the head matters. */
function offsetOfColumn(line: string, columns: number): number {
  let low = 0;
  let high = Math.min(line.length, 20 * columns);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (displayWidth(line.slice(0, middle)) <= columns) low = middle;
    else high = middle - 1;
  }
  return low;
}
