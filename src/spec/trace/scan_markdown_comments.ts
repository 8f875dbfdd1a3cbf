import { createOffsetMap, leafText, type MarkdownDocument } from "../markdown/document.ts";
import { scanInline } from "../markdown/scan_inline.ts";
import { scanMarkdown } from "../markdown/scan_markdown.ts";
import type { ScannedSource, SourcePiece } from "./scan_source.ts";

/**
 * The comments of a Markdown file. Those that its code blocks and code spans show are none, which
 * is why the file is not read as XML.
 */
export function scanMarkdownComments(text: string): ScannedSource {
  const document = scanMarkdown(text);
  const pieces: SourcePiece[] = [];
  for (const leaf of document.leaves) {
    if (leaf.kind === "code" || leaf.kind === "meta" || leaf.kind === "reference") continue;
    const content = leafText(document, leaf);
    if (!content.includes("<!--")) continue;
    const toFile = createOffsetMap(document, leaf);
    const starts = leaf.kind === "html" ? commentStarts(content) : inlineStarts(content, document);
    for (const start of starts) {
      const end = content.indexOf("-->", start);
      const comment = content.slice(start, end < 0 ? content.length : end);
      pieces.push({ kind: "comment", text: comment, offset: toFile(start), codeBefore: "" });
    }
  }
  return { pieces, code: [] };
}

function commentStarts(html: string): readonly number[] {
  const starts: number[] = [];
  for (let start = html.indexOf("<!--"); start >= 0;) {
    starts.push(start + 4);
    const end = html.indexOf("-->", start + 2);
    start = end < 0 ? -1 : html.indexOf("<!--", end);
  }
  return starts;
}

function inlineStarts(text: string, { references }: MarkdownDocument): readonly number[] {
  return scanInline(text, references)
    .filter(({ kind, start }) => kind === "comment" && text.startsWith("<!--", start))
    .map(({ start }) => start + 4);
}
