import type { Json, JsonObject } from "../../src/internal/json.ts";
import type { RandomStream } from "../../src/internal/random.ts";

/** Values that readers stumble over. */
const HOSTILE_VALUES: readonly Json[] = [
  ...[null, true, false, "", " ", "0", "NaN", "__proto__", "\u0000", "\ud800", "é".repeat(300)],
  ...[0, -0, -1, 0.5, 1, 1e-9, 1e21, 1e308, -1e308, 2 ** 53, 2 ** 31],
  ...[[], {}, [[]], [null], { "": 0 }, { __proto__: 1 } as JsonObject],
];

/** Names that a reader must not take for members of its own. */
const HOSTILE_NAMES = ["", "__proto__", "constructor", "toString", "min", "0", "$schema"];

/** Texts that no reader of JSON agrees about. */
const HOSTILE_TEXTS = ["\ufeff", "{", "]", ",", '"', "\\", "//", "1e999", "01", "\u2028", "NaN"];

/** Changes a document in up to four places; how it is written stays JSON. */
export function mutateJson(value: Json, stream: RandomStream): Json {
  let changed = value;
  for (let left = 1 + stream.nextBelow(4); left > 0; left--) changed = mutateOnce(changed, stream);
  return changed;
}

function mutateOnce(value: Json, stream: RandomStream): Json {
  const isBranch = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  // Most members lie deep: going down is more likely than changing the whole.
  if (!isBranch || stream.nextBoolean(0.1)) return stream.pick(HOSTILE_VALUES);
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, Json>;
  const name = stream.pick(Object.keys(copy));
  switch (stream.nextBelow(8)) {
    case 0:
      if (Array.isArray(copy)) copy.splice(Number(name), 1);
      else delete copy[name];
      return copy;
    case 1:
      if (Array.isArray(copy)) copy.push(copy[Number(name)]!);
      else define(copy, stream.pick(HOSTILE_NAMES), copy[name]!);
      return copy;
    default:
      copy[name] = mutateOnce(copy[name]!, stream);
      return copy;
  }
}

/** Also where the name means something to an object. */
function define(target: Record<string, Json>, name: string, value: Json): void {
  const descriptor = { value, enumerable: true, writable: true, configurable: true };
  Object.defineProperty(target, name, descriptor);
}

/** Cuts, doubles or changes a piece of a text, or puts something hostile in. */
export function mutateText(text: string, stream: RandomStream): string {
  const start = stream.nextBelow(text.length + 1);
  const end = Math.min(text.length, start + stream.nextBelow(12));
  const head = text.slice(0, start);
  switch (stream.nextBelow(4)) {
    case 0:
      return head + text.slice(end);
    case 1:
      return head + text.slice(start, end) + text.slice(start);
    case 2:
      return head + stream.pick(HOSTILE_TEXTS) + text.slice(end);
    default:
      return head + String.fromCharCode(stream.nextBelow(0x250)) + text.slice(end);
  }
}

/** Changes, cuts, doubles or inserts some bytes; may give the same bytes again. */
export function mutateBytes(bytes: Uint8Array, stream: RandomStream): Uint8Array<ArrayBuffer> {
  const at = stream.nextBelow(bytes.length + 1);
  const length = stream.nextBelow(64);
  if (bytes.length === 0) return join(randomBytes(length, stream));
  const [head, piece] = [bytes.subarray(0, at), bytes.subarray(at, at + length)];
  switch (stream.nextBelow(5)) {
    case 0: {
      const copy = new Uint8Array(bytes);
      const index = stream.nextBelow(bytes.length);
      copy[index] = copy[index]! ^ (1 << stream.nextBelow(8));
      return copy;
    }
    case 1:
      return join(head, bytes.subarray(at + length));
    case 2:
      return join(head, piece, piece, bytes.subarray(at + piece.length));
    case 3:
      return new Uint8Array(head);
    default:
      return join(head, randomBytes(length, stream), bytes.subarray(at));
  }
}

/** So many bytes, some of them often. */
export function randomBytes(length: number, stream: RandomStream): Uint8Array {
  return Uint8Array.from({ length }, () => stream.nextBelow(256));
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
