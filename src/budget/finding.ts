import type { JsonCursor } from "../internal/cursor.ts";

/** What can be wrong with a `run-cost.json`. */
export type FindingCode =
  /** A number is not what the calls and the calibration give. */
  | "ARITHMETIC"
  /** A list lacks an entry or has one too many, or is in another order. */
  | "LIST_MISMATCH"
  /** A call's usage, outcome and tokens do not fit together. */
  | "USAGE_CONTRADICTION"
  /** A member that the format does not have. */
  | "UNKNOWN_FIELD"
  /** A member is null, where the format has none. */
  | "NULL_FIELD"
  /** The run was made with another calibration than the one beside it. */
  | "CALIBRATION_CHANGED";

/** Something that is wrong with a document. */
export interface Finding {
  /** What kind of thing. */
  readonly code: FindingCode;
  /** One phrase: what was wanted, and what was found. */
  readonly message: string;
  /** JSON path. */
  readonly path: string;
}

/** A finding at a place: what was wanted there, and what is there. */
export function findAt(cursor: JsonCursor, code: FindingCode, wanted: unknown): Finding {
  const found = JSON.stringify(cursor.value) ?? "nothing";
  const message = `wanted ${JSON.stringify(wanted)}, found ${found}`;
  return { code, message, path: cursor.path };
}

/** Every null in a document. */
export function* findNulls(cursor: JsonCursor): Generator<Finding> {
  const { value, path } = cursor;
  if (value === null) {
    yield { code: "NULL_FIELD", message: "wanted a value, found null", path };
  } else if (Array.isArray(value)) {
    for (const item of cursor.items()) yield* findNulls(item);
  } else if (typeof value === "object") {
    for (const [, member] of cursor.members()) yield* findNulls(member);
  }
}

/** Every member of an object that the format does not have. */
export function findUnknown(cursor: JsonCursor, names: readonly string[]): readonly Finding[] {
  return cursor.members().filter(([name]) => !names.includes(name)).map(([, { path }]) => ({
    code: "UNKNOWN_FIELD",
    message: "the format has no such field",
    path,
  }));
}
