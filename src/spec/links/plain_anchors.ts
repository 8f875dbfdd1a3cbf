import { decodeCharacterReferences } from "../markdown/character_references.ts";
import { findHtmlTags } from "../markdown/html_tags.ts";

/** What a link into a file may name. */
export interface TargetAnchors {
  /** Its anchors; null where the file's kind has others than we know, such as pages of a PDF. */
  readonly names: ReadonlySet<string> | null;
  /** Its number of lines, null where it was not counted. */
  readonly lineCount: number | null;
}

/** Kinds of files whose fragments mean something of their own. */
const OTHER_FRAGMENTS = /\.(?:pdf|svg|ipynb|mp4|webm|ogg|mp3)$/i;

/** The anchors and lines of a file that is no Markdown: of HTML its `id` and `name`. */
export function collectPlainAnchors(path: string, text: string): TargetAnchors {
  const lineCount = countLines(text);
  if (OTHER_FRAGMENTS.test(path)) return { names: null, lineCount };
  const names = new Set<string>();
  if (/\.x?html?$/i.test(path)) {
    for (const { name: tagName, attributes } of findHtmlTags(text)) {
      for (const { name, value } of attributes) {
        if (name === "id" || (name === "name" && tagName === "a")) {
          names.add(decodeCharacterReferences(value));
        }
      }
    }
  }
  return { names, lineCount };
}

function countLines(text: string): number {
  let count = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) count++;
  return text === "" || text.endsWith("\n") ? count : count + 1;
}
