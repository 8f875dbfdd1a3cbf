import type {
  Leaf,
  LeafKind,
  ListItem,
  MarkdownDocument,
  ReferenceDefinition,
} from "./document.ts";
import { createOffsetMap, joinLines } from "./document.ts";
import { readReferenceDefinition } from "./reference_definition.ts";

/** A leaf that may still get lines. */
export interface OpenLeaf {
  kind: LeafKind;
  level: number;
  readonly firstLine: number;
  readonly firstSegment: number;
  readonly item: number;
  readonly isQuoted: boolean;
}

/** Collects leaves, items and reference definitions while a file is scanned. */
export class DocumentBuilder implements MarkdownDocument {
  readonly text: string;
  readonly lineStarts: readonly number[];
  readonly leaves: Leaf[] = [];
  readonly items: ListItem[] = [];
  readonly segments: number[] = [];
  readonly texts: (string | undefined)[] = [];
  readonly references = new Map<string, ReferenceDefinition>();

  /**
   * @param text Text of the file
   * @param lineStarts Offset at which each line begins
   */
  constructor(text: string, lineStarts: readonly number[]) {
    this.text = text;
    this.lineStarts = lineStarts;
  }

  /** Number of lines that leaves have so far. */
  get segmentCount(): number {
    return this.segments.length / 2;
  }

  /** Adds a line, or what containers have left of it, to the leaf that is open. */
  addSegment(start: number, end: number): void {
    this.segments.push(start, end);
  }

  /** Adds a leaf whose last line is the one before `endLine`. */
  addLeaf(open: OpenLeaf, endLine: number): void {
    const { kind, level, firstLine, firstSegment, item, isQuoted } = open;
    const endSegment = this.segmentCount;
    this.leaves.push({
      index: this.leaves.length,
      kind,
      level,
      firstLine,
      endLine,
      item,
      isQuoted,
      firstSegment,
      endSegment,
    });
  }

  /**
   * Takes the reference definitions off the beginning of a paragraph.
   *
   * @returns The rest of the paragraph, or null where nothing is left
   */
  takeReferences(open: OpenLeaf, endLine: number): OpenLeaf | null {
    const { text, segments } = this;
    if (text.charCodeAt(segments[2 * open.firstSegment]!) !== 0x5b) return open;
    const index = this.leaves.length;
    const whole: Leaf = { ...open, index, endLine, endSegment: this.segmentCount };
    const content = joinLines(this, whole);
    const toFileOffset = createOffsetMap(this, whole);
    let offset = 0;
    let lineCount = 0;
    while (content.charCodeAt(offset) === 0x5b) {
      const match = readReferenceDefinition(content, offset);
      if (match === null) break;
      const { label, destination } = match;
      if (!this.references.has(label)) {
        const fileStart = toFileOffset(match.destinationOffset);
        this.references.set(label, { label, destination, offset: fileStart });
      }
      lineCount += countLines(content, offset, match.end);
      offset = match.end;
    }
    if (lineCount === 0) return open;
    const rest = open.firstSegment + lineCount;
    this.leaves.push({
      ...whole,
      kind: "reference",
      endLine: open.firstLine + lineCount,
      endSegment: rest,
    });
    if (rest >= this.segmentCount) return null;
    return { ...open, firstLine: open.firstLine + lineCount, firstSegment: rest };
  }
}

/** The number of lines that a stretch takes which ends behind a line feed or at the end. */
function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let index = text.indexOf("\n", start); index >= 0 && index < end;) {
    count++;
    index = text.indexOf("\n", index + 1);
  }
  return text.charCodeAt(end - 1) === 0x0a ? count : count + 1;
}
