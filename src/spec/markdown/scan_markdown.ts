import type { MarkdownDocument } from "./document.ts";
import { BlockScanner } from "./block_scanner.ts";

/**
 * Scans a Markdown file: the block structure of CommonMark 0.31 with GFM's tables and front matter.
 *
 * Never throws, and takes time in proportion to the text, whatever the text. Containers nest 64
 * deep; what is nested deeper is text of the innermost one.
 *
 * @param text The file; LF, CRLF and CR end a line
 * @returns Its leaf blocks, list items and reference definitions
 */
export function scanMarkdown(text: string): MarkdownDocument {
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  const scanner = new BlockScanner(source, splitLines(source));
  return scanner.scan();
}

/** The offsets at which lines begin and end; a last line without text is none. */
export interface LineTable {
  readonly starts: readonly number[];
  /** Without the line's end. */
  readonly ends: readonly number[];
}

/** Finds the lines of a text. */
export function splitLines(text: string): LineTable {
  const starts: number[] = [];
  const ends: number[] = [];
  if (text.includes("\r")) return splitMixedLines(text, { starts, ends });
  for (let start = 0; start < text.length;) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    starts.push(start);
    ends.push(end);
    start = end + 1;
  }
  return { starts, ends };
}

function splitMixedLines(
  text: string,
  { starts, ends }: { readonly starts: number[]; readonly ends: number[] },
): LineTable {
  const lineEnd = /\r\n?|\n/g;
  let start = 0;
  for (let match = lineEnd.exec(text); match !== null; match = lineEnd.exec(text)) {
    starts.push(start);
    ends.push(match.index);
    start = lineEnd.lastIndex;
  }
  if (start < text.length) {
    starts.push(start);
    ends.push(text.length);
  }
  return { starts, ends };
}
