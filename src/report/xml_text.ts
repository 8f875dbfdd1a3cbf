import { showBlock, showLine } from "./visible_text.ts";

/** Longer texts in elements are cut: a report of a million runs must not hold their prose. */
const TEXT_MAX_LENGTH = 4000;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\t": "&#9;",
};

/**
 * Text of an XML 1.0 element, up to 4,000 characters. What XML cannot hold (NUL and most other
 * control characters, lone surrogates, U+FFFE) is shown by a picture of it; every `>` is an entity,
 * so that `]]>` cannot appear.
 */
export function xmlText(text: string): string {
  const isLong = text.length > TEXT_MAX_LENGTH;
  const shown = isLong ? showBlock(text.slice(0, TEXT_MAX_LENGTH).toWellFormed()) : showBlock(text);
  const note = isLong ? `\n… (${text.length} characters)` : "";
  return escapeXml(shown + note, /[&<>]/g);
}

/** The value of an XML attribute, on one line and up to the given length. @default 200 */
export function xmlAttribute(text: string, maxLength?: number): string {
  return escapeXml(showLine(text, maxLength), /[&<>"'\n\t]/g);
}

function escapeXml(text: string, characters: RegExp): string {
  return text.replace(characters, (character) => ENTITIES[character]!);
}
