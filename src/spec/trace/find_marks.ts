import { lineAt } from "../markdown/document.ts";
import { splitLines } from "../markdown/line_table.ts";
import { isMarkdown } from "../markdown_file.ts";
import type { IdGrammar } from "../requirement_id.ts";
import type { PlacedText } from "../finding.ts";
import { scanMarkdownComments } from "./scan_markdown_comments.ts";
import { type ScannedSource, scanSource, type SourcePiece } from "./scan_source.ts";
import { syntaxOf } from "./source_syntax.ts";

/** A comment that says that code keeps or a test proves a requirement. */
export interface Mark {
  readonly kind: "impl" | "test";
  readonly id: string;
  readonly offset: number;
  /** Of a test mark: the name of the test that follows it, where one does. */
  readonly testName?: string;
}

/** A test whose name names a requirement. */
export interface NamedTest {
  readonly id: string;
  readonly name: string;
  readonly offset: number;
}

/** What a file says about requirements. */
export interface SourceMarks extends PlacedText {
  readonly marks: readonly Mark[];
  readonly tests: readonly NamedTest[];
}

/** Options of {@linkcode findMarks}. */
export interface MarkOptions {
  readonly grammar: IdGrammar;
  /** Whether the names of the file's functions may name requirements: it is a test file. */
  readonly isTestFile: boolean;
  /** The IDs that are defined; function names are held against them. */
  readonly knownIds: ReadonlySet<string>;
}

/** Cheap to ask first: most files hold neither an ID nor a name made of one. */
const HINT = /[A-Za-z0-9][-_]\d{1,9}/;

/** A test mark belongs to the test that begins at most this many lines below it. */
const BINDING_LINES = 10;

/**
 * Finds marks and test names in a source file of any language.
 *
 * A mark is a comment line that holds one ID or several, then `impl` or `test`, and nothing else
 * but text behind a colon, a dash or a bracket: `// OC-LOCK-1003 impl`, `# OC-A-101, OC-A-102 test`.
 *
 * @param path Path of the file; its ending tells the language
 * @param text The file
 * @param options What an ID looks like
 */
export function findMarks(path: string, text: string, options: MarkOptions): SourceMarks | null {
  if (!HINT.test(text)) return null;
  const source = isMarkdown(path)
    ? scanMarkdownComments(text)
    : scanSource(text, syntaxOf(path, text));
  const tests = findTests(source, options);
  const lineStarts = splitLines(text).starts;
  const testOffsets = tests.map(({ offset }) => offset);
  const marks = source.pieces.flatMap((piece) =>
    piece.kind === "comment" ? readMarks(piece, options.grammar) : []
  ).map((mark) => mark.kind === "test" ? bindMark(mark, { tests, testOffsets, lineStarts }) : mark);
  const named = tests.flatMap(({ name, offset, isFunction }) =>
    idsInName(name, isFunction, options).map((id) => ({ id, name, offset }))
  );
  if (marks.length === 0 && named.length === 0) return null;
  return { path, text, lineStarts, marks, tests: named };
}

const DECORATION = /^[\s*/!#;%<>=|-]*/;

// OC-SPEC-8301 impl
function readMarks({ text, offset }: SourcePiece, grammar: IdGrammar): readonly Mark[] {
  const marks: Mark[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const lead = DECORATION.exec(line)![0].length;
    const body = line.slice(lead);
    const tail = /^[A-Z][A-Z0-9, &-]*\s(impl|test)(?=\s*$|\s*[:(—–]|\s+-|\s*\*\/)/.exec(body);
    if (tail !== null) {
      const kind = tail[1] as Mark["kind"];
      const list = tail[0].slice(0, -kind.length);
      const ids = grammar.findIds(list);
      // Whatever is no ID must be a separator, or it is a sentence.
      const isList = ids.length > 0 &&
        ids.reduce((rest, { id }) => rest.replace(id, ""), list).replace(/[\s,&]/g, "") === "";
      for (const found of isList ? ids : []) {
        marks.push({ kind, id: found.id, offset: offset + start + lead + found.offset });
      }
    }
    start += line.length + 1;
  }
  return marks;
}

/** A test, whatever it is called. */
interface FoundTest {
  readonly name: string;
  readonly offset: number;
  readonly isFunction: boolean;
}

// What stands in front of a test's name: test("…"), it.only('…'), Deno.test({ name: "…", t.Run("…",
// @DisplayName("…"), TEST_CASE("…"), it "…" do, @test "…" {, test.each([…])("…").
const TEST_CALL =
  /(?:(?:^|[^\w$])(?:test|it|describe|context|suite|specify|scenario|step|bench|feature|Run|TEST_CASE|SCENARIO|SECTION|DisplayName|test_that|Describe|It|Context)(?:\s*\.\s*\w+)*\s*(?:\(\s*(?:\{\s*(?:name|fn)\s*:\s*)?)?|\.each\b[\s\S]*\)\s*\(\s*)$/;

const FUNCTION =
  /(?:^|[^\w$])(?:def|fn|func|fun|function|sub|proc|void|auto|int|bool|Task|TEST|TEST_F|TEST_P)\s*[\s(]\s*(?:\([^()\n]{0,200}\)\s*)?([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)?)/g;

const SCENARIO = /^[ \t]*(?:Feature|Rule|Scenario(?: Outline| Template)?|Example):[ \t]*(.*)$/gm;

function findTests({ pieces, code }: ScannedSource, { isTestFile }: MarkOptions): FoundTest[] {
  const tests: FoundTest[] = [];
  for (const { kind, text, offset, codeBefore } of pieces) {
    if (kind === "string" && TEST_CALL.test(codeBefore)) {
      tests.push({ name: text, offset, isFunction: false });
    }
  }
  if (isTestFile) {
    for (const stretch of code) {
      for (const { 1: name, 0: whole, index } of stretch.text.matchAll(FUNCTION)) {
        const offset = stretch.offset + index + whole.length - name!.length;
        tests.push({ name: name!, offset, isFunction: true });
      }
      for (const { 1: name, index } of stretch.text.matchAll(SCENARIO)) {
        tests.push({ name: name!.trim(), offset: stretch.offset + index, isFunction: false });
      }
    }
  }
  return tests.sort((a, b) => a.offset - b.offset);
}

/** The IDs in a test's name: as they are, and in a function's name with underscores. */
function idsInName(name: string, isFunction: boolean, options: MarkOptions): readonly string[] {
  const ids = options.grammar.findIds(name).map(({ id }) => id);
  if (isFunction || ids.length === 0) ids.push(...idsInIdentifier(name, options.knownIds));
  return [...new Set(ids)];
}

/**
 * The IDs that an identifier holds, which cannot hold hyphens: `test_oc_lock_1003_waits` holds
 * OC-LOCK-1003 where that is defined.
 */
export function idsInIdentifier(name: string, knownIds: ReadonlySet<string>): readonly string[] {
  const ids: string[] = [];
  for (const [word] of name.slice(0, 1000).matchAll(/[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+/g)) {
    const parts = word.toUpperCase().split("_");
    for (let end = 1; end < parts.length; end++) {
      if (!/^\d+$/.test(parts[end]!)) continue;
      // The longest ID wins: OC-LOCK-1003, not LOCK-1003.
      for (let start = 0; start < end; start++) {
        const id = parts.slice(start, end + 1).join("-");
        if (!knownIds.has(id)) continue;
        ids.push(id);
        break;
      }
    }
  }
  return ids;
}

interface Binding {
  readonly tests: readonly FoundTest[];
  readonly testOffsets: readonly number[];
  readonly lineStarts: readonly number[];
}

function bindMark(mark: Mark, { tests, testOffsets, lineStarts }: Binding): Mark {
  const isBehindFirst = mark.offset >= (testOffsets[0] ?? Infinity);
  const next = tests[isBehindFirst ? lineAt(testOffsets, mark.offset) + 1 : 0];
  if (next === undefined) return mark;
  const distance = lineAt(lineStarts, next.offset) - lineAt(lineStarts, mark.offset);
  return distance <= BINDING_LINES ? { ...mark, testName: next.name } : mark;
}
