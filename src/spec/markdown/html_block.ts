/**
 * The seven kinds of HTML blocks of CommonMark 0.31, section 4.6.
 *
 * @module
 */

import { trimEnd } from "./block_starts.ts";
import { readHtmlTag } from "./html_tag.ts";

/** Kind 1 to 7; they differ in how they begin and end. */
export type HtmlBlockKind = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const BLOCK_TAGS = "address|article|aside|base|basefont|blockquote|body|caption|center|col|" +
  "colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|" +
  "frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|" +
  "ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|" +
  "track|ul";

const STARTS: readonly (readonly [HtmlBlockKind, RegExp])[] = [
  [1, /<(?:script|pre|textarea|style)(?=[ \t>\n]|$)/iy],
  [2, /<!--/y],
  [3, /<\?/y],
  [5, /<!\[CDATA\[/y],
  [4, /<![A-Za-z]/y],
  [6, new RegExp(`</?(?:${BLOCK_TAGS})(?=[ \\t>\\n]|/>|$)`, "iy")],
];

/**
 * The kind of HTML block that begins at an offset of a line, 0 where none does.
 *
 * @param line The line from the `<` on
 * @param canBeTag Whether a lone tag counts: it cannot interrupt a paragraph
 */
export function readHtmlBlockStart(line: string, canBeTag: boolean): HtmlBlockKind | 0 {
  for (const [kind, pattern] of STARTS) {
    pattern.lastIndex = 0;
    if (pattern.test(line)) return kind;
  }
  if (!canBeTag) return 0;
  const end = readHtmlTag(line, 0);
  return end > 0 && trimEnd(line, end, line.length) === end ? 7 : 0;
}

const ENDS: Readonly<Record<1 | 2 | 3 | 4 | 5, RegExp>> = {
  1: /<\/(?:script|pre|textarea|style)>/i,
  2: /-->/,
  3: /\?>/,
  4: />/,
  5: /\]\]>/,
};

/** Whether a line ends an HTML block that is not ended by a blank line. */
export function endsHtmlBlock(kind: HtmlBlockKind, line: string): boolean {
  return kind <= 5 && ENDS[kind as 1 | 2 | 3 | 4 | 5].test(line);
}
