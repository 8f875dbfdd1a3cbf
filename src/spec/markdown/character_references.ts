/**
 * Character references of HTML: `&amp;`, `&eacute;`, `&#233;`, `&#xe9;`.
 *
 * Of the 2,231 names of HTML the ones for Latin-1, Greek and common punctuation are known here; the
 * others stay as they are, because a table of 25 kB for them would serve nobody.
 *
 * @module
 */

const LATIN_1 =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr " +
  "deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest " +
  "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute " +
  "Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml " +
  "Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml " +
  "igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave " +
  "uacute ucirc uuml yacute thorn yuml";

const GREEK =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi " +
  "rho sigmaf sigma tau upsilon phi chi psi omega";

const OTHERS: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  bull: "•",
  hellip: "…",
  rarr: "→",
  larr: "←",
  le: "≤",
  ge: "≥",
  ne: "≠",
  trade: "™",
  OElig: "Œ",
  oelig: "œ",
  euro: "€",
};

const NAMES: ReadonlyMap<string, string> = new Map([
  ...LATIN_1.split(" ").map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
  ...GREEK.split(" ").map((name, index) => [name, String.fromCharCode(0x3b1 + index)] as const),
  ...Object.entries(OTHERS),
]);

/** Replaces the character references in a text. */
export function decodeCharacterReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));/g,
    (whole, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return NAMES.get(name) ?? whole;
      return decodeNumber(decimal !== undefined ? Number(decimal) : parseInt(hexadecimal!, 16));
    },
  );
}

/** NUL, surrogates and what lies beyond Unicode become the replacement character. */
function decodeNumber(code: number): string {
  const isBad = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  return isBad ? "\ufffd" : String.fromCodePoint(code);
}
