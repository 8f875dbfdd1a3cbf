/**
 * Which text defines an ID.
 *
 * An ID is defined where it stands in square brackets at the start of a list item's or a heading's
 * text: `- [OC-LOCK-1003] The lock MUST …`, `### [OC-LOCK-1003] Title`. Emphasis, a task box and
 * backslashes before the brackets may stand around it. Everywhere else it is a mention; so is one
 * that is a link, or that stands in code, a comment or a block quote. A configuration may let IDs
 * define at the end of a list item, too: `- The lock MUST … [OC-LOCK-1003]` or `… (ORCH-3001)`.
 *
 * @module
 */
import type { References } from "./markdown/scan_inline.ts";
import { scanInline } from "./markdown/scan_inline.ts";
import type { IdGrammar } from "./requirement_id.ts";

/** An ID that a text defines. */
export interface DefinedId {
  readonly kind: "id";
  readonly id: string;
  /** Offset of its bracket. */
  readonly offset: number;
  /** Whether it is struck out: a tombstone. */
  readonly isRemoved: boolean;
  /** The text without the ID, its brackets and the marks around them. */
  readonly rest: string;
  /** Further IDs behind it. */
  readonly others: readonly string[];
}

/** What looks like an ID and is none. */
export interface MalformedId {
  readonly kind: "malformed";
  readonly text: string;
  readonly offset: number;
}

/** Where definitions are looked for. */
export type DefinitionPosition = "start" | "end";

const START =
  /^(?:\[[ xX]\][ \t]+)?(~~|[*_]{1,3}|~~[*_]{1,3}|[*_]{1,3}~~)?\\?\[([^[\]\\\n]{1,120})\\?\]/d;
/** What a definition can begin with. */
const MARKS = "[*_~\\";
const END = /(?:\\?\[([^[\]\\\n]{1,120})\\?\]|(?<!\])\(([^()\n]{1,120})\))[ \t]*\.?[ \t]*$/;
const SEPARATOR = /\s*[,;&/]\s*|\s+and\s+/;
const FURTHER = /^(?:[\s,;&/*_~]|and\b)*\\?\[([^[\]\\\n]{1,120})\\?\]/;
/** Upper case or not, hyphens or underscores, any number of digits. */
const ID_LIKE = /^[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+){0,8}[-_]\d+[A-Za-z]?$/;

// OC-SPEC-8001 impl
/**
 * Reads the ID that a block's text defines, or null.
 *
 * @param text Text of the first block of a list item, or of a heading
 * @param grammar What an ID looks like
 * @param references What is defined in the file: a bracketed ID that is a link is a mention
 */
export function readDefinition(
  text: string,
  grammar: IdGrammar,
  references: References,
): DefinedId | MalformedId | null {
  // Most items begin with a letter, and the pattern is not cheap.
  if (!MARKS.includes(text.charAt(0))) return null;
  const match = START.exec(text);
  if (match === null) return null;
  const [whole, marks = "", content] = match;
  const offset = match.indices![2]![0] - 1;
  if (isLink(text, offset, references)) return null;
  if (!grammar.isId(content!)) return malformed(content!, offset, grammar);
  const closing = text.slice(whole.length).startsWith(mirror(marks)) ? marks.length : 0;
  const rest = text.slice(whole.length + closing);
  return {
    kind: "id",
    id: content!,
    offset,
    isRemoved: marks.includes("~~"),
    rest,
    others: findFurther(rest, grammar),
  };
}

/** Reads the IDs in brackets or parentheses at the end of a heading or an item's first block. */
export function readDefinitionAtEnd(
  text: string,
  grammar: IdGrammar,
  references: References,
): DefinedId | null {
  const match = END.exec(text.slice(-200));
  if (match === null) return null;
  const [id, ...others] = (match[1] ?? match[2]!).split(SEPARATOR);
  if (![id!, ...others].every((one) => grammar.isId(one))) return null;
  const offset = Math.max(0, text.length - 200) + match.index;
  if (match[1] !== undefined && isLink(text, offset, references)) return null;
  return { kind: "id", id: id!, offset, isRemoved: false, rest: text.slice(0, offset), others };
}

/** IDs in brackets right behind the first one. */
function findFurther(rest: string, grammar: IdGrammar): readonly string[] {
  const others: string[] = [];
  for (let text = rest;;) {
    const match = FURTHER.exec(text.slice(0, 300));
    if (match === null || !grammar.isId(match[1]!)) return others;
    others.push(match[1]!);
    text = text.slice(match[0].length);
  }
}

// OC-SPEC-8002 impl
function isLink(text: string, offset: number, references: References): boolean {
  const close = text.indexOf("]", offset);
  // Without a definition only a parenthesis makes it a link.
  if (references.size === 0 && text[close + 1] !== "(") return false;
  return scanInline(text, references).some((span) =>
    span.kind === "link" && span.form !== "undefined" && span.start <= offset && offset < span.end
  );
}

function malformed(text: string, offset: number, grammar: IdGrammar): MalformedId | null {
  // `RFC-2119` looks like an ID and is meant not to be one; so is a foot note or a date.
  const isLike = ID_LIKE.test(text) && !grammar.isReserved(text);
  return isLike ? { kind: "malformed", text, offset } : null;
}

/** The marks that close what these open. */
function mirror(marks: string): string {
  return [...marks].reverse().join("");
}
