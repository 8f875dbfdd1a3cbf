import type { SpecificationStructure } from "../analyse_specification.ts";
import { type Finding, placeAt } from "../finding.ts";
import { createOffsetMap, type Leaf, leafText } from "../markdown/document.ts";
import { plainText } from "../markdown/plain_text.ts";
import { findRfcWords } from "../rfc_level.ts";

/** The sentence that says how the words are meant uses them without requiring anything. */
const ABOUT_THE_WORDS = /\b(?:RFC[\s‑-]?(?:2119|8174)|BCP[\s‑-]?14)\b/i;

/** Every RFC 2119 word has as many in a row. */
const CAPITALS = /[A-Z]{3}/;

/**
 * Finds RFC 2119 words in text that belongs to no requirement: SPEC001 in list items and table rows,
 * SPEC012 in paragraphs. Headings, quotes, code and what names RFC 2119, RFC 8174 or BCP 14 are
 * exempt.
 */
export function lintNormativeText(structure: SpecificationStructure): readonly Finding[] {
  const { document, owners } = structure;
  return document.leaves.flatMap((leaf, index) => {
    if (owners[index]! >= 0 || leaf.isQuoted) return [];
    if (leaf.kind === "table") return lintTable(structure, leaf);
    if (leaf.kind !== "paragraph") return [];
    return lintText(structure, leaf, { text: leafText(document, leaf), start: 0 });
  });
}

function lintTable(structure: SpecificationStructure, leaf: Leaf): readonly Finding[] {
  const table = leafText(structure.document, leaf);
  if (!CAPITALS.test(table)) return [];
  let start = 0;
  return table.split("\n").flatMap((text) => {
    const row = { text, start };
    start += text.length + 1;
    return lintText(structure, leaf, row);
  });
}

function lintText(
  structure: SpecificationStructure,
  leaf: Leaf,
  { text, start }: { readonly text: string; readonly start: number },
): readonly Finding[] {
  const { document } = structure;
  // Asked of the source first: most text holds none, and markup adds none.
  if (!CAPITALS.test(text) || ABOUT_THE_WORDS.test(text)) return [];
  const words = findRfcWords(plainText(text, document.references, { keepsCode: false }));
  const first = words[0];
  if (first === undefined) return [];
  const isParagraph = leaf.kind === "paragraph" && leaf.item < 0;
  const what = isParagraph ? "paragraph" : leaf.kind === "table" ? "table row" : "list item";
  const offset = start + Math.max(0, text.indexOf(first.word.split(" ")[0]!));
  return [{
    code: isParagraph ? "SPEC012" : "SPEC001",
    message: `this ${what} says ${first.word} and has no ID`,
    ...placeAt(structure, createOffsetMap(document, leaf)(offset)),
  }];
}
