import {
  createOffsetMap,
  type Leaf,
  leafText,
  type MarkdownDocument,
} from "../markdown/document.ts";
import { findHtmlTags } from "../markdown/html_tags.ts";
import { scanInline } from "../markdown/scan_inline.ts";
import { splitCells } from "../markdown/table.ts";

/** A link of a Markdown file. */
export interface FoundLink {
  /** As written, with escapes and character references. */
  readonly destination: string;
  /** Offset in the file. */
  readonly offset: number;
}

/** The links of a Markdown file. */
export interface FoundLinks {
  /** Links, images, reference definitions, and `href` and `src` of HTML. */
  readonly links: readonly FoundLink[];
  /** `[text][label]` with a label that nobody defines; `destination` is the label. */
  readonly undefinedReferences: readonly FoundLink[];
}

/** Finds the links of a Markdown file. A reference link is checked where it is defined. */
export function readLinks(document: MarkdownDocument): FoundLinks {
  const reader = new LinkReader(document);
  document.leaves.forEach((leaf) => reader.add(leaf));
  for (const { destination, offset } of document.references.values()) {
    reader.links.push({ destination, offset });
  }
  return reader;
}

/** Anything that can hold a link: most leaves hold none of these. */
const HINT = /[[<]|:\/\//;

class LinkReader implements FoundLinks {
  readonly links: FoundLink[] = [];
  readonly undefinedReferences: FoundLink[] = [];
  readonly #document: MarkdownDocument;

  constructor(document: MarkdownDocument) {
    this.#document = document;
  }

  add(leaf: Leaf): void {
    const { kind } = leaf;
    if (kind === "code" || kind === "meta" || kind === "reference") return;
    const text = leafText(this.#document, leaf);
    if (!HINT.test(text)) return;
    const toFile = createOffsetMap(this.#document, leaf);
    if (kind === "html") this.#addHtml(text, toFile);
    else if (kind === "table") this.#addTable(text, toFile);
    else this.#addInline(text, toFile);
  }

  #addTable(text: string, toFile: (offset: number) => number): void {
    let rowStart = 0;
    for (const row of text.split("\n")) {
      const base = rowStart;
      rowStart += row.length + 1;
      if (!HINT.test(row)) continue;
      for (const { start, end } of splitCells(row)) {
        this.#addInline(row.slice(start, end), (offset) => toFile(base + start + offset));
      }
    }
  }

  #addInline(text: string, toFile: (offset: number) => number): void {
    for (const span of scanInline(text, this.#document.references)) {
      switch (span.kind) {
        case "html":
          this.#addHtml(text.slice(span.start, span.end), (offset) => toFile(span.start + offset));
          break;
        case "autolink":
          this.links.push({ destination: span.destination, offset: toFile(span.start) });
          break;
        case "link":
        case "image": {
          const { destination } = span;
          const found = { destination, offset: toFile(span.destinationOffset) };
          if (span.form === "inline") this.links.push(found);
          else if (span.form === "undefined") this.undefinedReferences.push(found);
          break;
        }
        case "code":
        case "comment":
          break;
        default:
          span satisfies never;
      }
    }
  }

  #addHtml(html: string, toFile: (offset: number) => number): void {
    for (const { attributes } of findHtmlTags(html)) {
      for (const { name, value, offset } of attributes) {
        if (name === "href" || name === "src") {
          this.links.push({ destination: value, offset: toFile(offset) });
        }
      }
    }
  }
}
