/**
 * Which `*` and `_` mark emphasis (CommonMark 0.31, section 6.2 and appendix, phase 2).
 *
 * @module
 */

/** A run of one delimiter character. */
interface Run {
  readonly code: number;
  readonly start: number;
  /** Delimiters that are left. Closers lose them from the start, openers from the end. */
  left: number;
  right: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  readonly length: number;
}

const ASTERISK = 0x2a;

/**
 * The offsets of the `*` and `_` that mark emphasis.
 *
 * @param text Inline text
 * @param isProtected Whether an offset lies in a code span, a tag or a link's destination
 */
export function findEmphasisMarks(
  text: string,
  isProtected: (offset: number) => boolean,
): Set<number> {
  const marks = new Set<number>();
  const openers: Run[] = [];
  // Below these indices there is no opener for a closer of that kind: keeps the search linear.
  const bottoms = new Map<string, number>();
  const pattern = /\*+|_+/g;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (isProtected(match.index) || isEscaped(text, match.index)) {
      // Only the first character of a run can be escaped.
      pattern.lastIndex = match.index + 1;
      continue;
    }
    const run = readRun(text, match.index, pattern.lastIndex);
    if (run.canClose) closeRun(run, openers, { marks, bottoms });
    if (run.canOpen && run.right > run.left) openers.push(run);
  }
  return marks;
}

function closeRun(
  closer: Run,
  openers: Run[],
  { marks, bottoms }: { readonly marks: Set<number>; readonly bottoms: Map<string, number> },
): void {
  const kind = `${closer.code}/${closer.canOpen}/${closer.length % 3}`;
  let bottom = Math.min(bottoms.get(kind) ?? 0, openers.length);
  let index = openers.length - 1;
  while (closer.right > closer.left && index >= bottom) {
    const opener = openers[index]!;
    if (!canPair(opener, closer)) {
      index--;
      continue;
    }
    const isStrong = opener.right - opener.left >= 2 && closer.right - closer.left >= 2;
    for (let count = isStrong ? 2 : 1; count > 0; count--) {
      marks.add(--opener.right);
      marks.add(closer.left++);
    }
    // Whatever opened in between stays text.
    openers.length = opener.right > opener.left ? index + 1 : index;
    index = openers.length - 1;
    bottom = Math.min(bottom, openers.length);
  }
  if (closer.right > closer.left) bottoms.set(kind, openers.length);
}

function canPair(opener: Run, closer: Run): boolean {
  if (opener.code !== closer.code) return false;
  // The rule of three: a run that can do both pairs only with a fitting length.
  const isMixed = opener.canClose || closer.canOpen;
  const isOdd = (opener.length + closer.length) % 3 === 0 &&
    !(opener.length % 3 === 0 && closer.length % 3 === 0);
  return !(isMixed && isOdd);
}

function readRun(text: string, start: number, end: number): Run {
  const code = text.charCodeAt(start);
  const before = characterBefore(text, start);
  const after = end < text.length ? String.fromCodePoint(text.codePointAt(end)!) : " ";
  const isSpaceBefore = /\s/.test(before);
  const isSpaceAfter = /\s/.test(after);
  const isMarkBefore = /[\p{P}\p{S}]/u.test(before);
  const isMarkAfter = /[\p{P}\p{S}]/u.test(after);
  const isLeft = !isSpaceAfter && (!isMarkAfter || isSpaceBefore || isMarkBefore);
  const isRight = !isSpaceBefore && (!isMarkBefore || isSpaceAfter || isMarkAfter);
  const canOpen = isLeft && (code === ASTERISK || !isRight || isMarkBefore);
  const canClose = isRight && (code === ASTERISK || !isLeft || isMarkAfter);
  return { code, start, left: start, right: end, canOpen, canClose, length: end - start };
}

function characterBefore(text: string, offset: number): string {
  if (offset === 0) return " ";
  const isPair = offset > 1 && /[\udc00-\udfff]/.test(text[offset - 1]!);
  return isPair ? text.slice(offset - 2, offset) : text[offset - 1]!;
}

function isEscaped(text: string, offset: number): boolean {
  let count = 0;
  while (text.charCodeAt(offset - 1 - count) === 0x5c) count++;
  return count % 2 === 1;
}
