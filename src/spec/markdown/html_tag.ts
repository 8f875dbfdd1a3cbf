/**
 * Reads HTML tags by hand: V8 overflows its stack on a regular expression over a tag with a hundred
 * thousand attributes.
 *
 * @module
 */

/** An attribute of a tag. */
export interface HtmlAttribute {
  /** In lower case. */
  readonly name: string;
  /** As written, without quotes and with its character references; empty where there is none. */
  readonly value: string;
  /** Offset of the value. */
  readonly offset: number;
}

const SLASH = 0x2f;
const GREATER = 0x3e;

/**
 * Reads an opening or closing tag at an offset (CommonMark 0.31, section 6.6).
 *
 * @param text Where it stands
 * @param offset Offset of its `<`
 * @param attributes Takes its attributes, where given
 * @returns Offset behind the tag, or -1 where none stands there
 */
export function readHtmlTag(text: string, offset: number, attributes?: HtmlAttribute[]): number {
  const isClosing = text.charCodeAt(offset + 1) === SLASH;
  let index = offset + (isClosing ? 2 : 1);
  if (!isLetter(text.charCodeAt(index))) return -1;
  while (isNameCode(text.charCodeAt(index))) index++;
  if (isClosing) {
    index = skipBlanks(text, index);
    return text.charCodeAt(index) === GREATER ? index + 1 : -1;
  }
  for (;;) {
    const next = skipBlanks(text, index);
    const code = text.charCodeAt(next);
    if (code === GREATER) return next + 1;
    if (code === SLASH) return text.charCodeAt(next + 1) === GREATER ? next + 2 : -1;
    if (next === index || !isAttributeStart(code)) return -1;
    index = readAttribute(text, next, attributes);
    if (index < 0) return -1;
  }
}

function readAttribute(text: string, offset: number, attributes?: HtmlAttribute[]): number {
  let nameEnd = offset + 1;
  while (isAttributeCode(text.charCodeAt(nameEnd))) nameEnd++;
  const equals = skipBlanks(text, nameEnd);
  let [valueStart, valueEnd, end] = [nameEnd, nameEnd, nameEnd];
  if (text[equals] === "=") {
    valueStart = skipBlanks(text, equals + 1);
    const quote = text[valueStart];
    if (quote === '"' || quote === "'") {
      valueStart++;
      valueEnd = text.indexOf(quote, valueStart);
      if (valueEnd < 0) return -1;
      end = valueEnd + 1;
    } else {
      valueEnd = valueStart;
      while (isUnquotedCode(text.charCodeAt(valueEnd))) valueEnd++;
      if (valueEnd === valueStart) return -1;
      end = valueEnd;
    }
  }
  if (attributes !== undefined) {
    const name = text.slice(offset, nameEnd).toLowerCase();
    attributes.push({ name, value: text.slice(valueStart, valueEnd), offset: valueStart });
  }
  return end;
}

function skipBlanks(text: string, offset: number): number {
  let index = offset;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a) break;
  }
  return index;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isNameCode(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d;
}

/** A letter, `_` or `:`. */
function isAttributeStart(code: number): boolean {
  return isLetter(code) || code === 0x5f || code === 0x3a;
}

/** A letter, a digit, or one of `_ : . -`. */
function isAttributeCode(code: number): boolean {
  return isNameCode(code) || code === 0x5f || code === 0x3a || code === 0x2e;
}

/** Anything but blanks, quotes, `=`, `<`, `>` and the backtick. */
function isUnquotedCode(code: number): boolean {
  return code > 0x20 && code !== 0x22 && code !== 0x27 && code !== 0x3d && code !== 0x3c &&
    code !== 0x3e && code !== 0x60;
}
