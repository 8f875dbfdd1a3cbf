import { joinBytes } from "./wire_request.ts";
import { headerOf } from "./message_head.ts";
import type { WireAnswer, WireBody } from "./upstream.ts";

/** A body that has to be held whole, because it is cut in the middle, is refused above this. */
const WHOLE_MAX_BYTES = 64 * 1024 * 1024;

/** Whether an answer is a stream of events. */
export function isEventStream({ headers }: Pick<WireAnswer, "headers">): boolean {
  return headerOf(headers, "content-type")?.toLowerCase().startsWith("text/event-stream") ?? false;
}

/** All bytes of a body. */
export async function readWhole(body: WireBody): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let byteCount = 0;
  for (let bytes = await body.read(); bytes !== null; bytes = await body.read()) {
    byteCount += bytes.length;
    if (byteCount > WHOLE_MAX_BYTES) {
      throw new RangeError(`Cannot cut the answer: wanted at most ${WHOLE_MAX_BYTES} bytes`);
    }
    // Copied: the bytes are valid until the next read only.
    pieces.push(bytes.slice());
  }
  return joinBytes(pieces);
}

/** Events that are let through before a stream is cut: one that says hello, one with text. */
const KEPT_EVENT_COUNT = 2;

/**
 * The beginning of a stream of events: two of them, and half of the third where asked for.
 *
 * @param body Read as far as needed
 */
export async function firstEventsOf(
  body: WireBody,
  { hasHalf }: { readonly hasHalf: boolean },
): Promise<Uint8Array> {
  const wantedCount = KEPT_EVENT_COUNT + Number(hasHalf);
  let held = new Uint8Array(0);
  for (;;) {
    const ends = findEventEnds(held, wantedCount);
    const bytes = ends.length < wantedCount ? await body.read() : null;
    if (bytes === null) {
      const kept = ends[KEPT_EVENT_COUNT - 1] ?? Math.floor(held.length / 2);
      const next = ends[KEPT_EVENT_COUNT];
      if (!hasHalf || next === undefined) return held.subarray(0, kept);
      return held.subarray(0, Math.floor((kept + next) / 2));
    }
    held = joinBytes([held, bytes.slice()]) as Uint8Array<ArrayBuffer>;
  }
}

const LF = 0x0a;
const CR = 0x0d;

/** Where the first events end: behind a blank line. */
function findEventEnds(bytes: Uint8Array, maxCount: number): readonly number[] {
  const ends: number[] = [];
  let lineStart = 0;
  for (
    let at = bytes.indexOf(LF);
    at >= 0 && ends.length < maxCount;
    at = bytes.indexOf(LF, at + 1)
  ) {
    const isBlank = at === lineStart || (at === lineStart + 1 && bytes[lineStart] === CR);
    if (isBlank && lineStart > 0) ends.push(at + 1);
    lineStart = at + 1;
  }
  return ends;
}

/** What stands before a model's text in the answers of both kinds of servers. */
const TEXT_MARKS = ['"content":"', '"content": "', '"text":"', '"text": "'];

/** No byte of UTF-8. */
const NO_UTF8 = 0xff;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The same bytes with some in the model's text that are no UTF-8: the first byte of every text that
 * is not empty. Bytes without such a text stay as they are, unless they are a whole answer.
 */
export function spoilText(bytes: Uint8Array, options: { readonly isWhole: boolean }): Uint8Array {
  const spoilt = bytes.slice();
  let isSpoilt = false;
  const view = new TextDecoder("latin1").decode(bytes);
  for (const mark of TEXT_MARKS) {
    for (let at = view.indexOf(mark); at >= 0; at = view.indexOf(mark, at + 1)) {
      const place = at + mark.length;
      const byte = bytes[place];
      // An empty text has nothing to lose, and half an escape would be broken JSON.
      if (byte === undefined || byte === QUOTE || byte === BACKSLASH) continue;
      spoilt[place] = NO_UTF8;
      isSpoilt = true;
    }
  }
  const middle = Math.floor(bytes.length / 2);
  if (!isSpoilt && options.isWhole) spoilt.fill(NO_UTF8, middle, middle + 1);
  return spoilt;
}
