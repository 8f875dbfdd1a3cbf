import type { Place } from "./finding.ts";
import type { FoundWord, RequirementLevel } from "./rfc_level.ts";

/** A requirement as a specification defines it. */
export interface Requirement {
  /** Such as OC-LOCK-1003. */
  readonly id: string;
  /** Plain text of its first paragraph or heading without the ID, 160 characters at most. */
  readonly title: string;
  /** Lower-case hexadecimal SHA-256 of its text, see {@linkcode hashRequirementText}. */
  readonly textSha256: string;
  /** Text of the heading it stands under, or of itself where it is one; "" above the first one. */
  readonly section: string;
  /** Its strictest RFC 2119 word. */
  readonly level: RequirementLevel;
  /** Every RFC 2119 word of its text. */
  readonly words: readonly FoundWord[];
  /**
   * The heading it stands under as path and anchor, then the links of its text in order: those
   * into the repository as paths from its root, others as written. No duplicates.
   */
  readonly links: readonly string[];
  /** Whether it is a tombstone: a struck-out ID that keeps its number taken. */
  readonly isRemoved: boolean;
  /** Where its ID stands. */
  readonly place: Place;
}

/** What one specification says. */
export interface Specification {
  /** Path from the repository's root. */
  readonly path: string;
  /** In document order. An ID that is defined twice is here twice. */
  readonly requirements: readonly Requirement[];
}
