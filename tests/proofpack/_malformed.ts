import type { ViolationCode } from "../../src/proofpack/violation.ts";
import { archive, buildBytes, listEntries, toBytes, unarchive } from "./_pack.ts";

const { bytes: GOOD } = await buildBytes({ count: 1 });
const ENTRIES = listEntries(GOOD);
const LOCAL = ENTRIES[1]!.offset;
const LAST = ENTRIES.at(-1)!;
const CENTRAL = LAST.dataOffset + LAST.size;
const END = GOOD.length - 22;

/** A copy with some bytes at an offset replaced. */
function patch(offset: number, ...values: number[]): Uint8Array {
  const bytes = GOOD.slice();
  bytes.set(values, offset);
  return bytes;
}

/** A copy with some bytes between two offsets replaced by any number of others. */
function splice(from: number, to: number, ...parts: (Uint8Array | number[])[]): Uint8Array {
  const middle = parts.flatMap((part) => [...part]);
  const bytes = new Uint8Array(GOOD.length - (to - from) + middle.length);
  bytes.set(GOOD.subarray(0, from));
  bytes.set(middle, from);
  bytes.set(GOOD.subarray(to), from + middle.length);
  return bytes;
}

/** A canonical archive of one file with a name that must not be. */
const named = (name: string | Uint8Array) => () => archive([[name, "x"]]);

/** An archive that is not what the pack writer writes, and the code by which it is refused. */
export type MalformedCase = readonly [
  name: string,
  code: ViolationCode,
  make: () => Uint8Array | Promise<Uint8Array>,
];

const PATCHED: readonly MalformedCase[] = [
  ["local: signature", "NOT_CANONICAL", () => patch(LOCAL, 0x51)],
  ["local: version 10", "NOT_CANONICAL", () => patch(LOCAL + 4, 10)],
  ["local: version 45 without need", "NOT_CANONICAL", () => patch(LOCAL + 4, 45)],
  ["local: encrypted", "NOT_CANONICAL", () => patch(LOCAL + 6, 0x01)],
  ["local: data descriptor", "NOT_CANONICAL", () => patch(LOCAL + 6, 0x08)],
  ["local: strong encryption", "NOT_CANONICAL", () => patch(LOCAL + 6, 0x41)],
  ["local: name in code page 437", "NOT_CANONICAL", () => patch(LOCAL + 7, 0x00)],
  ["local: masked header", "NOT_CANONICAL", () => patch(LOCAL + 7, 0x28)],
  ["local: deflated", "NOT_CANONICAL", () => patch(LOCAL + 8, 8)],
  ["local: zstd", "NOT_CANONICAL", () => patch(LOCAL + 8, 93)],
  ["local: AES", "NOT_CANONICAL", () => patch(LOCAL + 8, 99)],
  ["local: time", "NOT_CANONICAL", () => patch(LOCAL + 10, 1)],
  ["local: date", "NOT_CANONICAL", () => patch(LOCAL + 12, 0x22)],
  ["local: date 0", "NOT_CANONICAL", () => patch(LOCAL + 12, 0)],
  ["local: CRC", "CRC_MISMATCH", () => patch(LOCAL + 14, GOOD[LOCAL + 14]! ^ 1)],
  ["local: compressed size", "NOT_CANONICAL", () => patch(LOCAL + 18, GOOD[LOCAL + 18]! ^ 1)],
  ["local: size", "NOT_CANONICAL", () => patch(LOCAL + 22, GOOD[LOCAL + 22]! ^ 1)],
  ["local: both sizes smaller", "NOT_CANONICAL", () => {
    const [low, high] = [GOOD[LOCAL + 18]! - 1, GOOD[LOCAL + 19]!];
    return patch(LOCAL + 18, low, high, 0, 0, low, high, 0, 0);
  }],
  ["local: both sizes larger", "NOT_CANONICAL", () => {
    return patch(LOCAL + 18, 0, 0, 0, 1, 0, 0, 0, 1);
  }],
  [
    "local: sizes in ZIP64 without extra field",
    "NOT_CANONICAL",
    () => patch(LOCAL + 18, ...new Array<number>(8).fill(0xff)),
  ],
  ["local: ZIP64 extra field for a small file", "NOT_CANONICAL", () => {
    const name = ENTRIES[1]!.dataOffset;
    const size = [...GOOD.subarray(LOCAL + 22, LOCAL + 26), 0, 0, 0, 0];
    return splice(
      LOCAL + 18,
      name,
      new Array<number>(8).fill(0xff),
      [
        ...GOOD.subarray(LOCAL + 26, LOCAL + 28),
        20,
        0,
        ...GOOD.subarray(LOCAL + 30, name),
      ],
      [1, 0, 16, 0],
      size,
      size,
    );
  }],
  ["local: ZIP64 size beyond 2^53", "TOO_LARGE", () => {
    const name = ENTRIES[1]!.dataOffset;
    return splice(
      LOCAL + 18,
      name,
      new Array<number>(8).fill(0xff),
      [
        ...GOOD.subarray(LOCAL + 26, LOCAL + 28),
        20,
        0,
        ...GOOD.subarray(LOCAL + 30, name),
      ],
      [1, 0, 16, 0],
      new Array<number>(16).fill(0xff),
    );
  }],
  ["local: name length 0", "BAD_NAME", () => patch(LOCAL + 26, 0)],
  ["local: name length 65535", "BAD_NAME", () => patch(LOCAL + 26, 0xff, 0xff)],
  ["local: extra field", "NOT_CANONICAL", () => {
    const name = ENTRIES[1]!.dataOffset;
    return splice(name, name, [0x55, 0x54, 0, 0]);
  }],
  ["local: length of a missing extra field", "NOT_CANONICAL", () => patch(LOCAL + 28, 4)],
  ["local: other name than central", "NOT_CANONICAL", () => patch(LOCAL + 30, 0x51)],
  ["central: signature", "NOT_CANONICAL", () => patch(CENTRAL, 0x51)],
  ["central: made by MS-DOS", "NOT_CANONICAL", () => patch(CENTRAL + 5, 0)],
  ["central: version", "NOT_CANONICAL", () => patch(CENTRAL + 6, 10)],
  ["central: flags", "NOT_CANONICAL", () => patch(CENTRAL + 8, 1)],
  ["central: method", "NOT_CANONICAL", () => patch(CENTRAL + 10, 8)],
  ["central: time", "NOT_CANONICAL", () => patch(CENTRAL + 12, 1)],
  ["central: CRC", "NOT_CANONICAL", () => patch(CENTRAL + 16, GOOD[CENTRAL + 16]! ^ 1)],
  ["central: compressed size", "NOT_CANONICAL", () => patch(CENTRAL + 20, GOOD[CENTRAL + 20]! ^ 1)],
  ["central: size", "NOT_CANONICAL", () => patch(CENTRAL + 24, GOOD[CENTRAL + 24]! ^ 1)],
  ["central: extra field", "NOT_CANONICAL", () => patch(CENTRAL + 30, 4)],
  ["central: comment", "NOT_CANONICAL", () => patch(CENTRAL + 32, 1)],
  ["central: disk", "NOT_CANONICAL", () => patch(CENTRAL + 34, 1)],
  ["central: text attribute", "NOT_CANONICAL", () => patch(CENTRAL + 36, 1)],
  ["central: symbolic link attribute", "NOT_CANONICAL", () => patch(CENTRAL + 41, 0xa1)],
  ["central: folder attribute", "NOT_CANONICAL", () => patch(CENTRAL + 38, 0x10)],
  [
    "central: offset of another file",
    "NOT_CANONICAL",
    () =>
      patch(CENTRAL + 42, ...GOOD.subarray(CENTRAL + 42, CENTRAL + 43).map((value) => value + 1)),
  ],
  ["central: other name than local", "NOT_CANONICAL", () => patch(CENTRAL + 46, 0x51)],
  ["end: signature", "NOT_CANONICAL", () => patch(END, 0x51)],
  ["end: disk", "NOT_CANONICAL", () => patch(END + 4, 1)],
  ["end: disk of the directory", "NOT_CANONICAL", () => patch(END + 6, 1)],
  ["end: count on this disk", "NOT_CANONICAL", () => patch(END + 8, GOOD[END + 8]! - 1)],
  ["end: count", "NOT_CANONICAL", () => patch(END + 10, GOOD[END + 10]! - 1)],
  ["end: count says ZIP64", "NOT_CANONICAL", () => patch(END + 8, 0xff, 0xff, 0xff, 0xff)],
  ["end: size of the directory", "NOT_CANONICAL", () => patch(END + 12, GOOD[END + 12]! ^ 1)],
  ["end: offset of the directory", "NOT_CANONICAL", () => patch(END + 16, GOOD[END + 16]! ^ 1)],
  ["end: comment length", "NOT_CANONICAL", () => patch(END + 20, 1)],
];

const SPLICED: readonly MalformedCase[] = [
  ["one byte in front", "NOT_CANONICAL", () => splice(0, 0, [0])],
  ["a script in front", "NOT_CANONICAL", () => splice(0, 0, toBytes("#!/bin/sh\nexit 0\n"))],
  ["another archive in front", "NOT_CANONICAL", () => splice(0, 0, GOOD)],
  ["one byte behind", "NOT_CANONICAL", () => splice(GOOD.length, GOOD.length, [0])],
  ["another archive behind", "NOT_CANONICAL", () => splice(GOOD.length, GOOD.length, GOOD)],
  ["a comment", "NOT_CANONICAL", () => splice(END + 20, GOOD.length, [2, 0], toBytes("hi"))],
  ["a second end record", "NOT_CANONICAL", () => splice(END, END, GOOD.subarray(END))],
  ["a byte between two files", "NOT_CANONICAL", () => splice(LOCAL, LOCAL, [0])],
  ["a byte before the directory", "NOT_CANONICAL", () => splice(CENTRAL, CENTRAL, [0])],
  [
    "a data descriptor",
    "NOT_CANONICAL",
    () => splice(CENTRAL, CENTRAL, [0x50, 0x4b, 0x07, 0x08], new Uint8Array(12)),
  ],
  ["a file that the directory lacks", "NOT_CANONICAL", () => {
    const next = CENTRAL + 46 + ENTRIES[0]!.path.length;
    return splice(CENTRAL, next);
  }],
  ["a directory entry without a file", "NOT_CANONICAL", () => {
    const next = CENTRAL + 46 + ENTRIES[0]!.path.length;
    return splice(next, next, GOOD.subarray(CENTRAL, next));
  }],
  ["a ZIP64 end record without need", "NOT_CANONICAL", () => splice(END, END, new Uint8Array(76))],
  ["a spanning marker in front", "NOT_CANONICAL", () => splice(0, 0, [0x50, 0x4b, 0x30, 0x30])],
  [
    "only an end record",
    "MISSING_FILE",
    () => GOOD.subarray(END).with(8, 0).with(10, 0).fill(0, 8),
  ],
];

const NAMED: readonly MalformedCase[] = [
  ["an absolute name", "BAD_NAME", named("/PR_REPORT.json")],
  ["a name that climbs", "BAD_NAME", named("a/../../b")],
  ["a name with a backslash", "BAD_NAME", named("a\\b")],
  ["a name with a drive", "BAD_NAME", named("C:b")],
  ["a name with a 0 byte", "BAD_NAME", named("a\u0000b")],
  ["a name that is not UTF-8", "BAD_NAME", named(new Uint8Array([0x61, 0xff]))],
  ["an overlong name in UTF-8", "BAD_NAME", named(new Uint8Array([0xc0, 0xaf, 0x61]))],
  ["an empty name", "BAD_NAME", named("")],
  ["a folder", "BAD_NAME", named("folder/")],
  ["a device of Windows", "BAD_NAME", named("aux.json")],
  ["a name twice", "NOT_CANONICAL", () => archive([["a", "x"], ["a", "y"]])],
  ["names out of order", "NOT_CANONICAL", () => archive([["b", "x"], ["a", "y"]])],
  ["names that differ by case", "NAME_COLLISION", () => archive([["A", "x"], ["a", "y"]])],
  ["a file that is a folder too", "NAME_COLLISION", () => archive([["a", "x"], ["a/b", "y"]])],
  ["no files", "MISSING_FILE", () => archive([])],
  ["files in reverse", "NOT_CANONICAL", () => archive([...unarchive(GOOD)].reverse())],
];

/** Archives made from a good one by patching a field, splicing bytes, or naming a file badly. */
export const MALFORMED: readonly MalformedCase[] = [...PATCHED, ...SPLICED, ...NAMED];
