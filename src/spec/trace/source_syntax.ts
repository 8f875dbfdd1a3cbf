/**
 * Comments and strings of programming languages, by file name. Enough to tell a comment from a
 * string that looks like one; no more.
 *
 * @module
 */

/** How a string begins and ends. */
export interface QuoteRule {
  readonly open: string;
  readonly close: string;
  /** Whether it may hold line ends; one that may not and does not end on its line is none. */
  readonly isMultiline?: boolean;
  /** Whether a backslash keeps the next character from ending it. */
  readonly hasEscapes?: boolean;
  /** `template` holds code in `${…}`; `character` holds one character, as in C. */
  readonly kind?: "template" | "character";
}

/** Comments and strings of a language. */
export interface SourceSyntax {
  /** What begins a comment that ends with the line. */
  readonly line: readonly string[];
  /** What begins and ends other comments. */
  readonly block: readonly (readonly [string, string])[];
  /** Whether those nest. */
  readonly isNested?: boolean;
  readonly quotes: readonly QuoteRule[];
  /** Whether a line comment counts only at the start of a line or behind a blank. */
  readonly needsBlank?: boolean;
  /** Whether a slash may begin a regular expression. */
  readonly hasRegExp?: boolean;
}

const DOUBLE: QuoteRule = { open: '"', close: '"', hasEscapes: true };
const SINGLE: QuoteRule = { open: "'", close: "'", hasEscapes: true };
const CHARACTER: QuoteRule = { open: "'", close: "'", kind: "character" };
const TRIPLE: QuoteRule = { open: '"""', close: '"""', isMultiline: true, hasEscapes: true };
const TRIPLE_SINGLE: QuoteRule = { open: "'''", close: "'''", isMultiline: true, hasEscapes: true };
const TEMPLATE: QuoteRule = { open: "`", close: "`", kind: "template" };
const RAW: QuoteRule = { open: "`", close: "`", isMultiline: true };

const C_BLOCK = [["/*", "*/"]] as const;
const XML_BLOCK = [["<!--", "-->"]] as const;

const SYNTAXES = {
  c: { line: ["//"], block: C_BLOCK, quotes: [TRIPLE, DOUBLE, CHARACTER] },
  nestedC: {
    line: ["//"],
    block: C_BLOCK,
    isNested: true,
    quotes: [
      { open: 'r##"', close: '"##', isMultiline: true },
      { open: 'r#"', close: '"#', isMultiline: true },
      { open: 'r"', close: '"', isMultiline: true },
      TRIPLE,
      { ...DOUBLE, isMultiline: true },
      CHARACTER,
    ],
  },
  go: { line: ["//"], block: C_BLOCK, quotes: [RAW, DOUBLE, CHARACTER] },
  script: { line: ["//"], block: C_BLOCK, quotes: [TEMPLATE, DOUBLE, SINGLE], hasRegExp: true },
  php: { line: ["//", "#"], block: C_BLOCK, quotes: [DOUBLE, SINGLE] },
  style: { line: ["//"], block: C_BLOCK, quotes: [DOUBLE, SINGLE], needsBlank: true },
  python: { line: ["#"], block: [], quotes: [TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE] },
  hash: { line: ["#"], block: [], quotes: [DOUBLE, SINGLE], needsBlank: true },
  // Apostrophes stand in plain text here, so quotes tell nothing.
  plainHash: { line: ["#"], block: [], quotes: [], needsBlank: true },
  powershell: { line: ["#"], block: [["<#", "#>"]], quotes: [DOUBLE, SINGLE], needsBlank: true },
  terraform: { line: ["#", "//"], block: C_BLOCK, quotes: [DOUBLE], needsBlank: true },
  julia: { line: ["#"], block: [["#=", "=#"]], quotes: [TRIPLE, DOUBLE, CHARACTER] },
  ini: { line: ["#", ";"], block: [], quotes: [], needsBlank: true },
  sql: { line: ["--"], block: C_BLOCK, quotes: [DOUBLE, SINGLE] },
  haskell: { line: ["--"], block: [["{-", "-}"]], isNested: true, quotes: [DOUBLE, CHARACTER] },
  lua: { line: ["--"], block: [["--[[", "]]"]], quotes: [DOUBLE, SINGLE] },
  ada: { line: ["--"], block: [], quotes: [DOUBLE, CHARACTER] },
  percent: { line: ["%"], block: [], quotes: [] },
  erlang: { line: ["%"], block: [], quotes: [DOUBLE, SINGLE] },
  objectiveC: { line: ["//", "%"], block: C_BLOCK, quotes: [DOUBLE], needsBlank: true },
  lisp: {
    line: [";"],
    block: [["#|", "|#"]],
    isNested: true,
    quotes: [{ ...DOUBLE, isMultiline: true }],
  },
  assembly: { line: [";", "//", "#", "@"], block: C_BLOCK, quotes: [DOUBLE], needsBlank: true },
  ocaml: { line: [], block: [["(*", "*)"]], isNested: true, quotes: [DOUBLE, CHARACTER] },
  fsharp: {
    line: ["//"],
    block: [["(*", "*)"]],
    isNested: true,
    quotes: [TRIPLE, DOUBLE, CHARACTER],
  },
  pascal: { line: ["//"], block: [["(*", "*)"], ["{", "}"]], quotes: [SINGLE] },
  basic: { line: ["'"], block: [], quotes: [{ open: '"', close: '"' }] },
  batch: { line: ["REM ", "rem ", "::"], block: [], quotes: [], needsBlank: true },
  vim: { line: ['"'], block: [], quotes: [], needsBlank: true },
  fortran: { line: ["!"], block: [], quotes: [DOUBLE, SINGLE] },
  xml: { line: [], block: XML_BLOCK, quotes: [] },
  component: { line: ["//"], block: [...XML_BLOCK, ...C_BLOCK], quotes: [], needsBlank: true },
  // A file of a kind that nobody told us about: a comment begins its line.
  unknown: {
    line: ["//", "#", "--", "%", ";"],
    block: [...XML_BLOCK, ...C_BLOCK],
    quotes: [],
    needsBlank: true,
  },
} as const satisfies Readonly<Record<string, SourceSyntax>>;

const ENDINGS: Readonly<Record<keyof typeof SYNTAXES, string>> = {
  c: "c h cc cpp cxx c++ hh hpp hxx java cs scala groovy gradle d proto thrift sol glsl hlsl wgsl " +
    "cu v sv vala kt kts dart zig odin jsonc json5 bicep prisma",
  nestedC: "rs swift",
  go: "go",
  script: "ts tsx mts cts js jsx mjs cjs",
  php: "php",
  style: "css scss sass less styl",
  python: "py pyi pyx pyw bzl star",
  hash: "rb rake gemspec cr sh bash zsh fish ksh pl pm t r ex exs nim nix awk tcl bats raku " +
    "coffee graphql gql",
  plainHash: "yml yaml toml conf cfg cmake mk make dockerfile gitignore properties feature env " +
    "service po just pro ninja",
  powershell: "ps1 psm1 psd1",
  terraform: "tf tfvars hcl nomad",
  julia: "jl",
  ini: "ini desktop reg",
  sql: "sql psql plsql",
  haskell: "hs elm purs idr",
  lua: "lua",
  ada: "adb ads vhd vhdl applescript",
  percent: "tex sty cls bib ltx mat prolog",
  erlang: "erl hrl",
  objectiveC: "m mm",
  lisp: "lisp cl el scm ss rkt clj cljs cljc edn fnl hy",
  assembly: "s asm nasm",
  ocaml: "ml mli",
  fsharp: "fs fsi fsx",
  pascal: "pas pp dpr lpr inc",
  basic: "vb vbs bas",
  batch: "bat cmd",
  vim: "vim",
  fortran: "f90 f95 f03 f08 f for",
  xml: "md markdown html htm xhtml xml svg xsd xsl xslt plist csproj fsproj vbproj props targets " +
    "xaml resx wsdl rss atom",
  component: "vue svelte astro",
  unknown: "",
};

const BY_ENDING: ReadonlyMap<string, SourceSyntax> = new Map(
  Object.entries(ENDINGS).flatMap(([name, endings]) =>
    endings.split(" ").map((ending) =>
      [ending, SYNTAXES[name as keyof typeof SYNTAXES] as SourceSyntax] as const
    )
  ),
);

const HASH_NAMES =
  /^(?:Makefile|GNUmakefile|Dockerfile|Containerfile|Justfile|justfile|Rakefile|Gemfile|Vagrantfile|Brewfile|Procfile|BUILD|WORKSPACE|CMakeLists\.txt|\..*rc|\.env.*|\.gitignore|\.gitattributes|\.dockerignore|\.editorconfig)/;

/**
 * The syntax of a file, by its name, or by its first line where that is `#!`.
 *
 * @param path Path of the file
 * @param text Its text
 */
export function syntaxOf(path: string, text: string): SourceSyntax {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (HASH_NAMES.test(name)) return SYNTAXES.plainHash;
  const dot = name.lastIndexOf(".");
  const known = dot < 0 ? undefined : BY_ENDING.get(name.slice(dot + 1).toLowerCase());
  if (known !== undefined) return known;
  if (!text.startsWith("#!")) return SYNTAXES.unknown;
  const interpreter = text.slice(0, 200).split("\n")[0]!;
  if (/\b(?:node|deno|bun)\b/.test(interpreter)) return SYNTAXES.script;
  return /\bpython/.test(interpreter) ? SYNTAXES.python : SYNTAXES.hash;
}
