/**
 * Text of models and of others, made safe to look at: whatever a reader would not see, or would see
 * in another place than it stands, is replaced by something visible. What a text then becomes part
 * of (HTML, XML, Markdown) is escaped by whoever writes that.
 *
 * @module
 */

/** Longer names and messages are cut: they may be a whole answer of a model. */
export const LINE_MAX_LENGTH = 200;

/** `\n` and `\t` are kept in blocks; see {@linkcode showBlock}. */
const KEPT_IN_BLOCKS = "\n\t";

/**
 * Control characters, lone surrogates, line and paragraph separators, the characters that turn the
 * reading direction over, the byte order mark, and what is no character at all.
 */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]/gu;

/** U+2400 SYMBOL FOR NULL, from which on the pictures of the C0 controls follow in their order. */
const CONTROL_PICTURES = 0x2400;

function picture(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
  if (code === 0x7f) return "\u2421";
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return `\u27e6U+${code.toString(16).toUpperCase().padStart(4, "0")}\u27e7`;
}

/**
 * A name or a message on one line: `\n` becomes `␊`, an escape `␛`, a right-to-left override
 * `⟦U+202E⟧`. A text above the length is cut between two characters and says how long it was.
 *
 * @param text Any text, also one with lone surrogates
 * @param maxLength In UTF-16 code units. @default 200
 */
export function showLine(text: string, maxLength: number = LINE_MAX_LENGTH): string {
  return clipText(text, maxLength).replace(UNSEEN, picture);
}

/** A text of several lines: like {@linkcode showLine}, but line feeds and tabs stay. */
export function showBlock(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(
    UNSEEN,
    (character) => KEPT_IN_BLOCKS.includes(character) ? character : picture(character),
  );
}

/** The beginning of a text, and how long it was where something is missing. */
function clipText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const isSplit = /[\ud800-\udbff]/.test(text.charAt(maxLength - 1));
  return `${text.slice(0, isSplit ? maxLength - 1 : maxLength)}… (${text.length} characters)`;
}
