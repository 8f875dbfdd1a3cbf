import { leafText, lineAt } from "../../../src/spec/markdown/document.ts";
import { plainText } from "../../../src/spec/markdown/plain_text.ts";
import { scanInline } from "../../../src/spec/markdown/scan_inline.ts";
import { scanMarkdown } from "../../../src/spec/markdown/scan_markdown.ts";
import type { RandomStream } from "../../../src/internal/random.ts";

/** What both parsers find in a text, in a form that can be compared. */
export interface MarkdownDescription {
  readonly leaves: readonly string[];
  readonly items: readonly string[];
  readonly links: readonly string[];
}

/** Describes a text as our scanner sees it. */
export function describeMarkdown(text: string): MarkdownDescription {
  const document = scanMarkdown(text);
  const leaves: string[] = [];
  const links: string[] = [];
  for (const leaf of document.leaves) {
    const content = leafText(document, leaf);
    if (leaf.kind === "code" || leaf.kind === "html") {
      leaves.push(`${leaf.kind} ${leaf.firstLine + 1}`);
    }
    if (leaf.kind !== "heading" && leaf.kind !== "paragraph") continue;
    const plain = squeeze(plainText(content, document.references));
    leaves.push(leaf.kind === "heading" ? `h${leaf.level} ${plain}` : `p ${plain}`);
    for (const span of scanInline(content, document.references)) {
      const isAngle = span.kind === "autolink" && content[span.start] === "<";
      if (isAngle) links.push(`link ${span.destination}`);
      if ((span.kind === "link" || span.kind === "image") && span.form !== "undefined") {
        links.push(`${span.kind} ${span.destination}`);
      }
    }
  }
  const items = document.items.map(({ offset }) => {
    const line = lineAt(document.lineStarts, offset);
    return `${line + 1}:${offset - document.lineStarts[line]! + 1}`;
  });
  return { leaves, items, links };
}

/** Strikes are GFM's and no part of CommonMark. */
export function squeeze(text: string): string {
  return text.replaceAll("~", "").replace(/\s+/g, " ").trim();
}

const TOKENS = [
  "\n",
  "\n",
  "\n",
  " ",
  "  ",
  "    ",
  "\t",
  "a",
  "b c",
  "word",
  "*",
  "**",
  "_",
  "__",
  "`",
  "``",
  "```\n",
  "~~~\n",
  "> ",
  ">",
  "- ",
  "* ",
  "+ ",
  "1. ",
  "2) ",
  "# ",
  "## ",
  "#",
  "===\n",
  "---\n",
  "***\n",
  "[",
  "]",
  "(",
  ")",
  "[a]",
  "[a]: /u\n",
  "[a](/x)",
  "![i](/y)",
  "<",
  "<b>",
  "</b>",
  "<!-- ",
  "-->",
  "<div>\n",
  "\\",
  "<http://e.x>",
  '"',
  "'",
  "&amp;",
  "é",
  "x_y_z",
  "\r\n",
  "[b][a]",
];

/** Tokens that CommonMark does not know, and bytes that nothing knows. */
const WILD_TOKENS = [
  ...TOKENS,
  "|",
  "|-|\n",
  "| a |\n",
  "[OC-A-1001] ",
  "[OC-A-1001]",
  "MUST ",
  "~~",
  "---\nk: v\n",
  "\r",
  "\u0000",
  "\ufeff",
  "\ud800",
  "\u0301",
  "😀",
  "预",
  "https://a.b/",
  "<a id='x'>",
  "<h2>",
  "[^1]: ",
  "%",
  "&#",
  "\u2028",
  "(#a)",
  "](",
];

/** A random document of Markdown's own tokens. */
export function randomMarkdown(random: RandomStream, isWild: boolean): string {
  const tokens = isWild ? WILD_TOKENS : TOKENS;
  let text = "";
  for (let count = 1 + random.nextBelow(24); count > 0; count--) text += random.pick(tokens);
  return text;
}
