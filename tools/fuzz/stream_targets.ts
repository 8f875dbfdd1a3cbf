import type { RandomStream } from "../../src/internal/random.ts";
import { type SseEvent, SseParser } from "../../src/provider/http/sse_parser.ts";
import { analyseSpecification } from "../../src/spec/analyse_specification.ts";
import { DEFAULT_CONFIG } from "../../src/spec/config.ts";
import { readLinks } from "../../src/spec/links/read_links.ts";
import { scanMarkdown } from "../../src/spec/markdown/scan_markdown.ts";
import { readRequirements } from "../../src/spec/read_requirements.ts";
import { createIdGrammar } from "../../src/spec/requirement_id.ts";
import { mutateBytes, randomBytes } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";

const SSE_PIECES = [
  ...["data: ", "data:", "data", "event: error", "event:", "id: 1", "retry: 1", ": ping", "\ufeff"],
  ...["\n", "\n\n", "\r", "\r\n", "\r\n\r\n", '{"a":1}', "[DONE]", "é", "\u{1f600}", "\0", ":"],
];

/** Server-sent events: the pieces in which bytes arrive change nothing. */
export const sseTarget: FuzzTarget = {
  name: "sse",
  check(stream) {
    const text = Array.from({ length: stream.nextBelow(40) }, () => stream.pick(SSE_PIECES));
    const whole = new TextEncoder().encode(text.join(""));
    const bytes = stream.nextBoolean(0.2) ? mutateBytes(whole, stream) : whole;
    const atOnce = parse([bytes]);
    const inPieces = parse(cut(bytes, stream));
    if (JSON.stringify(atOnce) !== JSON.stringify(inPieces)) {
      throw new Error(`Pieces change events: ${JSON.stringify({ atOnce, inPieces })}`);
    }
  },
};

/** The events; null where the bytes are not UTF-8, which is refused at one place or another. */
function parse(pieces: readonly Uint8Array[]): readonly SseEvent[] | null {
  const parser = new SseParser();
  try {
    return pieces.flatMap((piece) => parser.push(piece));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function cut(bytes: Uint8Array, stream: RandomStream): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = stream.nextBelow(5);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

const MARKDOWN_PIECES = [
  ..."#*_`~[]()<>!\\|-+=:&;.0123 \t\n\r",
  ...[
    "\n\n",
    "```",
    "~~~",
    "    ",
    "- ",
    "1. ",
    "> ",
    "---",
    "===",
    "<!--",
    "-->",
    "<a href=",
    "](",
    "&amp;",
  ],
  ...[
    "[OC-LOCK-1003]",
    "~~[OC-LOCK-1004]~~",
    "MUST",
    "SHOULD NOT",
    "é",
    "\u{1f600}",
    "\ud800",
    "\0",
  ],
];

const GRAMMAR = createIdGrammar(DEFAULT_CONFIG.ids);

/** Markdown: any text is a document, and places in it lie in it. */
export const markdownTarget: FuzzTarget = {
  name: "markdown",
  check(stream) {
    const length = stream.nextBelow(200);
    const pieces = Array.from({ length }, () => stream.pick(MARKDOWN_PIECES));
    if (stream.nextBoolean(0.1)) pieces.push(String.fromCharCode(...randomBytes(20, stream)));
    const text = pieces.join("");
    const structure = analyseSpecification("a.md", scanMarkdown(text), {
      grammar: GRAMMAR,
      positions: DEFAULT_CONFIG.ids.definitions,
    });
    for (const { id } of readRequirements(structure)) {
      if (!text.includes(id)) throw new Error(`Found ${id}, which is not in the text`);
    }
    readLinks(structure.document);
  },
};
