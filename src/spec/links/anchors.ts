import { copyText } from "../copy_text.ts";
import { decodeCharacterReferences } from "../markdown/character_references.ts";
import { type Leaf, leafText, type MarkdownDocument } from "../markdown/document.ts";
import { findHtmlTags, type HtmlTag } from "../markdown/html_tags.ts";
import { plainText } from "../markdown/plain_text.ts";
import { scanInline } from "../markdown/scan_inline.ts";
import { Slugger } from "./slug.ts";

/** The anchors of a Markdown file as GitHub shows it. */
export interface Anchors {
  /** All of them: those of headings, and `id` and `name` in HTML. */
  readonly names: ReadonlySet<string>;
  /** The anchor of each heading, by the index of its leaf. */
  readonly slugs: ReadonlyMap<number, string>;
}

/** Finds the anchors of a Markdown file. */
export function collectAnchors(document: MarkdownDocument): Anchors {
  const names = new Set<string>();
  const slugs = new Map<number, string>();
  const slugger = new Slugger();
  const hasTag = createTagFinder(document);
  document.leaves.forEach((leaf, index) => {
    if (leaf.kind === "code" || leaf.kind === "meta" || leaf.kind === "reference") return;
    if (leaf.kind !== "heading" && !hasTag(leaf)) return;
    const text = leafText(document, leaf);
    if (leaf.kind === "heading") {
      const plain = plainText(text, document.references, { keepsImages: false });
      const slug = slugger.next(plain.replaceAll("\n", " "));
      slugs.set(index, slug);
      names.add(copyText(slug));
    }
    if (leaf.kind === "html") addHtmlAnchors(text, names, slugger);
    else if (text.includes("<")) addInlineAnchors(document, text, names);
  });
  return { names, slugs };
}

/** Tells whether a leaf may hold a tag. Asked in document order, so that each `<` is found once. */
function createTagFinder({ text, segments }: MarkdownDocument): (leaf: Leaf) => boolean {
  let next = -1;
  return ({ firstSegment, endSegment }) => {
    if (firstSegment === endSegment) return false;
    const start = segments[2 * firstSegment]!;
    if (next < start) next = text.indexOf("<", start);
    if (next < 0) next = Infinity;
    return next < segments[2 * endSegment - 1]!;
  };
}

function addInlineAnchors(document: MarkdownDocument, text: string, names: Set<string>): void {
  for (const span of scanInline(text, document.references)) {
    if (span.kind === "html") addNames(findHtmlTags(text.slice(span.start, span.end)), names);
  }
}

/** HTML headings get anchors of their own, numbered together with those of Markdown. */
function addHtmlAnchors(html: string, names: Set<string>, slugger: Slugger): void {
  const tags = findHtmlTags(html);
  addNames(tags, names);
  let heading: string | null = null;
  let text = "";
  let from = 0;
  const end = () => {
    if (heading !== null) names.add(slugger.next(headingText(text)));
    heading = null;
  };
  for (const tag of tags) {
    if (heading !== null) text += html.slice(from, tag.start);
    from = tag.end;
    if (tag.name === `/${heading}`) end();
    else if (heading === null && /^h[1-6]$/.test(tag.name)) [heading, text] = [tag.name, ""];
  }
  text += html.slice(from);
  end();
}

function headingText(html: string): string {
  return copyText(decodeCharacterReferences(html).replace(/\s+/g, " "));
}

function addNames(tags: readonly HtmlTag[], names: Set<string>): void {
  for (const { name: tagName, attributes } of tags) {
    for (const { name, value } of attributes) {
      if (value !== "" && (name === "id" || (name === "name" && tagName === "a"))) {
        names.add(copyText(decodeCharacterReferences(value)));
      }
    }
  }
}
