/**
 * How the first characters of a line tell which block begins there (CommonMark 0.31, GFM tables).
 *
 * Every pattern is sticky and looks at a bounded part of the line or is linear in it.
 *
 * @module
 */

/** A heading's opening sequence of `#` and its text. */
export interface AtxHeading {
  readonly level: number;
  readonly textStart: number;
  readonly textEnd: number;
}

const HASH = 0x23;

/** Reads an ATX heading at an offset of a line, or returns null. */
export function readAtxHeading(text: string, offset: number, end: number): AtxHeading | null {
  let start = offset;
  while (start < end && text.charCodeAt(start) === HASH) start++;
  const level = start - offset;
  if (level < 1 || level > 6 || (start < end && !isBlank(text.charCodeAt(start)))) return null;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  let stop = trimEnd(text, start, end);
  // A closing sequence of # counts only behind a blank, or where it is all there is.
  let closing = stop;
  while (closing > start && text.charCodeAt(closing - 1) === HASH) closing--;
  if (closing === start) stop = start;
  else if (closing < stop && isBlank(text.charCodeAt(closing - 1))) {
    stop = trimEnd(text, start, closing);
  }
  return { level, textStart: start, textEnd: stop };
}

/** An opening fence. */
export interface Fence {
  readonly code: number;
  readonly length: number;
}

const BACKTICK = 0x60;
const TILDE = 0x7e;

/** Reads an opening fence at an offset of a line, or returns null. */
export function readFence(text: string, offset: number, end: number): Fence | null {
  const code = text.charCodeAt(offset);
  const stop = endOfRun(text, offset, end);
  if (stop - offset < 3) return null;
  // Text with a backtick behind three backticks is a code span.
  if (code === BACKTICK && text.slice(stop, end).includes("`")) return null;
  return { code, length: stop - offset };
}

/** Whether a closing fence for the opening one stands at an offset of a line. */
export function isClosingFence(text: string, offset: number, end: number, fence: Fence): boolean {
  if (text.charCodeAt(offset) !== fence.code) return false;
  const stop = endOfRun(text, offset, end);
  return stop - offset >= fence.length && trimEnd(text, stop, end) === stop;
}

/** Whether a character can open a fence. */
export function isFenceCode(code: number): boolean {
  return code === BACKTICK || code === TILDE;
}

/** Whether the line from an offset on is a thematic break: three or more of one of `*`, `-`, `_`. */
export function isThematicBreak(text: string, offset: number, end: number): boolean {
  const code = text.charCodeAt(offset);
  let count = 0;
  for (let index = offset; index < end; index++) {
    const found = text.charCodeAt(index);
    if (found === code) count++;
    else if (!isBlank(found)) return false;
  }
  return count >= 3;
}

/** The level that a setext underline gives, 0 where the line is none. */
export function readSetextUnderline(text: string, offset: number, end: number): 0 | 1 | 2 {
  const code = text.charCodeAt(offset);
  if (code !== 0x3d && code !== 0x2d) return 0;
  const stop = endOfRun(text, offset, end);
  if (trimEnd(text, stop, end) !== stop) return 0;
  return code === 0x3d ? 1 : 2;
}

/** A list marker without the blanks behind it. */
export interface ListMarker {
  /** Characters of the marker. */
  readonly length: number;
  /** Whether it may interrupt a paragraph: a bullet, or the number 1. */
  readonly canInterrupt: boolean;
}

/** Reads a list marker at an offset of a line, or returns null. */
export function readListMarker(text: string, offset: number, end: number): ListMarker | null {
  const code = text.charCodeAt(offset);
  let stop = offset + 1;
  let canInterrupt = true;
  if (isDigit(code)) {
    while (stop < end && stop - offset <= 9 && isDigit(text.charCodeAt(stop))) stop++;
    if (stop - offset > 9) return null;
    canInterrupt = stop - offset === 1 && code === 0x31;
    const delimiter = stop < end ? text.charCodeAt(stop) : -1;
    if (delimiter !== 0x2e && delimiter !== 0x29) return null;
    stop++;
  } else if (code !== 0x2d && code !== 0x2a && code !== 0x2b) return null;
  if (stop < end && !isBlank(text.charCodeAt(stop))) return null;
  return { length: stop - offset, canInterrupt };
}

/** Whether a code is that of a blank or a tab. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function endOfRun(text: string, offset: number, end: number): number {
  const code = text.charCodeAt(offset);
  let stop = offset;
  while (stop < end && text.charCodeAt(stop) === code) stop++;
  return stop;
}

/** The end of a stretch without the blanks at its end. */
export function trimEnd(text: string, start: number, end: number): number {
  let stop = end;
  while (stop > start && isBlank(text.charCodeAt(stop - 1))) stop--;
  return stop;
}
