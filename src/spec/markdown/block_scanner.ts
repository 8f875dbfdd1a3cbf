import {
  type Fence,
  isClosingFence,
  isFenceCode,
  isThematicBreak,
  readAtxHeading,
  readFence,
  readListMarker,
  readSetextUnderline,
} from "./block_starts.ts";
import type { MarkdownDocument } from "./document.ts";
import { DocumentBuilder, type OpenLeaf } from "./document_builder.ts";
import { countFrontMatterLines } from "./front_matter.ts";
import { endsHtmlBlock, type HtmlBlockKind, readHtmlBlockStart } from "./html_block.ts";
import { LineCursor } from "./line_cursor.ts";
import type { LineTable } from "./line_table.ts";
import { countDelimiterColumns, splitCells } from "./table.ts";

/** Each line walks all open containers, so their number bounds the time for a line. */
const CONTAINERS_MAX = 64;

/** Columns from which on a line is indented code. */
const CODE_INDENT = 4;

/** A block quote (`contentIndent` 0) or a list item. */
interface Container {
  /** Columns that a line must be indented to stay in the item. */
  readonly contentIndent: number;
  /** Index of the item, or of the one around a quote. */
  readonly item: number;
  readonly isQuoted: boolean;
  readonly kind: "quote" | "item";
  /** Whether anything stands in it: an item that begins with a blank line ends with the second. */
  isEmpty: boolean;
}

/** What ends the open leaf, where that is not a blank line. */
type LeafState =
  | { readonly kind: "plain" }
  | { readonly kind: "fenced"; readonly fence: Fence; readonly indent: number }
  | { readonly kind: "indented" }
  | { readonly kind: "html"; readonly block: HtmlBlockKind };

const PLAIN: LeafState = { kind: "plain" };

// OC-SPEC-8006 impl
/**
 * The line-by-line algorithm of CommonMark 0.31, appendix "A parsing strategy", phase 1.
 *
 * Each line first walks the open containers, then goes on in the open leaf or begins new blocks.
 */
export class BlockScanner {
  readonly #lines: LineTable;
  readonly #text: string;
  readonly #cursor: LineCursor;
  readonly #builder: DocumentBuilder;
  readonly #containers: Container[] = [];
  #leaf: OpenLeaf | null = null;
  #state: LeafState = PLAIN;
  #line = 0;
  /** The line behind the last one of the open leaf that is not blank. */
  #leafEndLine = 0;

  /**
   * @param text Text of the file
   * @param lines Its lines
   */
  constructor(text: string, lines: LineTable) {
    this.#text = text;
    this.#lines = lines;
    this.#cursor = new LineCursor(text);
    this.#builder = new DocumentBuilder(text, lines.starts);
  }

  /** Scans all lines. */
  scan(): MarkdownDocument {
    const { starts, ends } = this.#lines;
    this.#line = this.#scanFrontMatter();
    for (; this.#line < starts.length; this.#line++) {
      this.#cursor.open(starts[this.#line]!, ends[this.#line]!);
      this.#scanLine();
    }
    this.#closeLeaf();
    return this.#builder;
  }

  #scanFrontMatter(): number {
    const { starts, ends } = this.#lines;
    const count = countFrontMatterLines((index) =>
      index < starts.length ? this.#text.slice(starts[index], ends[index]) : undefined
    );
    if (count === 0) return 0;
    this.#openLeaf("meta", PLAIN);
    for (let index = 0; index < count; index++) {
      this.#builder.addSegment(starts[index]!, ends[index]!);
    }
    this.#leafEndLine = count;
    this.#closeLeaf();
    return count;
  }

  #scanLine(): void {
    const matchedCount = this.#matchContainers();
    const areAllMatched = matchedCount === this.#containers.length;
    if (areAllMatched && this.#leaf !== null && this.#continueLeaf(this.#leaf)) return;
    const wasParagraph = this.#leaf?.kind === "paragraph";
    const isOpened = this.#openBlocks(matchedCount, wasParagraph && areAllMatched);
    if (isOpened === "done") return;
    const { isBlank } = this.#cursor;
    if (isOpened === "none" && !areAllMatched && !isBlank && wasParagraph) {
      // Lazy continuation: the paragraph goes on without the markers of its containers.
      this.#addLine();
      return;
    }
    if (isOpened === "none") this.#closeUnmatched(matchedCount);
    if (!isBlank) this.#addText();
    else if (this.#leaf !== null) this.#closeLeaf();
  }

  /** Goes past the markers of the containers that stay open; returns how many do. */
  #matchContainers(): number {
    const cursor = this.#cursor;
    let count = 0;
    for (; count < this.#containers.length; count++) {
      const container = this.#containers[count]!;
      if (container.kind === "quote") {
        if (cursor.indent >= CODE_INDENT || cursor.peekText() !== 0x3e) break;
        this.#skipQuoteMarker();
      } else if (cursor.isBlank) {
        if (container.isEmpty) break;
        cursor.skipIndent();
      } else if (cursor.indent >= container.contentIndent) {
        cursor.skipColumns(container.contentIndent);
      } else break;
    }
    return count;
  }

  #skipQuoteMarker(): void {
    const cursor = this.#cursor;
    cursor.skipIndent();
    cursor.skipCharacters(1);
    if (cursor.isAtBlank()) cursor.skipColumns(1);
  }

  /** Adds the line to a leaf that takes any line; false where new blocks may begin. */
  #continueLeaf(leaf: OpenLeaf): boolean {
    const cursor = this.#cursor;
    const state = this.#state;
    switch (state.kind) {
      case "plain":
        // A blank line ends a paragraph and a table; a table's rows are told by #addText.
        if (cursor.isBlank && leaf !== null) this.#closeLeaf();
        return cursor.isBlank;
      case "fenced":
        if (
          cursor.indent < CODE_INDENT &&
          isClosingFence(this.#text, cursor.nextOffset, cursor.end, state.fence)
        ) {
          this.#leafEndLine = this.#line + 1;
          this.#closeLeaf();
          return true;
        }
        cursor.skipColumns(Math.min(state.indent, cursor.indent));
        this.#addRawLine();
        return true;
      case "indented":
        if (cursor.indent < CODE_INDENT && !cursor.isBlank) {
          this.#closeLeaf();
          return false;
        }
        cursor.skipColumns(CODE_INDENT);
        this.#addRawLine();
        return true;
      case "html":
        if (cursor.isBlank && state.block >= 6) {
          this.#closeLeaf();
          return true;
        }
        this.#addRawLine();
        this.#endHtml(state.block);
        return true;
      default:
        return state satisfies never;
    }
  }

  #endHtml(block: HtmlBlockKind): void {
    const { offset, end } = this.#cursor;
    if (block <= 5 && endsHtmlBlock(block, this.#text.slice(offset, end))) this.#closeLeaf();
  }

  /** Opens the blocks that begin on this line: "done" where nothing of the line is left. */
  #openBlocks(matchedCount: number, isInParagraph: boolean): "none" | "some" | "done" {
    const cursor = this.#cursor;
    const mayBeLazy = this.#leaf?.kind === "paragraph";
    let opened: "none" | "some" = "none";
    for (;;) {
      if (cursor.isBlank) return opened;
      const interrupts = isInParagraph && opened === "none";
      if (cursor.indent >= CODE_INDENT) {
        if (opened === "none" && mayBeLazy) return opened;
        this.#begin(matchedCount, opened);
        cursor.skipColumns(CODE_INDENT);
        this.#openLeaf("code", { kind: "indented" });
        this.#addRawLine();
        return "done";
      }
      const code = cursor.peekText();
      if (!mayBeginBlock(code)) return opened;
      if (this.#openLeafAt(code, { matchedCount, opened, interrupts })) return "done";
      if (this.#containers.length >= CONTAINERS_MAX) return opened;
      if (!this.#openContainerAt(code, { matchedCount, opened, interrupts })) return opened;
      opened = "some";
    }
  }

  /** Begins a new block: what is not matched ends, and so does the open leaf. */
  #begin(matchedCount: number, opened: "none" | "some"): void {
    if (opened === "none") this.#closeUnmatched(matchedCount);
    if (this.#leaf !== null) this.#closeLeaf();
  }

  #openLeafAt(code: number, at: BlockPlace): boolean {
    const { nextOffset, end } = this.#cursor;
    if (code === 0x23) {
      const heading = readAtxHeading(this.#text, nextOffset, end);
      if (heading === null) return false;
      this.#begin(at.matchedCount, at.opened);
      this.#openLeaf("heading", PLAIN, heading.level);
      this.#builder.addSegment(heading.textStart, heading.textEnd);
      this.#leafEndLine = this.#line + 1;
      this.#closeLeaf();
      return true;
    }
    if (isFenceCode(code)) return this.#openFence(at);
    if (code === 0x3c) return this.#openHtml(at);
    if (code === 0x3d || code === 0x2d) {
      if (at.interrupts && this.#endSetextHeading()) return true;
    }
    if (code === 0x2a || code === 0x2d || code === 0x5f) {
      if (!isThematicBreak(this.#text, nextOffset, end)) return false;
      this.#begin(at.matchedCount, at.opened);
      this.#markContent();
      return true;
    }
    return false;
  }

  #openFence({ matchedCount, opened }: BlockPlace): boolean {
    const { nextOffset, end, indent } = this.#cursor;
    const fence = readFence(this.#text, nextOffset, end);
    if (fence === null) return false;
    this.#begin(matchedCount, opened);
    this.#openLeaf("code", { kind: "fenced", fence, indent });
    this.#leafEndLine = this.#line + 1;
    return true;
  }

  #openHtml({ matchedCount, opened, interrupts }: BlockPlace): boolean {
    const { nextOffset, end } = this.#cursor;
    const canBeTag = !interrupts && !(opened === "none" && this.#leaf?.kind === "paragraph");
    const block = readHtmlBlockStart(this.#text.slice(nextOffset, end), canBeTag);
    if (block === 0) return false;
    this.#begin(matchedCount, opened);
    this.#openLeaf("html", { kind: "html", block });
    this.#addRawLine();
    this.#endHtml(block);
    return true;
  }

  /** Turns the open paragraph into a heading where this line underlines it. */
  #endSetextHeading(): boolean {
    const { nextOffset, end } = this.#cursor;
    const level = readSetextUnderline(this.#text, nextOffset, end);
    if (level === 0) return false;
    const rest = this.#builder.takeReferences(this.#leaf!, this.#line);
    this.#leaf = rest;
    if (rest === null) return false;
    rest.kind = "heading";
    rest.level = level;
    this.#leafEndLine = this.#line + 1;
    this.#closeLeaf();
    return true;
  }

  #openContainerAt(code: number, { matchedCount, opened, interrupts }: BlockPlace): boolean {
    const cursor = this.#cursor;
    if (code === 0x3e) {
      this.#begin(matchedCount, opened);
      this.#skipQuoteMarker();
      this.#push({ kind: "quote", contentIndent: 0, item: this.#itemIndex(), isQuoted: true });
      return true;
    }
    const marker = readListMarker(this.#text, cursor.nextOffset, cursor.end);
    if (marker === null) return false;
    const isEmpty = isBlankBehind(this.#text, cursor.nextOffset + marker.length, cursor.end);
    if (interrupts && (isEmpty || !marker.canInterrupt)) return false;
    this.#begin(matchedCount, opened);
    const { indent: markerIndent, nextOffset } = cursor;
    cursor.skipIndent();
    cursor.skipCharacters(marker.length);
    const blankCount = this.#skipMarkerBlanks(isEmpty);
    this.#builder.items.push({
      line: this.#line,
      offset: nextOffset,
      parent: this.#itemIndex(),
      isQuoted: this.#isQuoted(),
    });
    this.#push({
      kind: "item",
      contentIndent: markerIndent + marker.length + blankCount,
      item: this.#builder.items.length - 1,
      isQuoted: this.#isQuoted(),
    });
    return true;
  }

  /** Goes past the blanks behind a list marker that belong to it: one to four columns. */
  #skipMarkerBlanks(isEmpty: boolean): number {
    const cursor = this.#cursor;
    if (isEmpty || cursor.indent > CODE_INDENT) {
      if (cursor.isAtBlank()) cursor.skipColumns(1);
      return 1;
    }
    const { indent } = cursor;
    cursor.skipColumns(indent);
    return indent;
  }

  #push(container: Omit<Container, "isEmpty">): void {
    this.#markContent();
    this.#containers.push({ ...container, isEmpty: true });
  }

  /** Whatever is added makes the innermost container one with content. */
  #markContent(): void {
    const innermost = this.#containers.at(-1);
    if (innermost !== undefined) innermost.isEmpty = false;
  }

  /** Adds a line of text to the open paragraph or table, or opens a paragraph. */
  #addText(): void {
    const leaf = this.#leaf;
    if (leaf?.kind === "paragraph" && this.#beginTable(leaf)) return;
    if (leaf === null) this.#openLeaf("paragraph", PLAIN);
    this.#addLine();
  }

  /** A delimiter row makes the paragraph's last line the head of a table. */
  #beginTable(paragraph: OpenLeaf): boolean {
    const { nextOffset, end } = this.#cursor;
    const code = this.#cursor.peekText();
    if (code !== 0x7c && code !== 0x3a && code !== 0x2d) return false;
    const columnCount = countDelimiterColumns(this.#text.slice(nextOffset, end));
    if (columnCount === 0) return false;
    const { segments, segmentCount } = this.#builder;
    const head = this.#text.slice(segments[2 * segmentCount - 2], segments[2 * segmentCount - 1]);
    if (splitCells(head).length !== columnCount) return false;
    const [headStart, headEnd] = segments.splice(-2);
    if (paragraph.firstSegment < segmentCount - 1) {
      this.#leafEndLine = this.#line - 1;
      this.#closeLeaf();
    }
    this.#leaf = null;
    this.#openLeaf("table", PLAIN, 0, this.#line - 1);
    this.#builder.addSegment(headStart!, headEnd!);
    this.#addLine();
    return true;
  }

  /** Adds the line without its indent. */
  #addLine(): void {
    this.#cursor.skipIndent();
    this.#addRawLine();
  }

  #addRawLine(): void {
    this.#builder.addSegment(this.#cursor.offset, this.#cursor.end);
    if (!this.#cursor.isBlank) this.#leafEndLine = this.#line + 1;
  }

  #openLeaf(kind: OpenLeaf["kind"], state: LeafState, level = 0, firstLine = this.#line): void {
    this.#markContent();
    this.#leaf = {
      kind,
      level,
      firstLine,
      firstSegment: this.#builder.segmentCount,
      item: this.#itemIndex(),
      isQuoted: this.#isQuoted(),
    };
    this.#state = state;
    this.#leafEndLine = firstLine + 1;
  }

  #closeLeaf(): void {
    let leaf = this.#leaf;
    this.#leaf = null;
    this.#state = PLAIN;
    if (leaf?.kind === "paragraph") leaf = this.#builder.takeReferences(leaf, this.#leafEndLine);
    if (leaf !== null) this.#builder.addLeaf(leaf, this.#leafEndLine);
  }

  #closeUnmatched(matchedCount: number): void {
    if (matchedCount === this.#containers.length) return;
    this.#closeLeaf();
    // Mostly it is one, and taking one off is cheaper than setting the length.
    while (this.#containers.length > matchedCount) this.#containers.pop();
  }

  #itemIndex(): number {
    return this.#containers.at(-1)?.item ?? -1;
  }

  #isQuoted(): boolean {
    return this.#containers.at(-1)?.isQuoted ?? false;
  }
}

/** Where a block begins. */
interface BlockPlace {
  readonly matchedCount: number;
  /** Whether a container has begun on this line. */
  readonly opened: "none" | "some";
  /** Whether the block would interrupt a paragraph. */
  readonly interrupts: boolean;
}

/** Most lines begin with a letter and no block does: only signs, digits, `_`, backticks and tildes. */
function mayBeginBlock(code: number): boolean {
  return code < 0x40 || code === 0x5f || isFenceCode(code);
}

function isBlankBehind(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code !== 0x20 && code !== 0x09) return false;
  }
  return true;
}
