/**
 * Which parts of a paragraph are spoken.
 *
 * Known are “ ”, „ ”, " ", « », ‘ ’ (British) and the dash that opens a line of dialogue in
 * French. A quotation that does not close lasts to the end of the paragraph, because speech of
 * several paragraphs closes only in the last one. One pass, linear in the text.
 *
 * @module
 */
import { SPEECH_VERBS } from "./lexicon_speech.ts";

/** A part of a paragraph. */
export interface Segment {
  readonly text: string;
  /** Whether it is spoken. */
  readonly isDialogue: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { "“": "”", "„": "”", '"': '"', "«": "»" };

/** Splits one normalised paragraph into narration and dialogue. */
export function splitDialogue(paragraph: string): readonly Segment[] {
  if (/^\s*[—–-]\s/.test(paragraph)) return splitDashLine(paragraph);
  const segments: Segment[] = [];
  let narrationStart = 0;
  let index = 0;
  while (index < paragraph.length) {
    const end = endOfQuote(paragraph, index);
    if (end === undefined) {
      index++;
      continue;
    }
    push(segments, paragraph.slice(narrationStart, index), false);
    push(segments, paragraph.slice(index, end), true);
    index = end;
    narrationStart = end;
  }
  push(segments, paragraph.slice(narrationStart), false);
  return segments;
}

/** Where the quotation that opens at `index` ends, or undefined where none opens. */
function endOfQuote(text: string, index: number): number | undefined {
  const opener = text[index]!;
  const closer = CLOSING[opener];
  if (closer !== undefined) {
    const close = text.indexOf(closer, index + 1);
    return close < 0 ? text.length : close + 1;
  }
  if (opener !== "\u2018" || (index > 0 && !/[\s(—]/.test(text[index - 1]!))) return undefined;
  // ’ is an apostrophe too: it closes only after punctuation and before no letter.
  const close = /[.,!?…—]'(?!\p{L})/gu;
  close.lastIndex = index;
  return close.exec(text) === null ? text.length : close.lastIndex;
}

/**
 * A line that starts with a dash is spoken, except for the reporting clause ("dit-elle", "murmura
 * Jeanne"): from its verb to the next comma or end of sentence.
 */
function splitDashLine(paragraph: string): readonly Segment[] {
  const segments: Segment[] = [];
  const reporting =
    /[,?!…—]\s+(?=(?:(?:me|te|se|lui|leur)\s|[mts]')?(\p{L}+)(-(?:t-)?(?:je|il|elle|on|ils|elles)\b|\s+(?:\p{Lu}|l[ae']|les|mon|ma|son|sa)))/gu;
  let start = 0;
  for (let match = reporting.exec(paragraph); match !== null; match = reporting.exec(paragraph)) {
    const isInverted = match[2]!.startsWith("-");
    if (!isInverted && !SPEECH_VERBS.has(match[1]!.toLowerCase())) continue;
    const clauseStart = reporting.lastIndex;
    const stop = /[,.!?…—]/g;
    stop.lastIndex = clauseStart;
    const clauseEnd = stop.exec(paragraph) === null ? paragraph.length : stop.lastIndex;
    push(segments, paragraph.slice(start, clauseStart), true);
    push(segments, paragraph.slice(clauseStart, clauseEnd), false);
    start = clauseEnd;
    reporting.lastIndex = clauseEnd;
  }
  push(segments, paragraph.slice(start), true);
  return segments;
}

function push(segments: Segment[], text: string, isDialogue: boolean): void {
  if (text.trim() !== "") segments.push({ text, isDialogue });
}
