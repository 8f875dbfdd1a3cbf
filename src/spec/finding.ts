import type { SpecCode } from "./codes.ts";
import { compareText } from "./compare_text.ts";
import { displayWidth } from "./display_width.ts";

/** A place in a file of the repository. */
export interface Place {
  /** Path from the repository's root, with slashes. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Display column, counted from 1: what a terminal or an editor shows. */
  readonly column: number;
  /** Column in UTF-16 code units, counted from 1: what SARIF wants. */
  readonly utf16Column: number;
}

/** Something that a check objects to. */
export interface Finding extends Place {
  /** What it is about; a code never changes its meaning. */
  readonly code: SpecCode;
  /** One sentence without its full stop. */
  readonly message: string;
}

/** A text of which places are wanted. */
export interface PlacedText {
  readonly path: string;
  readonly text: string;
  /** Offset at which each line begins. */
  readonly lineStarts: readonly number[];
}

/** The place of an offset in a text. */
export function placeAt({ path, text, lineStarts }: PlacedText, offset: number): Place {
  const line = lastAtMost(lineStarts, offset);
  const start = lineStarts[line] ?? 0;
  const column = displayWidth(text.slice(start, offset)) + 1;
  return { path, line: line + 1, column, utf16Column: offset - start + 1 };
}

/** The first place of a file, for what concerns the file as a whole. */
export function placeOfFile(path: string): Place {
  return { path, line: 1, column: 1, utf16Column: 1 };
}

/** Orders findings by file, place, code and text. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareText(a.path, b.path) || a.line - b.line || a.utf16Column - b.utf16Column ||
    compareText(a.code, b.code) || compareText(a.message, b.message);
}

/** Index of the last number that is not above the bound; 0 where there is none. */
function lastAtMost(numbers: readonly number[], bound: number): number {
  let low = 0;
  let high = numbers.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= bound) low = middle;
    else high = middle;
  }
  return low;
}
