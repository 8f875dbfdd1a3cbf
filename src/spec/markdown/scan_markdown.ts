import { BlockScanner } from "./block_scanner.ts";
import type { MarkdownDocument } from "./document.ts";
import { splitLines } from "./line_table.ts";

// OC-SPEC-8005 impl
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
