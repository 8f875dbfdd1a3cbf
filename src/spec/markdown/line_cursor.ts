const TAB = 0x09;
const SPACE = 0x20;

/** Tab stops lie four columns apart, as in CommonMark. */
const TAB_COLUMNS = 4;

/** A position in one line that knows its column, also inside of a tab. */
export class LineCursor {
  readonly #text: string;
  /** Offset in the file of the next character. */
  offset = 0;
  /** Offset in the file behind the last character of the line. */
  end = 0;
  /** Column of `offset`, counted from 0 with tabs expanded. */
  column = 0;
  /** Offset of the next character that is no blank. */
  nextOffset = 0;
  /** Columns between here and that character. */
  indent = 0;
  /** Whether there is none. */
  isBlank = false;
  /** Columns of a tab at `offset` that containers have used up. */
  #tabColumnsUsed = 0;

  /** @param text Text of the file */
  constructor(text: string) {
    this.#text = text;
  }

  /** Moves to the beginning of a line. */
  open(start: number, end: number): void {
    this.offset = start;
    this.end = end;
    this.column = 0;
    this.#tabColumnsUsed = 0;
    this.findText();
  }

  /** The code of the next character, -1 at the end of the line. */
  peek(): number {
    return this.offset < this.end ? this.#text.charCodeAt(this.offset) : -1;
  }

  /** The code of the next character that is no blank, -1 where there is none. */
  peekText(): number {
    return this.nextOffset < this.end ? this.#text.charCodeAt(this.nextOffset) : -1;
  }

  /** Finds the next character that is no blank, without moving. */
  findText(): void {
    let offset = this.offset;
    let column = this.column;
    for (; offset < this.end; offset++) {
      const code = this.#text.charCodeAt(offset);
      if (code === SPACE) column++;
      else if (code === TAB) column += TAB_COLUMNS - (column % TAB_COLUMNS);
      else break;
    }
    this.nextOffset = offset;
    this.indent = column - this.column;
    this.isBlank = offset === this.end;
  }

  /** Moves to the next character that is no blank. */
  skipIndent(): void {
    this.column += this.indent;
    this.offset = this.nextOffset;
    this.#tabColumnsUsed = 0;
    this.indent = 0;
  }

  /** Moves over characters that are no tabs. */
  skipCharacters(count: number): void {
    this.offset += count;
    this.column += count;
    this.#tabColumnsUsed = 0;
    this.findText();
  }

  /** Moves over columns of blanks, also into a tab; stops at the first other character. */
  skipColumns(count: number): void {
    for (let left = count; left > 0 && this.offset < this.end;) {
      const code = this.#text.charCodeAt(this.offset);
      if (code !== SPACE && code !== TAB) break;
      const width = code === TAB ? TAB_COLUMNS - (this.column % TAB_COLUMNS) : 1;
      const step = Math.min(width, left);
      this.column += step;
      left -= step;
      if (step === width) {
        this.offset++;
        this.#tabColumnsUsed = 0;
      } else this.#tabColumnsUsed += step;
    }
    this.findText();
  }

  /** Whether a blank follows. */
  isAtBlank(): boolean {
    const code = this.peek();
    return code === SPACE || code === TAB;
  }

  /** Remembers the position. */
  save(): readonly [number, number, number] {
    return [this.offset, this.column, this.#tabColumnsUsed];
  }

  /** Goes back to a remembered position. */
  restore([offset, column, used]: readonly [number, number, number]): void {
    this.offset = offset;
    this.column = column;
    this.#tabColumnsUsed = used;
    this.findText();
  }
}
