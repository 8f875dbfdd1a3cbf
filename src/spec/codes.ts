/**
 * Every code that a finding can have. 0xx are rules for the text of specifications, 1xx for what is
 * generated from them, 2xx for links, 3xx for code and tests. A code never changes its meaning.
 *
 * @module
 */

/** What each code stands for: the name and text of the SARIF rule. */
export const SPEC_CODES = {
  SPEC001: ["item-without-id", "A normative list item or table row belongs to no requirement"],
  SPEC002: ["several-ids", "An item defines more than one ID"],
  SPEC003: ["duplicate-id", "An ID is defined more than once"],
  SPEC004: ["id-pattern", "An ID does not follow the pattern"],
  SPEC005: ["id-range", "An ID lies outside of the numbers of its area"],
  SPEC006: ["no-level", "A requirement has no RFC 2119 word"],
  SPEC007: ["several-levels", "A requirement has RFC 2119 words of several strengths"],
  SPEC008: ["bundling", "A requirement makes more than one statement"],
  SPEC009: ["line-width", "A line is too wide"],
  SPEC010: ["file-order", "A file's two-digit number is missing, taken, or leaves no gap"],
  SPEC011: ["repo-relative-link", "A link is not relative to the file it stands in"],
  SPEC012: ["paragraph-without-id", "A normative paragraph belongs to no requirement"],
  SPEC101: ["stale-output", "A generated file differs from what the specifications say"],
  SPEC102: ["missing-output", "A generated file is not there"],
  SPEC103: ["orphan-output", "A generated file belongs to no specification"],
  SPEC104: ["deleted-id", "An ID is gone and left no tombstone"],
  SPEC105: ["output-name", "Two specifications would be written to one file"],
  SPEC201: ["broken-link", "The target of a link does not exist"],
  SPEC202: ["broken-anchor", "The anchor of a link does not exist"],
  SPEC203: ["link-outside", "A link leaves the repository"],
  SPEC204: ["link-case", "The target of a link is written with other upper and lower case"],
  SPEC205: ["broken-line", "A link names lines that the file does not have"],
  SPEC206: ["undefined-reference", "A reference link has no definition"],
  SPEC207: ["link-encoding", "The percent-encoding of a link is broken"],
  SPEC301: ["orphan-mark", "A mark or test name names no requirement"],
  SPEC302: ["outdated", "The text of a requirement changed since it was accepted"],
  SPEC303: ["no-code", "A requirement has no mark in the code"],
  SPEC304: ["missing", "A requirement has neither code nor test"],
  SPEC305: ["no-test", "A requirement has code and no test"],
  SPEC306: ["test-not-run", "The tests of a requirement did not run"],
  SPEC307: ["test-failed", "A test of a requirement failed"],
  SPEC308: ["not-accepted", "A requirement was never accepted"],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

/** A code of {@linkcode SPEC_CODES}. */
export type SpecCode = keyof typeof SPEC_CODES;

/** All codes, ascending. */
export const SPEC_CODE_NAMES: readonly SpecCode[] = Object.keys(SPEC_CODES) as SpecCode[];
