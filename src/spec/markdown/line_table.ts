/** The offsets at which lines begin and end; a last line without text is none. */
export interface LineTable {
  readonly starts: readonly number[];
  /** Without the line's end. */
  readonly ends: readonly number[];
}

// OC-SPEC-8007 impl
/** Finds the lines of a text. */
export function splitLines(text: string): LineTable {
  const starts: number[] = [];
  const ends: number[] = [];
  if (text.includes("\r")) return splitMixedLines(text, { starts, ends });
  for (let start = 0; start < text.length;) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    starts.push(start);
    ends.push(end);
    start = end + 1;
  }
  return { starts, ends };
}

function splitMixedLines(
  text: string,
  { starts, ends }: { readonly starts: number[]; readonly ends: number[] },
): LineTable {
  const lineEnd = /\r\n?|\n/g;
  let start = 0;
  for (let match = lineEnd.exec(text); match !== null; match = lineEnd.exec(text)) {
    starts.push(start);
    ends.push(match.index);
    start = lineEnd.lastIndex;
  }
  if (start < text.length) {
    starts.push(start);
    ends.push(text.length);
  }
  return { starts, ends };
}
