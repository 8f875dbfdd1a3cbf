/**
 * Path patterns, matched in linear time per segment: `*` and `?` do not match a slash, `**` as a
 * whole segment matches any number of folders, `[0-9]` and `[!a]` are character classes, and a
 * backslash makes the next character literal.
 *
 * @module
 */

/** Whether a path with slashes matches. */
export type PathMatcher = (path: string) => boolean;

type Token =
  | { readonly kind: "literal"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "class"; readonly isNegated: boolean; readonly ranges: readonly Range[] };

type Range = readonly [string, string];

/** A segment of a pattern; `null` is `**`. */
type Segment = readonly Token[] | null;

/** Compiles a pattern. */
export function compileGlob(pattern: string): PathMatcher {
  const segments = pattern.split("/").map((part) => (part === "**" ? null : tokenise(part)));
  return (path) => matchSegments(segments, path.split("/"));
}

/** A matcher for whatever one of the patterns matches. */
export function compileGlobs(patterns: readonly string[]): PathMatcher {
  const matchers = patterns.map(compileGlob);
  return (path) => matchers.some((matches) => matches(path));
}

/** The folder that holds everything a pattern can match: its segments before the first wild one. */
export function literalFolder(pattern: string): string {
  const segments = pattern.split("/").slice(0, -1);
  const wild = segments.findIndex((segment) => /[*?[\\]/.test(segment));
  return segments.slice(0, wild < 0 ? segments.length : wild).join("/");
}

function tokenise(part: string): readonly Token[] {
  const tokens: Token[] = [];
  const characters = [...part];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === "*") {
      if (tokens.at(-1)?.kind !== "star") tokens.push({ kind: "star" });
    } else if (character === "?") tokens.push({ kind: "any" });
    else if (character === "[") {
      const close = characters.indexOf("]", index + 2);
      if (close < 0) tokens.push({ kind: "literal", character });
      else {
        tokens.push(readClass(characters.slice(index + 1, close)));
        index = close;
      }
    } else {
      const isEscape = character === "\\" && index + 1 < characters.length;
      tokens.push({ kind: "literal", character: isEscape ? characters[++index]! : character });
    }
  }
  return tokens;
}

function readClass(characters: readonly string[]): Token {
  const isNegated = characters[0] === "!" || characters[0] === "^";
  const members = isNegated ? characters.slice(1) : characters;
  const ranges: Range[] = [];
  for (let index = 0; index < members.length; index++) {
    const first = members[index]!;
    const isRange = members[index + 1] === "-" && index + 2 < members.length;
    ranges.push([first, isRange ? members[index + 2]! : first]);
    if (isRange) index += 2;
  }
  return { kind: "class", isNegated, ranges };
}

/** Wild-card matching with one point to go back to: a later star makes an earlier one final. */
function matchSegments(pattern: readonly Segment[], path: readonly string[]): boolean {
  return matchWild(pattern.length, path.length, {
    isStar: (index) => pattern[index] === null,
    matches: (index, at) => matchSegment(pattern[index]!, path[at]!),
  });
}

function matchSegment(tokens: readonly Token[], segment: string): boolean {
  const characters = [...segment];
  return matchWild(tokens.length, characters.length, {
    isStar: (index) => tokens[index]!.kind === "star",
    matches: (index, at) => matchToken(tokens[index]!, characters[at]!),
  });
}

interface Wild {
  readonly isStar: (patternIndex: number) => boolean;
  readonly matches: (patternIndex: number, index: number) => boolean;
}

function matchWild(patternLength: number, length: number, { isStar, matches }: Wild): boolean {
  let patternIndex = 0;
  let index = 0;
  let starAt = -1;
  let retryAt = 0;
  while (index < length) {
    if (patternIndex < patternLength && isStar(patternIndex)) {
      starAt = patternIndex++;
      retryAt = index;
    } else if (patternIndex < patternLength && matches(patternIndex, index)) {
      patternIndex++;
      index++;
    } else if (starAt >= 0) {
      patternIndex = starAt + 1;
      index = ++retryAt;
    } else return false;
  }
  while (patternIndex < patternLength && isStar(patternIndex)) patternIndex++;
  return patternIndex === patternLength;
}

function matchToken(token: Token, character: string): boolean {
  switch (token.kind) {
    case "literal":
      return token.character === character;
    case "class": {
      const isIn = token.ranges.some(([low, high]) => low <= character && character <= high);
      return isIn !== token.isNegated;
    }
    case "any":
    case "star":
      return true;
    default:
      return token satisfies never;
  }
}
