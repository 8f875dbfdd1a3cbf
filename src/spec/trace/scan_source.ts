import type { QuoteRule, SourceSyntax } from "./source_syntax.ts";

/** A comment or a string of a source file. */
export interface SourcePiece {
  readonly kind: "comment" | "string";
  /** Its text without what opens and closes it; {@linkcode HOLE} for each value of a template. */
  readonly text: string;
  /** Offset of that text. */
  readonly offset: number;
  /** The code in front of a string, without other strings: its last characters. */
  readonly codeBefore: string;
}

/** Stands where a template has a value. */
export const HOLE = "${…}";

/** What a source file consists of. */
export interface ScannedSource {
  readonly pieces: readonly SourcePiece[];
  /** The code without comments and strings, each of which left a blank; offsets are kept. */
  readonly code: readonly CodeStretch[];
}

/** A stretch of code between comments and strings. */
export interface CodeStretch {
  readonly text: string;
  readonly offset: number;
}

/** As much code as the call that a test's name stands in may take. */
const CODE_BEFORE_CHARACTERS = 300;

/** A template that code stands in. */
interface OpenTemplate {
  /** Index of its piece. */
  readonly piece: number;
  /** Braces that are open in that code. */
  depth: number;
}

/** Tells comments and strings from code. Linear, and never throws. */
export function scanSource(text: string, syntax: SourceSyntax): ScannedSource {
  return new SourceScanner(text, syntax).scan();
}

/** Where a piece begins with what opens it, where its text ends, and where the code goes on. */
interface Extent {
  readonly offset: number;
  readonly end: number;
  readonly next: number;
}

class SourceScanner {
  readonly #text: string;
  readonly #syntax: SourceSyntax;
  readonly #starts: RegExp;
  readonly #pieces: SourcePiece[] = [];
  readonly #code: CodeStretch[] = [];
  #codeBefore = "";
  #codeStart = 0;
  readonly #templates: OpenTemplate[] = [];
  /** Where the search for what closes something has failed: it need not be searched for again. */
  readonly #missingTo = new Map<string, number>();

  constructor(text: string, syntax: SourceSyntax) {
    this.#text = text;
    this.#syntax = syntax;
    const { line, block, quotes, hasRegExp } = syntax;
    const starts = [...line, ...block.map(([open]) => open), ...quotes.map(({ open }) => open)];
    if (quotes.some(({ kind }) => kind === "template")) starts.push("{", "}");
    if (hasRegExp) starts.push("/");
    // The longest first: """ before ", --[[ before --.
    starts.sort((a, b) => b.length - a.length);
    this.#starts = new RegExp(starts.map(escapeRegExp).join("|"), "g");
  }

  scan(): ScannedSource {
    for (let offset = 0;;) {
      this.#starts.lastIndex = offset;
      const match = this.#starts.exec(this.#text);
      if (match === null) break;
      offset = this.#scanAt(match[0], match.index);
    }
    this.#endCode(this.#text.length);
    return { pieces: this.#pieces, code: this.#code };
  }

  #scanAt(open: string, offset: number): number {
    const { line, block, quotes } = this.#syntax;
    const blockEnd = block.find(([start]) => start === open)?.[1];
    if (blockEnd !== undefined) return this.#scanBlock(open, blockEnd, offset);
    const quote = quotes.find((rule) => rule.open === open);
    if (quote !== undefined) return this.#scanString(quote, offset);
    if (line.includes(open)) return this.#scanLine(open, offset);
    if (open === "/") return this.#scanRegExp(offset);
    return this.#scanBrace(open, offset);
  }

  #scanLine(open: string, offset: number): number {
    const before = this.#text[offset - 1];
    const isFree = before === undefined || /\s/.test(before);
    if (this.#syntax.needsBlank && !isFree) return offset + open.length;
    const end = this.#endOfLine(offset);
    this.#add("comment", offset + open.length, { end, next: end, offset });
    return end;
  }

  #scanBlock(open: string, close: string, offset: number): number {
    const start = offset + open.length;
    const end = this.#syntax.isNested
      ? this.#endOfNested(open, close, start)
      : this.#find(close, start);
    if (end < 0) return start;
    this.#add("comment", start, { end, next: end + close.length, offset });
    return end + close.length;
  }

  #endOfNested(open: string, close: string, start: number): number {
    if (this.#missingTo.has(close)) return -1;
    const either = new RegExp(`${escapeRegExp(open)}|${escapeRegExp(close)}`, "g");
    either.lastIndex = start;
    let depth = 1;
    for (let match = either.exec(this.#text); match !== null; match = either.exec(this.#text)) {
      depth += match[0] === open ? 1 : -1;
      if (depth === 0) return match.index;
    }
    this.#missingTo.set(close, Infinity);
    return -1;
  }

  #scanString(quote: QuoteRule, offset: number): number {
    const start = offset + quote.open.length;
    if (quote.kind === "character") return this.#skipCharacter(offset);
    if (quote.kind === "template") return this.#scanTemplate(offset, start, this.#pieces.length);
    const end = this.#endOfString(quote, start);
    if (end < 0) return start;
    this.#add("string", start, { end, next: end + quote.close.length, offset });
    return end + quote.close.length;
  }

  /** `'x'` and `'\n'` are characters; a lone apostrophe is a life time or a digit separator. */
  #skipCharacter(offset: number): number {
    const pattern = /'(?:\\[^\n]{1,10}?|[^\\\n'])'/uy;
    pattern.lastIndex = offset;
    return pattern.test(this.#text) ? pattern.lastIndex : offset + 1;
  }

  #endOfString({ close, isMultiline, hasEscapes }: QuoteRule, start: number): number {
    if (start <= (this.#missingTo.get(close) ?? -1)) return -1;
    const stop = isMultiline ? this.#text.length : this.#endOfLine(start);
    for (let end = start; end < stop; end++) {
      if (hasEscapes && this.#text.charCodeAt(end) === 0x5c) end++;
      else if (this.#text.startsWith(close, end)) return end;
    }
    this.#missingTo.set(close, stop);
    return -1;
  }

  /**
   * Reads a template up to its end or to the next `${`; the braces tell where it goes on.
   *
   * @param piece Index of its piece, which is made if this is the beginning
   */
  #scanTemplate(offset: number, start: number, piece: number): number {
    const text = this.#text;
    for (let end = start; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 0x5c) end++;
      else if (code === 0x60) {
        this.#addTemplate(piece, start, { end, next: end + 1, offset });
        return end + 1;
      } else if (code === 0x24 && text.charCodeAt(end + 1) === 0x7b) {
        this.#addTemplate(piece, start, { end, next: end + 2, offset });
        this.#templates.push({ piece, depth: 0 });
        return end + 2;
      }
    }
    this.#addTemplate(piece, start, { end: text.length, next: text.length, offset });
    return text.length;
  }

  #scanBrace(brace: string, offset: number): number {
    const template = this.#templates.at(-1);
    if (template === undefined) return offset + 1;
    if (brace === "}" && template.depth === 0) {
      this.#templates.pop();
      return this.#scanTemplate(offset, offset + 1, template.piece);
    }
    template.depth += brace === "{" ? 1 : -1;
    return offset + 1;
  }

  /** A slash where a value is wanted begins a regular expression; elsewhere it divides. */
  #scanRegExp(offset: number): number {
    const before = this.#text.slice(Math.max(this.#codeStart, offset - 30), offset).trimEnd();
    const isValueWanted = before === ""
      ? /(?:^|[^\w)\]}"'`])$/.test(this.#codeBefore.trimEnd())
      : /(?:[^\w)\]}$]|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield))$/
        .test(before);
    if (!isValueWanted) return offset + 1;
    const stop = this.#endOfLine(offset);
    let isInClass = false;
    for (let end = offset + 1; end < stop; end++) {
      const code = this.#text.charCodeAt(end);
      if (code === 0x5c) end++;
      else if (code === 0x5b) isInClass = true;
      else if (code === 0x5d) isInClass = false;
      else if (code === 0x2f && !isInClass) return end + 1;
    }
    return offset + 1;
  }

  #add(kind: SourcePiece["kind"], start: number, extent: Extent): void {
    this.#leaveCode(extent);
    const text = this.#text.slice(start, extent.end);
    this.#pieces.push({ kind, text, offset: start, codeBefore: this.#codeBefore });
  }

  #addTemplate(piece: number, start: number, extent: Extent): void {
    const begun = this.#pieces[piece];
    if (begun === undefined) return this.#add("string", start, extent);
    this.#leaveCode(extent);
    const text = `${begun.text}${HOLE}${this.#text.slice(start, extent.end)}`;
    this.#pieces[piece] = { ...begun, text };
  }

  #leaveCode({ offset, next }: Extent): void {
    this.#endCode(offset);
    this.#codeStart = next;
  }

  #endCode(end: number): void {
    if (end <= this.#codeStart) return;
    const text = this.#text.slice(this.#codeStart, end);
    this.#code.push({ text, offset: this.#codeStart });
    this.#codeBefore = (this.#codeBefore + text).slice(-CODE_BEFORE_CHARACTERS);
  }

  #find(needle: string, start: number): number {
    if (this.#missingTo.has(needle)) return -1;
    const offset = this.#text.indexOf(needle, start);
    if (offset < 0) this.#missingTo.set(needle, Infinity);
    return offset;
  }

  #endOfLine(offset: number): number {
    const end = this.#text.indexOf("\n", offset);
    return end < 0 ? this.#text.length : end;
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
