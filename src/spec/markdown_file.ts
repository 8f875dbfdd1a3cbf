import { InputError } from "../internal/errors.ts";
import { decodeText } from "./repository.ts";

const MARKDOWN = /\.(?:md|markdown)$/i;

/** Whether a path is that of a Markdown file. */
export function isMarkdown(path: string): boolean {
  return MARKDOWN.test(path);
}

/** A million lines are some 100 MB of prose; each takes up to 600 bytes of memory. */
const LINES_MAX = 1_000_000;

// OC-SPEC-8009 impl
/**
 * Decodes a Markdown file of a repository.
 *
 * @param path Its path, for the error
 * @param bytes UTF-8; a byte order mark is dropped, and what is no UTF-8 becomes U+FFFD
 * @throws {InputError} if it has more than a million lines, which is to say that nobody wrote it:
 *   its blocks would take more memory than there is
 */
export function decodeMarkdown(path: string, bytes: Uint8Array): string {
  if (bytes.length > LINES_MAX && countLineEnds(bytes) > LINES_MAX) {
    throw new InputError(
      `Cannot read "${path}": wanted a Markdown file of at most ${LINES_MAX} lines, found more`,
    );
  }
  return decodeText(bytes);
}

/** LF and CR; CRLF counts twice, which no file comes near to. */
function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (const code of [0x0a, 0x0d]) {
    for (let at = bytes.indexOf(code); at >= 0; at = bytes.indexOf(code, at + 1)) count++;
  }
  return count;
}
