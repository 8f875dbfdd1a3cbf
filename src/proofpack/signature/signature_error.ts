/** What can be wrong with a signature. */
export type SignatureCode =
  /** There is no signature to check. */
  | "SIGNATURE_MISSING"
  /** The envelope is not one that {@linkcode sealStatement} writes. */
  | "SIGNATURE_MALFORMED"
  /** It was made with another key than the one that is trusted. */
  | "SIGNATURE_UNKNOWN_KEY"
  /** It was not made over this payload. */
  | "SIGNATURE_INVALID"
  /** It was made over the statement of something else. */
  | "SIGNATURE_MISMATCH";

/** A signature that is not accepted. */
export class SignatureError extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name = "SignatureError";
  /** What is wrong. */
  readonly code: SignatureCode;

  /**
   * Creates the error.
   *
   * @param code What is wrong
   * @param message One sentence
   */
  constructor(code: SignatureCode, message: string) {
    super(message);
    this.code = code;
  }
}
