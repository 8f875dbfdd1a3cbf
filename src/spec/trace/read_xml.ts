import { InputError } from "../../internal/errors.ts";

/** Elements nest no deeper in any test report; more is hostile. */
const DEPTH_MAX = 200;

/** What a reader of XML is told, in document order. */
export interface XmlHandler {
  /** An element begins. */
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  /** The element that began last and has not ended ends. */
  close(name: string): void;
}

/**
 * Reads XML 1.0: elements and attributes; text, comments and instructions are passed over.
 *
 * Strict where laxness would hide something: tags must match, attributes must be quoted and stand
 * once, and there must be one root element. A document type is refused, and with it every entity
 * but the five of XML itself and numbers, so that no input grows while it is read. Linear.
 *
 * @param text The document
 * @param source What it is called in error texts
 * @param handler Is told about the elements
 * @throws {InputError} naming source, line and column
 */
export function readXml(text: string, source: string, handler: XmlHandler): void {
  new XmlReader(text, source, handler).read();
}

const NAME = /[\p{L}_:][\p{L}\p{N}\p{M}_:.-]{0,255}/uy;
const SPACE = /[ \t\r\n]*/y;

class XmlReader {
  readonly #text: string;
  readonly #source: string;
  readonly #handler: XmlHandler;
  readonly #open: string[] = [];
  #hasRoot = false;

  constructor(text: string, source: string, handler: XmlHandler) {
    this.#text = text;
    this.#source = source;
    this.#handler = handler;
  }

  read(): void {
    const text = this.#text;
    this.#checkEncoding();
    let offset = 0;
    for (;;) {
      const tag = text.indexOf("<", offset);
      const end = tag < 0 ? text.length : tag;
      if (this.#open.length === 0 && !isBlank(text, offset, end)) {
        this.#fail(offset, "an element", "text outside of the root element");
      }
      if (tag < 0) break;
      offset = this.#readMarkup(tag);
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) this.#fail(text.length, `</${unclosed}>`, "the end of the file");
    if (!this.#hasRoot) this.#fail(0, "an element", "none");
  }

  /** The bytes were read as UTF-8, so a document that says otherwise was read wrongly. */
  #checkEncoding(): void {
    const declaration = /^<\?xml\s[^>]{0,200}?\sencoding\s*=\s*["']([^"']{1,40})["']/;
    const encoding = declaration.exec(this.#text)?.[1];
    if (encoding !== undefined && !/^(?:utf-?8|(?:us-)?ascii)$/i.test(encoding)) {
      this.#fail(0, "UTF-8", encoding);
    }
  }

  #readMarkup(offset: number): number {
    const text = this.#text;
    if (text.startsWith("<!--", offset)) return this.#skip("-->", offset, 4);
    if (text.startsWith("<?", offset)) return this.#skip("?>", offset, 2);
    if (text.startsWith("<![CDATA[", offset)) {
      if (this.#open.length === 0) this.#fail(offset, "an element", "text outside of it");
      return this.#skip("]]>", offset, 9);
    }
    if (text.startsWith("<!", offset)) this.#fail(offset, "no document type", "one");
    return text[offset + 1] === "/" ? this.#readClose(offset) : this.#readOpen(offset);
  }

  #readOpen(offset: number): number {
    const text = this.#text;
    const name = this.#readName(offset + 1);
    const attributes = new Map<string, string>();
    let at = offset + 1 + name.length;
    for (;;) {
      const next = skipSpace(text, at);
      if (text.startsWith("/>", next) || text[next] === ">") {
        this.#begin(name, attributes, offset);
        if (text[next] === ">") return next + 1;
        this.#end();
        return next + 2;
      }
      if (next === at) this.#fail(next, "a blank, / or >", describe(text, next));
      at = this.#readAttribute(next, attributes);
    }
  }

  #readAttribute(offset: number, attributes: Map<string, string>): number {
    const text = this.#text;
    const name = this.#readName(offset);
    if (attributes.has(name)) this.#fail(offset, "each attribute once", `${name} again`);
    const equals = skipSpace(text, offset + name.length);
    if (text[equals] !== "=") this.#fail(equals, "=", describe(text, equals));
    const open = skipSpace(text, equals + 1);
    const quote = text[open];
    if (quote !== '"' && quote !== "'") this.#fail(open, "a quote", describe(text, open));
    const close = text.indexOf(quote!, open + 1);
    if (close < 0) this.#fail(open, "the quote's end", "the end of the file");
    attributes.set(name, this.#decode(text.slice(open + 1, close), open + 1));
    return close + 1;
  }

  #readClose(offset: number): number {
    const name = this.#readName(offset + 2);
    const end = skipSpace(this.#text, offset + 2 + name.length);
    if (this.#text[end] !== ">") this.#fail(end, ">", describe(this.#text, end));
    const wanted = this.#open.at(-1);
    if (wanted !== name) {
      this.#fail(offset, wanted === undefined ? "no end tag" : `</${wanted}>`, `</${name}>`);
    }
    this.#end();
    return end + 1;
  }

  #begin(name: string, attributes: ReadonlyMap<string, string>, offset: number): void {
    if (this.#open.length === 0 && this.#hasRoot) this.#fail(offset, "one root element", "two");
    if (this.#open.length >= DEPTH_MAX) this.#fail(offset, `at most ${DEPTH_MAX} levels`, "more");
    this.#hasRoot = true;
    this.#open.push(name);
    this.#handler.open(name, attributes);
  }

  #end(): void {
    this.#handler.close(this.#open.pop()!);
  }

  #readName(offset: number): string {
    NAME.lastIndex = offset;
    return NAME.exec(this.#text)?.[0] ?? this.#fail(offset, "a name", describe(this.#text, offset));
  }

  #skip(terminator: string, offset: number, openLength: number): number {
    const end = this.#text.indexOf(terminator, offset + openLength);
    if (end < 0) this.#fail(offset, terminator, "the end of the file");
    return end + terminator.length;
  }

  #decode(value: string, offset: number): string {
    const bad = value.indexOf("<");
    if (bad >= 0) this.#fail(offset + bad, "&lt; in an attribute", "<");
    if (!value.includes("&")) return value;
    return value.replace(/&(?:([a-z]{1,8});|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?/g, (
      entity,
      name: string | undefined,
      decimal: string | undefined,
      hexadecimal: string | undefined,
      index: number,
    ) => {
      const code = decimal !== undefined
        ? Number(decimal)
        : hexadecimal !== undefined
        ? parseInt(hexadecimal, 16)
        : -1;
      const character = name !== undefined
        ? ENTITIES[name]
        : code >= 0 && code <= 0x10ffff
        ? String.fromCodePoint(code).toWellFormed()
        : undefined;
      return character ?? this.#fail(offset + index, "an entity of XML", entity.slice(0, 20));
    });
  }

  #fail(offset: number, wanted: string, found: string): never {
    const before = this.#text.slice(0, offset);
    const line = before.split("\n").length;
    const column = offset - before.lastIndexOf("\n");
    throw new InputError(
      `Cannot read "${this.#source}": wanted ${wanted}, found ${found} at line ${line}, ` +
        `column ${column}`,
    );
  }
}

const ENTITIES: Readonly<Record<string, string | undefined>> = {
  __proto__: null as unknown as undefined,
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function skipSpace(text: string, offset: number): number {
  SPACE.lastIndex = offset;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function isBlank(text: string, start: number, end: number): boolean {
  return /^[ \t\r\n]*$/.test(text.slice(start, end));
}

function describe(text: string, offset: number): string {
  const character = text.codePointAt(offset);
  return character === undefined
    ? "the end of the file"
    : JSON.stringify(String.fromCodePoint(character));
}
