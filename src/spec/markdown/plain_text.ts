import { decodeCharacterReferences } from "./character_references.ts";
import { findEmphasisMarks } from "./emphasis.ts";
import { isPunctuation } from "./reference_definition.ts";
import type { InlineSpan, References } from "./scan_inline.ts";
import { scanInline } from "./scan_inline.ts";

/** Options of {@linkcode plainText}. */
export interface PlainTextOptions {
  /** Whether an image leaves its alternative text, or nothing. @default true */
  readonly keepsImages?: boolean;
  /** Whether a code span leaves its text, or blanks of the same length. @default true */
  readonly keepsCode?: boolean;
}

/** A stretch that is replaced. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const MARKUP = /[\\`<[\]!*_~&:]/;

/**
 * The text of inline Markdown as a reader sees it: no markup, escapes and references decoded.
 *
 * @param text Text of a paragraph, a heading or a table cell
 * @param references What is defined in the file
 * @param options What to leave out
 */
export function plainText(
  text: string,
  references: References,
  options: PlainTextOptions = {},
): string {
  if (!MARKUP.test(text)) return text;
  const spans = scanInline(text, references);
  const edits = spans.flatMap((span) => editsOf(text, span, options));
  edits.sort((a, b) => a.start - b.start || b.end - a.end);
  const isProtected = createProtection(edits);
  const marks = findEmphasisMarks(text, isProtected);
  addStrikeMarks(text, createProtection(edits), marks);
  const show = marks.size === 0 && !text.includes("\\")
    ? (start: number, end: number) => decodeCharacterReferences(text.slice(start, end))
    : (start: number, end: number) => unmarked(text, start, end, marks);
  let plain = "";
  let offset = 0;
  for (const edit of edits) {
    if (edit.start < offset) continue;
    plain += show(offset, edit.start) + edit.text;
    offset = edit.end;
  }
  return plain + show(offset, text.length);
}

function editsOf(text: string, span: InlineSpan, options: PlainTextOptions): readonly Edit[] {
  const { keepsImages = true, keepsCode = true } = options;
  const { start, end } = span;
  switch (span.kind) {
    case "code": {
      const code = text.slice(span.textStart, span.textEnd);
      return [{ start, end, text: keepsCode ? unpadded(code) : " ".repeat(end - start) }];
    }
    case "html":
    case "comment":
      return [{ start, end, text: "" }];
    case "autolink":
      return [{ start, end, text: span.destination.replace(/^mailto:/, "") }];
    case "link":
    case "image":
      if (span.form === "undefined") return [];
      if (span.kind === "image" && !keepsImages) return [{ start, end, text: "" }];
      return [
        { start, end: span.textStart, text: "" },
        { start: span.textEnd, end, text: "" },
      ];
    default:
      return span satisfies never;
  }
}

/** One blank at either end of a code span is padding, and a line feed is a blank. */
function unpadded(code: string): string {
  const line = code.replaceAll("\n", " ");
  const isPadded = line.length > 2 && line.startsWith(" ") && line.endsWith(" ");
  return isPadded && line.trim() !== "" ? line.slice(1, -1) : line;
}

/** Asked with growing offsets, so one pointer into the sorted edits is enough. */
function createProtection(edits: readonly Edit[]): (offset: number) => boolean {
  let index = 0;
  let protectedTo = 0;
  return (offset) => {
    for (; index < edits.length && edits[index]!.start <= offset; index++) {
      protectedTo = Math.max(protectedTo, edits[index]!.end);
    }
    return offset < protectedTo;
  };
}

/** Two `~~` strike out what stands between them; a longer or a single run does not. */
function addStrikeMarks(
  text: string,
  isProtected: (offset: number) => boolean,
  marks: Set<number>,
): void {
  let opener = -1;
  for (const { 0: run, index } of text.matchAll(/~+/g)) {
    if (run.length !== 2 || isProtected(index)) continue;
    if (opener < 0) {
      opener = index;
      continue;
    }
    for (const offset of [opener, opener + 1, index, index + 1]) marks.add(offset);
    opener = -1;
  }
}

/** A stretch without the marks of emphasis and the backslashes of escapes and line breaks. */
function unmarked(text: string, start: number, end: number, marks: ReadonlySet<number>): string {
  let plain = "";
  let from = start;
  for (let index = start; index < end; index++) {
    const next = text.charCodeAt(index + 1);
    const isEscape = text.charCodeAt(index) === 0x5c && (next === 0x0a || isPunctuation(next));
    if (!isEscape && !marks.has(index)) continue;
    plain += decodeCharacterReferences(text.slice(from, index));
    // What is escaped is no beginning of a character reference.
    if (isEscape) plain += text[++index];
    from = index + 1;
  }
  return plain + decodeCharacterReferences(text.slice(from, end));
}
