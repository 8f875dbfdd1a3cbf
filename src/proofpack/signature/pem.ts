/** What a PEM text of a key is called. */
export type PemLabel = "PRIVATE KEY" | "PUBLIC KEY";

/** Length of a line, as RFC 7468 has it. */
const LINE_LENGTH = 64;

/** The text of a key as RFC 7468 and openssl write it. */
export function encodePem(label: PemLabel, der: Uint8Array): string {
  const lines = der.toBase64().match(new RegExp(`.{1,${LINE_LENGTH}}`, "g")) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** A PEM text, taken apart. */
export interface PemBlock {
  /** What it says it is, such as `PUBLIC KEY`. */
  readonly label: string;
  /** Its content. */
  readonly der: Uint8Array<ArrayBuffer>;
}

/** Takes apart a text that is one PEM block and nothing else; null for any other text. */
export function decodePem(text: string): PemBlock | null {
  const match = /^-----BEGIN ([A-Z ]+)-----\n([A-Za-z0-9+/\n]+=*\n)-----END ([A-Z ]+)-----\n?$/
    .exec(text.replaceAll("\r\n", "\n"));
  if (match === null || match[1] !== match[3]) return null;
  try {
    return { label: match[1]!, der: Uint8Array.fromBase64(match[2]!.replaceAll("\n", "")) };
  } catch {
    return null;
  }
}
