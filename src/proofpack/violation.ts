import type { SignatureCode } from "./signature/signature_error.ts";

/** What can be wrong with a pack or with a folder that shall become one. */
export type ViolationCode =
  | SignatureCode
  /** A text file holds an absolute path. */
  | "ABSOLUTE_PATH"
  /** A name that some reader cannot hold, or reads as something else. */
  | "BAD_NAME"
  /** The evidence inside cannot be judged: missing, malformed or contradicting itself. */
  | "BAD_EVIDENCE"
  /** The content of an entry does not have the CRC-32 of its header. */
  | "CRC_MISMATCH"
  /** A file that no list names. */
  | "EXTRA_FILE"
  /** A generated file is not what this version generates. */
  | "GENERATED_MISMATCH"
  /** A file does not have the SHA-256 that a list gives. */
  | "HASH_MISMATCH"
  /** `SHA256SUMS.txt` is not the list that its files give. */
  | "LIST_MALFORMED"
  /** `MANIFEST.json` is not the document that its files give. */
  | "MANIFEST_MISMATCH"
  /** A file that a list names, or that every pack has, is not there. */
  | "MISSING_FILE"
  /** Two names that some file system takes for one. */
  | "NAME_COLLISION"
  /** The archive is not byte for byte what the pack writer writes. */
  | "NOT_CANONICAL"
  /** A symbolic link, device, socket or pipe. */
  | "NOT_A_FILE"
  /** A source file has the name of a generated one. */
  | "RESERVED_NAME"
  /** A text file holds a private key, a token or a password; it is never shown. */
  | "SECRET"
  /** A file does not have the size that a list gives. */
  | "SIZE_MISMATCH"
  /** More than the documented bounds allow. */
  | "TOO_LARGE"
  /** The verdict in `MANIFEST.json` is not the one that the evidence gives. */
  | "VERDICT_MISMATCH";

/** One thing that is wrong. */
export interface Violation {
  /** Stable code for programs. */
  readonly code: ViolationCode;
  /** One sentence for people. */
  readonly message: string;
  /** The file, as a path inside the pack. */
  readonly path?: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** What was found there, shortened. */
  readonly value?: string;
}

/** More violations than this are counted, not listed: the first ones are what is repaired. */
export const VIOLATION_MAX_COUNT = 1000;

/** A text that may hold anything, on one line and short enough for an error text. */
export function quoteValue(text: string, lengthMax = 100): string {
  const short = text.length > lengthMax ? `${text.slice(0, lengthMax - 3)}...` : text;
  return JSON.stringify(short.toWellFormed());
}
