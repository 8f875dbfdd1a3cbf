/** What a rule finds, as the code of a violation. */
export type ScanCode = "ABSOLUTE_PATH" | "SECRET";

/**
 * One kind of text that must not be in a pack.
 *
 * A rule is found by its anchors: literal bytes that cannot be missing. The pattern runs only
 * where an anchor stands, on a short piece of text, so scanning is one pass over the bytes and its
 * time is bounded by their number.
 */
export interface ScanRule {
  /** What the rule finds. */
  readonly code: ScanCode;
  /** Literal ASCII texts of at least two characters; one of them stands in every match. */
  readonly anchors: readonly string[];
  /** How many characters before the anchor a match begins. */
  readonly anchorOffset: number;
  /**
   * Sticky pattern for the match. Bytes are read as Latin-1, so that no decoding is needed: a
   * character beyond ASCII is two to four characters from U+0080 on. May look back 16 characters
   * and match 400.
   */
  readonly pattern: RegExp;
  /** Matches that are fine everywhere. */
  readonly allowed?: readonly string[];
  /** Decides where the pattern alone cannot. @default every match is a hit */
  isHit?(match: string): boolean;
}
