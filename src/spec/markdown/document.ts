/**
 * What the block scanner finds in a Markdown file.
 *
 * The model is flat, because every reader here walks the leaves in document order: a leaf knows its
 * innermost list item and whether it stands in a block quote, and nothing else of its containers.
 * Positions are UTF-16 offsets into the text, lines are counted from 0.
 *
 * @module
 */

/** Kinds of leaf blocks. `code` is fenced or indented code, `meta` is front matter. */
export type LeafKind =
  | "paragraph"
  | "heading"
  | "table"
  | "code"
  | "html"
  | "reference"
  | "meta";

/** A block that holds text. */
export interface Leaf {
  readonly kind: LeafKind;
  readonly firstLine: number;
  /** The line behind the last one. */
  readonly endLine: number;
  /** 1 to 6 of a heading, 0 of every other kind. */
  readonly level: number;
  /** Index of the innermost list item, -1 outside of lists. */
  readonly item: number;
  /** Whether it stands in a block quote, at any depth. */
  readonly isQuoted: boolean;
  /** Its place in {@linkcode MarkdownDocument.leaves}. */
  readonly index: number;
  /** Index of its first segment in {@linkcode MarkdownDocument.segments}. */
  readonly firstSegment: number;
  /** Index behind its last segment. */
  readonly endSegment: number;
}

/** An item of a list. */
export interface ListItem {
  readonly line: number;
  /** Offset of the list marker. */
  readonly offset: number;
  /** Index of the item around it, -1 at the outermost level. */
  readonly parent: number;
  readonly isQuoted: boolean;
}

/** A link reference definition: `[label]: destination`. */
export interface ReferenceDefinition {
  /** Normalised label. */
  readonly label: string;
  readonly destination: string;
  /** Offset of the destination in the text of the file. */
  readonly offset: number;
}

/** A scanned Markdown file. */
export interface MarkdownDocument {
  /** The file's text; a byte order mark is not part of it. */
  readonly text: string;
  /** Offset at which each line begins. */
  readonly lineStarts: readonly number[];
  /** Leaf blocks in document order. */
  readonly leaves: readonly Leaf[];
  /** List items in document order. */
  readonly items: readonly ListItem[];
  /** Pairs of offsets: the lines of the leaves without the markers of their containers. */
  readonly segments: readonly number[];
  /** Texts of leaves that were asked for, see {@linkcode leafText}. */
  readonly texts: (string | undefined)[];
  /** The first definition of each label counts, as in CommonMark. */
  readonly references: ReadonlyMap<string, ReferenceDefinition>;
}

/** The text of a leaf: its lines without the markers of their containers, joined by line feeds. */
export function leafText(document: MarkdownDocument, leaf: Leaf): string {
  // Several readers ask for the same text, and joining lines is not free.
  return document.texts[leaf.index] ??= joinLines(document, leaf);
}

/** As {@linkcode leafText}, for a leaf that is not in the document yet. */
export function joinLines(document: MarkdownDocument, leaf: Leaf): string {
  const { text, segments } = document;
  const { firstSegment, endSegment } = leaf;
  if (firstSegment === endSegment) return "";
  const start = segments[2 * firstSegment]!;
  const end = segments[2 * endSegment - 1]!;
  // Outside of containers the lines lie side by side already, which saves joining them.
  if (isContiguous(document, leaf)) return text.slice(start, end);
  const lines: string[] = [];
  for (let index = firstSegment; index < endSegment; index++) {
    lines.push(text.slice(segments[2 * index]!, segments[2 * index + 1]!));
  }
  return lines.join("\n");
}

function isContiguous({ text, segments }: MarkdownDocument, leaf: Leaf): boolean {
  for (let index = leaf.firstSegment + 1; index < leaf.endSegment; index++) {
    const lineEnd = segments[2 * index - 1]!;
    if (segments[2 * index] !== lineEnd + 1 || text.charCodeAt(lineEnd) !== 0x0a) return false;
  }
  return true;
}

/**
 * Makes a function that gives the offset in the file for an offset in {@linkcode leafText}.
 *
 * @param document The file
 * @param leaf The leaf
 */
export function createOffsetMap(
  document: MarkdownDocument,
  leaf: Leaf,
): (offset: number) => number {
  const { segments } = document;
  const textStarts: number[] = [];
  let length = 0;
  for (let index = leaf.firstSegment; index < leaf.endSegment; index++) {
    textStarts.push(length);
    length += segments[2 * index + 1]! - segments[2 * index]! + 1;
  }
  return (offset) => {
    const index = lineAt(textStarts, offset);
    return (segments[2 * (leaf.firstSegment + index)] ?? 0) + offset - (textStarts[index] ?? 0);
  };
}

/** The index of the line that holds an offset of the file. */
export function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low;
}
