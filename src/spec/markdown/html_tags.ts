import type { HtmlAttribute } from "./html_tag.ts";
import { readHtmlTag } from "./html_tag.ts";

/** A tag in a stretch of HTML. */
export interface HtmlTag {
  /** In lower case, with a slash in front where it closes. */
  readonly name: string;
  readonly attributes: readonly HtmlAttribute[];
  readonly start: number;
  readonly end: number;
}

/** The tags of a stretch of HTML, in order; comments are passed over. */
export function findHtmlTags(html: string): readonly HtmlTag[] {
  const tags: HtmlTag[] = [];
  for (let start = html.indexOf("<"); start >= 0;) {
    const end = html.startsWith("<!--", start)
      ? endOfComment(html, start)
      : readTag(html, start, tags);
    start = html.indexOf("<", end);
  }
  return tags;
}

function readTag(html: string, start: number, tags: HtmlTag[]): number {
  const attributes: HtmlAttribute[] = [];
  const end = readHtmlTag(html, start, attributes);
  if (end < 0) return start + 1;
  const name = /^<(\/?[A-Za-z][A-Za-z0-9-]*)/.exec(html.slice(start, start + 64))?.[1] ?? "";
  tags.push({ name: name.toLowerCase(), attributes, start, end });
  return end;
}

/** A comment without an end takes the rest. */
function endOfComment(html: string, start: number): number {
  const end = html.indexOf("-->", start + 2);
  return end < 0 ? html.length : end + 3;
}
