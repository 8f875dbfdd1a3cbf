/**
 * How many columns a text takes in a terminal or an editor.
 *
 * Wide and full-width characters (Unicode Standard Annex 11) and emoji take two columns; combining
 * marks, format characters and control characters none; an emoji with its modifiers, its variation
 * selector and whatever zero-width joiners tie to it is one emoji; two regional indicators are one
 * flag. A tab goes on to the next multiple of four. No segmenter is used: it is slower than the
 * whole of the rest, and its answer depends on the runtime's version.
 *
 * @module
 */

const TAB_COLUMNS = 4;

/** Anything for which the number of code units is not the width. */
const UNEVEN =
  /[^\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2190-\u2319]/;

const ZERO_WIDTH = /[\p{M}\p{Cf}\p{Cc}\p{Emoji_Modifier}\u1160-\u11ff]/u;
const EMOJI = /[\p{Emoji_Presentation}\p{Regional_Indicator}]/u;
const PICTOGRAPH = /[\p{Extended_Pictographic}#*0-9]/u;
const REGIONAL = /\p{Regional_Indicator}/u;
const WIDE = new RegExp(
  "[\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u303e\\u3041-\\u4dbf\\u4e00-\\ua4cf\\ua960-\\ua97f" +
    "\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6" +
    "\\u{16fe0}-\\u{18cff}\\u{1aff0}-\\u{1b2ff}\\u{1f200}-\\u{1f2ff}\\u{20000}-\\u{3fffd}]",
  "u",
);

const JOINER = "\u200d";
const EMOJI_SELECTOR = "\ufe0f";

/** The width of a text in columns. */
export function displayWidth(text: string): number {
  if (!UNEVEN.test(text)) return text.length;
  let width = 0;
  // Width that the last character has added, to be corrected by a selector behind it.
  let lastWidth = 0;
  let last = "";
  let isJoined = false;
  let isFlagOpen = false;
  for (const character of text) {
    if (character === "\t") {
      width += TAB_COLUMNS - (width % TAB_COLUMNS);
      lastWidth = 0;
    } else if (character === JOINER) isJoined = lastWidth === 2;
    else if (character === EMOJI_SELECTOR && lastWidth === 1 && PICTOGRAPH.test(last)) {
      width++;
      lastWidth = 2;
    } else if (!isZeroWidth(character)) {
      const isFlagEnd: boolean = isFlagOpen && REGIONAL.test(character);
      const isPart = isFlagEnd || (isJoined && PICTOGRAPH.test(character));
      if (!isPart) {
        lastWidth = widthOf(character);
        width += lastWidth;
      }
      isFlagOpen = !isFlagEnd && REGIONAL.test(character);
      isJoined = false;
      last = character;
    }
  }
  return width;
}

function isZeroWidth(character: string): boolean {
  return character > "\x7e" ? ZERO_WIDTH.test(character) : character < " ";
}

function widthOf(character: string): 1 | 2 {
  if (character < "\u1100") return 1;
  return EMOJI.test(character) || WIDE.test(character) ? 2 : 1;
}
