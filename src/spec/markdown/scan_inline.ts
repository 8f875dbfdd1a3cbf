import type { ReferenceDefinition } from "./document.ts";
import { readHtmlTag } from "./html_tag.ts";
import { isPunctuation, normaliseLabel, readDestination } from "./reference_definition.ts";
import { LABEL_MAX_CHARACTERS, readLinkEnd, skipSpace } from "./reference_definition.ts";

/** A stretch of inline text that is no plain text. Offsets are those of the text scanned. */
export type InlineSpan = CodeSpan | HtmlSpan | AutolinkSpan | LinkSpan;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Text between backticks, which stand outside of `textStart` and `textEnd`. */
export interface CodeSpan extends Stretch {
  readonly kind: "code";
  readonly textStart: number;
  readonly textEnd: number;
}

/** A tag (`html`), or a comment, an instruction or a declaration (`comment`). */
export interface HtmlSpan extends Stretch {
  readonly kind: "html" | "comment";
}

/** `<https://…>`, or an address in the text without brackets. */
export interface AutolinkSpan extends Stretch {
  readonly kind: "autolink";
  readonly destination: string;
}

/** A link or an image; the spans inside of its text are spans of their own. */
export interface LinkSpan extends Stretch {
  readonly kind: "link" | "image";
  /** `undefined` is `[text][label]` whose label nobody defines: it links nothing. */
  readonly form: "inline" | "reference" | "undefined";
  readonly textStart: number;
  readonly textEnd: number;
  /** As written, without angle brackets. */
  readonly destination: string;
  /** Where the destination stands; of a reference, where the link begins. */
  readonly destinationOffset: number;
}

/** The labels that are defined. */
export type References = ReadonlyMap<string, ReferenceDefinition>;

/** Characters at which something may begin that is no plain text. */
const SPECIAL = /[\\`<[\]!:]/g;
const ABSOLUTE_URL = /(?:https?|ftp):\/\/[^\s<>`"\\^{|}]+/iy;
const ANGLE_LINK = /<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>/y;
const ANGLE_MAIL = /<([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255})>/y;

/** An opening bracket that waits for its closing one. */
interface Bracket {
  readonly offset: number;
  readonly isImage: boolean;
}

/**
 * Finds code spans, tags, autolinks, links and images (CommonMark 0.31, section 6), outermost last.
 *
 * Linear: what has no end is found to have none once, not once for each beginning.
 *
 * @param text Text of a paragraph, a heading or a table cell
 * @param references What is defined in the file
 * @returns The spans, sorted by where they begin
 */
export function scanInline(text: string, references: References): InlineSpan[] {
  SPECIAL.lastIndex = 0;
  if (!SPECIAL.test(text)) return [];
  const scanner = new InlineScanner(text, references);
  return scanner.scan();
}

class InlineScanner {
  readonly #text: string;
  readonly #references: References;
  readonly #spans: InlineSpan[] = [];
  readonly #brackets: Bracket[] = [];
  /** Where a terminator is known to be missing from on. */
  readonly #missingFrom = new Map<string, number>();
  /** For each length of a backtick run, the last place where one stands; made when needed. */
  #lastBackticks: Map<number, number> | null = null;
  readonly #lastBracketEnd: number;
  /** Where the last closing parenthesis stands; found when needed. */
  #lastParenthesisEnd: number | null = null;
  /** A link in a link is none: a bracket below this index has one inside, and opens images only. */
  #inactiveBelow = 0;
  /** An opening bracket below this index has another one inside, so it is no label. */
  #innermostFrom = 0;

  constructor(text: string, references: References) {
    this.#text = text;
    this.#references = references;
    this.#lastBracketEnd = text.lastIndexOf("]");
  }

  scan(): InlineSpan[] {
    const text = this.#text;
    for (let offset = 0;;) {
      SPECIAL.lastIndex = offset;
      const match = SPECIAL.exec(text);
      if (match === null) break;
      offset = this.#scanAt(match.index);
    }
    return this.#spans.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Handles the special character at an offset; returns where to go on. */
  #scanAt(offset: number): number {
    const text = this.#text;
    switch (text.charCodeAt(offset)) {
      case 0x5c: // \
        return offset + (isPunctuation(text.charCodeAt(offset + 1)) ? 2 : 1);
      case 0x60: // `
        return this.#scanCode(offset);
      case 0x3c: // <
        return this.#scanAngle(offset);
      case 0x3a: // :
        return this.#scanUrl(offset);
      case 0x21: // !
        if (text.charCodeAt(offset + 1) === 0x5b) return this.#openBracket(offset, 2);
        return offset + 1;
      case 0x5b: // [
        return this.#openBracket(offset, 1);
      default:
        return this.#closeBracket(offset);
    }
  }

  #scanCode(start: number): number {
    const text = this.#text;
    const runEnd = endOfBackticks(text, start);
    const length = runEnd - start;
    this.#lastBackticks ??= findLastBackticks(text);
    if ((this.#lastBackticks.get(length) ?? -1) < runEnd) return runEnd;
    for (let offset = text.indexOf("`", runEnd); offset >= 0;) {
      const end = endOfBackticks(text, offset);
      if (end - offset === length) {
        this.#spans.push({ kind: "code", start, end, textStart: runEnd, textEnd: offset });
        return end;
      }
      offset = text.indexOf("`", end);
    }
    return runEnd;
  }

  #scanAngle(start: number): number {
    const text = this.#text;
    // Most brackets that begin nothing are signs between blanks, or stand side by side.
    const next = text.charCodeAt(start + 1);
    if (next <= 0x20 || next === 0x3c) return start + 1;
    for (const pattern of [ANGLE_LINK, ANGLE_MAIL]) {
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      if (match === null) continue;
      const destination = pattern === ANGLE_MAIL ? `mailto:${match[1]}` : match[1]!;
      this.#spans.push({ kind: "autolink", start, end: pattern.lastIndex, destination });
      return pattern.lastIndex;
    }
    const tagEnd = readHtmlTag(text, start);
    const end = tagEnd > 0 ? tagEnd : this.#endOfComment(start);
    if (end < 0) return start + 1;
    this.#spans.push({ kind: tagEnd > 0 ? "html" : "comment", start, end });
    return end;
  }

  /** The end of a comment, an instruction, a declaration or a CDATA section, -1 for none. */
  #endOfComment(start: number): number {
    const text = this.#text;
    if (text.startsWith("<!-->", start)) return start + 5;
    if (text.startsWith("<!--->", start)) return start + 6;
    if (text.startsWith("<!--", start)) return this.#endBehind("-->", start + 4);
    if (text.startsWith("<?", start)) return this.#endBehind("?>", start + 2);
    if (text.startsWith("<![CDATA[", start)) return this.#endBehind("]]>", start + 9);
    if (/^<![A-Za-z]$/.test(text.slice(start, start + 3))) return this.#endBehind(">", start + 3);
    return -1;
  }

  #endBehind(terminator: string, from: number): number {
    if (from >= (this.#missingFrom.get(terminator) ?? Infinity)) return -1;
    const offset = this.#text.indexOf(terminator, from);
    if (offset < 0) this.#missingFrom.set(terminator, from);
    return offset < 0 ? -1 : offset + terminator.length;
  }

  /** An address without brackets, told by its `://`. */
  #scanUrl(colon: number): number {
    const text = this.#text;
    if (!text.startsWith("://", colon)) return colon + 1;
    const scheme = /(?:^|[^A-Za-z0-9])(https?|ftp)$/i.exec(
      text.slice(Math.max(0, colon - 6), colon),
    );
    if (scheme === null) return colon + 3;
    const start = colon - scheme[1]!.length;
    ABSOLUTE_URL.lastIndex = start;
    const match = ABSOLUTE_URL.exec(text);
    if (match === null) return colon + 3;
    const destination = trimUrl(match[0]);
    const end = start + destination.length;
    this.#spans.push({ kind: "autolink", start, end, destination });
    return Math.max(end, colon + 3);
  }

  #openBracket(offset: number, length: number): number {
    // Behind the last closing bracket none of these can close.
    if (offset < this.#lastBracketEnd) {
      this.#innermostFrom = this.#brackets.length;
      this.#brackets.push({ offset, isImage: length === 2 });
    }
    return offset + length;
  }

  #closeBracket(offset: number): number {
    const index = this.#brackets.length - 1;
    const bracket = this.#brackets.pop();
    if (bracket === undefined) return offset + 1;
    const isInnermost = index >= this.#innermostFrom;
    const isInactive = !bracket.isImage && index < this.#inactiveBelow;
    this.#innermostFrom = Math.max(this.#innermostFrom, index);
    this.#inactiveBelow = Math.min(this.#inactiveBelow, index);
    if (isInactive) return offset + 1;
    const link = this.#readInlineLink(bracket, offset) ??
      this.#readReferenceLink(bracket, offset, isInnermost);
    if (link === null) return offset + 1;
    this.#spans.push(link);
    if (link.kind === "link") this.#inactiveBelow = index;
    return link.end;
  }

  #readInlineLink(bracket: Bracket, close: number): LinkSpan | null {
    const text = this.#text;
    if (text.charCodeAt(close + 1) !== 0x28) return null;
    this.#lastParenthesisEnd ??= text.lastIndexOf(")");
    if (close > this.#lastParenthesisEnd) return null;
    const destination = readDestination(text, skipSpace(text, close + 2));
    if (destination === null) return null;
    const end = readLinkEnd(text, destination.end);
    if (end < 0) return null;
    return {
      ...spanOf(bracket, close),
      end,
      form: "inline",
      destination: destination.value,
      destinationOffset: destination.offset,
    };
  }

  #readReferenceLink(bracket: Bracket, close: number, isInnermost: boolean): LinkSpan | null {
    const text = this.#text;
    const span = spanOf(bracket, close);
    let end = close + 1;
    let label = text.slice(span.textStart, close);
    let isFull = false;
    if (text.charCodeAt(end) === 0x5b) {
      const labelEnd = this.#endOfLabel(end + 1);
      if (labelEnd === end + 1) end += 2;
      else if (labelEnd > 0) {
        label = text.slice(end + 1, labelEnd);
        end = labelEnd + 1;
        isFull = true;
      }
    }
    // A label holds no brackets, and text that is longer than a label is none.
    if (!isFull && this.#references.size === 0) return null;
    if (!isFull && (!isInnermost || label.length > LABEL_MAX_CHARACTERS)) return null;
    const definition = this.#references.get(normaliseLabel(label));
    if (definition === undefined) {
      const isMeant = isFull && /^\s*[^\s^]/.test(label) && close > span.textStart &&
        !/[[(]/.test(text.charAt(end));
      if (isMeant) {
        const destinationOffset = span.start;
        this.#spans.push({
          ...span,
          end,
          form: "undefined",
          destination: label,
          destinationOffset,
        });
      }
      return null;
    }
    const { destination } = definition;
    return { ...span, end, form: "reference", destination, destinationOffset: span.start };
  }

  /** The closing bracket of a label that begins at an offset, -1 where it is none. */
  #endOfLabel(start: number): number {
    const text = this.#text;
    const stop = Math.min(text.length, start + LABEL_MAX_CHARACTERS + 1);
    for (let index = start; index < stop; index++) {
      const code = text.charCodeAt(index);
      if (code === 0x5c) index++;
      else if (code === 0x5d) return index;
      else if (code === 0x5b) return -1;
    }
    return -1;
  }
}

function spanOf({ offset, isImage }: Bracket, close: number) {
  return {
    kind: isImage ? "image" : "link",
    start: offset,
    textStart: offset + (isImage ? 2 : 1),
    textEnd: close,
  } as const;
}

function endOfBackticks(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) === 0x60) end++;
  return end;
}

function findLastBackticks(text: string): Map<number, number> {
  const last = new Map<number, number>();
  for (let start = text.indexOf("`"); start >= 0;) {
    const end = endOfBackticks(text, start);
    last.set(end - start, start);
    start = text.indexOf("`", end);
  }
  return last;
}

/** Without the punctuation that ends the sentence, and without a bracket that the URL did not open. */
function trimUrl(url: string): string {
  let end = url.length;
  let openCount = 0;
  for (const character of url) {
    if (character === "(") openCount++;
    if (character === ")") openCount--;
  }
  for (; end > 0; end--) {
    const character = url[end - 1]!;
    if (character === ")") {
      if (openCount >= 0) break;
      openCount++;
    } else if (!/[?!.,:*_~'\]]/.test(character)) break;
  }
  return url.slice(0, end);
}
