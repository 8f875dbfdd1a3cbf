/**
 * Words in which an apostrophe or a hyphen is a letter of the word: "hui" is no word inside
 * "aujourd'hui", nor "can" inside "can't" or "être" inside "peut-être".
 */
const ATOMIC =
  /'(?<=(?:aujourd|quelqu|presqu|prud|entr)')(?=\p{L})|'(?<=n')(?=t(?!\p{L}))|'(?<=o')(?=clock)|-(?<=peut-)(?=être)/giu;

/** U+02BC, the apostrophe that Unicode counts as a letter. */
const LETTER_APOSTROPHE = "\u02bc";

/**
 * The form of a text in which it is analysed: NFC, straight apostrophes, plain spaces and line
 * feeds, without soft hyphens and zero-width characters. Case is kept. Linear in the text.
 */
export function normaliseText(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g, " ")
    .replace(/[\u2019\u201b\u2032]/g, "'")
    .replace(/[\u2010\u2011]/g, "-")
    .replace(ATOMIC, LETTER_APOSTROPHE);
}
