/** Where a cell of a table row stands in the row's text. */
export interface Cell {
  readonly start: number;
  readonly end: number;
}

const PIPE = 0x7c;
const BACKSLASH = 0x5c;

// On a trimmed line: two neighbouring stretches of blanks would make failing quadratic.
const DELIMITER_ROW = /^\|?[ \t]*:?-+:?(?:[ \t]*\|[ \t]*:?-+:?)*[ \t]*\|?$/;
/** A longer delimiter row is text; V8 would overflow its stack on some of them. */
const DELIMITER_ROW_MAX_CHARACTERS = 10_000;

/** The number of columns that a delimiter row declares, 0 where the line is none. */
export function countDelimiterColumns(line: string): number {
  if (line.length > DELIMITER_ROW_MAX_CHARACTERS || !DELIMITER_ROW.test(line.trim())) return 0;
  // Without a pipe or a colon it is a setext underline.
  if (!/[|:]/.test(line)) return 0;
  return splitCells(line).length;
}

/** The cells of a row: pipes separate them, one behind a backslash does not, outer ones are dropped. */
export function splitCells(row: string): readonly Cell[] {
  const cells: Cell[] = [];
  let start = row.length - row.trimStart().length;
  const end = row.trimEnd().length;
  if (row.charCodeAt(start) === PIPE) start++;
  for (let index = start; index < end; index++) {
    const code = row.charCodeAt(index);
    if (code === BACKSLASH) index++;
    else if (code === PIPE) {
      cells.push({ start, end: index });
      start = index + 1;
    }
  }
  if (start < end) cells.push({ start, end });
  return cells;
}
