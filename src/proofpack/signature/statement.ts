/**
 * in-toto Statements v1 (in-toto/attestation spec/v1/statement.md): what a signature says, about
 * which files.
 *
 * @module
 */
import { JsonCursor } from "../../internal/cursor.ts";
import { InputError } from "../../internal/errors.ts";
import type { Json, JsonObject } from "../../internal/json.ts";
import { canonicalJson, parseJson } from "../../internal/json.ts";
import { SignatureError } from "./signature_error.ts";

/** Type of a statement. */
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/** A file that a statement is about. */
export interface StatementSubject {
  /** Its name. */
  readonly name: string;
  /** Lower-case hexadecimal SHA-256 of its content. */
  readonly sha256: string;
}

/** A statement. */
export interface Statement {
  /** What it is about, at least one. */
  readonly subjects: readonly StatementSubject[];
  /** URI that says what the predicate means. */
  readonly predicateType: string;
  /** What is said. */
  readonly predicate: JsonObject;
}

/** The bytes of a statement: canonical JSON (RFC 8785), so one statement has one text. */
export function encodeStatement({ subjects, predicateType, predicate }: Statement): Uint8Array {
  const document: JsonObject = {
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType,
    predicate,
  };
  return new TextEncoder().encode(canonicalJson(document));
}

/** A statement that was read, with a place to read its predicate from. */
export interface ReadStatement {
  /** What it is about. */
  readonly subjects: readonly StatementSubject[];
  /** What is said. */
  readonly predicate: JsonCursor;
}

/**
 * Reads a statement.
 *
 * @param payload Its bytes
 * @param predicateType The one type of predicate that is accepted
 * @param source What it is called in error texts
 * @throws {SignatureError} with `SIGNATURE_MALFORMED` if it is none, of another predicate, has a
 * digest that is not lower-case SHA-256, or another text than {@linkcode encodeStatement} writes
 */
export function decodeStatement(
  payload: Uint8Array,
  predicateType: string,
  source: string,
): ReadStatement {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
    const root = new JsonCursor(parseJson(text, source), source);
    root.field("_type").oneOf([STATEMENT_TYPE]);
    root.field("predicateType").oneOf([predicateType]);
    root.onlyKeys(["_type", "subject", "predicateType", "predicate"]);
    const subjects = root.field("subject").items().map(readSubject);
    if (subjects.length === 0) root.field("subject").fail("at least one subject");
    if (canonicalJson(root.value as Json) !== text) root.fail("canonical JSON");
    return { subjects, predicate: root.field("predicate") };
  } catch (error) {
    if (!(error instanceof InputError || error instanceof TypeError)) throw error;
    throw new SignatureError("SIGNATURE_MALFORMED", error.message);
  }
}

function readSubject(cursor: JsonCursor): StatementSubject {
  cursor.onlyKeys(["name", "digest"]);
  cursor.field("digest").onlyKeys(["sha256"]);
  const digest = cursor.field("digest").field("sha256");
  const sha256 = digest.string();
  if (!/^[0-9a-f]{64}$/.test(sha256)) digest.fail("64 lower-case hexadecimal digits");
  return { name: cursor.field("name").string(), sha256 };
}
