import { sha256Hex } from "../internal/hash.ts";
import { copyText } from "./copy_text.ts";

/** A longer title is cut. */
const TITLE_MAX_CHARACTERS = 160;

// OC-SPEC-8004 impl
/**
 * The hash of a requirement's text.
 *
 * The text is what stands in the requirement's list item behind its ID, with everything nested in
 * the item, or below its heading up to the next heading of the same or a higher level. Taken are
 * the source lines of paragraphs, headings, tables and code without the markers of the lists around
 * them; not taken are block quotes, HTML comments, and requirements that are defined inside. The
 * blocks are joined by blanks, every run of white space (`\s` of ECMAScript) becomes one blank,
 * blanks at both ends go, and the result is hashed in Unicode's normal form C as UTF-8. Re-wrapping
 * or indenting changes nothing; a letter, its case or a full stop does.
 *
 * @param blocks Text of the blocks in order
 * @returns Lower-case hexadecimal SHA-256
 */
export function hashRequirementText(blocks: readonly string[]): string {
  return sha256Hex(normaliseText(blocks.join(" ")));
}

function normaliseText(text: string): string {
  return joinBlanks(text).trim().normalize("NFC").toWellFormed();
}

/** Makes every run of white space one blank. Single blanks are passed over, which saves most work. */
export function joinBlanks(text: string): string {
  return text.replace(/[^\S ]\s*| \s+/g, " ");
}

/**
 * The title of a requirement: its plain text on one line, cut between words where it is longer than
 * 160 characters.
 */
export function titleOf(plain: string): string {
  const line = normaliseText(plain);
  if (line.length <= TITLE_MAX_CHARACTERS) return copyText(line);
  // Neither half a surrogate pair nor a letter without its marks may be left at the end.
  const head = line.slice(0, TITLE_MAX_CHARACTERS);
  const blank = head.lastIndexOf(" ");
  if (blank > TITLE_MAX_CHARACTERS / 2) return `${head.slice(0, blank)}…`;
  const segments = new Intl.Segmenter("en", { granularity: "grapheme" }).segment(
    line.slice(0, 2 * TITLE_MAX_CHARACTERS),
  );
  const last = segments.containing(TITLE_MAX_CHARACTERS)?.index ?? TITLE_MAX_CHARACTERS;
  return `${line.slice(0, last)}…`;
}
