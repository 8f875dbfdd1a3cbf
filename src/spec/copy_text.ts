/**
 * The same text in memory of its own.
 *
 * V8 makes a part of a text by pointing into the whole, so that a title that is kept keeps the file
 * that it was read from. On 100 MB of specifications that is the difference between 1.4 GB and less
 * than a third of it.
 */
export function copyText(text: string): string {
  // A concatenation is a new text; the part of it that is taken points into that one only.
  return ` ${text}`.slice(1);
}
