import type { SpecificationStructure } from "./analyse_specification.ts";
import { copyText } from "./copy_text.ts";
import { placeAt } from "./finding.ts";
import { resolveTarget } from "./links/resolve_target.ts";
import { createOffsetMap, type Leaf, leafText } from "./markdown/document.ts";
import { plainText } from "./markdown/plain_text.ts";
import { scanInline } from "./markdown/scan_inline.ts";
import { splitCells } from "./markdown/table.ts";
import type { Requirement } from "./requirement.ts";
import { hashRequirementText, joinBlanks, titleOf } from "./requirement_text.ts";
import { findRfcWords, type FoundWord, strictestLevel } from "./rfc_level.ts";

/** What stands in front of a title once the markup is gone. */
const TITLE_MARK = /^(?:\[[ xX]\]\s+)?\[[^\]]*\]\s*[:–—-]?\s*/;

/** Reads the requirements that a specification defines. */
export function readRequirements(structure: SpecificationStructure): readonly Requirement[] {
  const leaves = leavesByOwner(structure);
  return structure.definitions.map((definition, index) => {
    const own = leaves[index]!;
    const words = own.flatMap((leaf) => findWords(structure, leaf));
    const first = structure.document.leaves[definition.leaf]!;
    return {
      id: copyText(definition.id),
      title: readTitle(structure, first, definition.offset > 0 && definition.rest !== ""),
      textSha256: hashRequirementText(textOf(structure, own, index)),
      section: readSection(structure, definition.leaf),
      level: strictestLevel(words),
      words,
      links: readLinks(structure, own, definition.leaf),
      isRemoved: definition.isRemoved,
      place: placeAt(structure, createOffsetMap(structure.document, first)(definition.offset)),
    };
  });
}

/** For each definition the leaves that count: no quotes, no HTML comments. */
function leavesByOwner(structure: SpecificationStructure): readonly (readonly Leaf[])[] {
  const { document, owners, definitions } = structure;
  const groups: Leaf[][] = definitions.map(() => []);
  document.leaves.forEach((leaf, index) => {
    const owner = owners[index]!;
    if (owner < 0 || leaf.isQuoted || leaf.kind === "reference") return;
    groups[owner]!.push(leaf);
  });
  return groups;
}

/** The RFC 2119 words of a leaf; those in code, HTML and link destinations do not count. */
export function findWords(
  { document }: SpecificationStructure,
  leaf: Leaf,
): readonly FoundWord[] {
  if (leaf.kind !== "paragraph" && leaf.kind !== "heading" && leaf.kind !== "table") return [];
  const text = leafText(document, leaf);
  if (findRfcWords(text).length === 0 && !/[\\&*_]/.test(text)) return [];
  return findRfcWords(plainText(text, document.references, { keepsCode: false }));
}

function textOf(
  { document, definitions }: SpecificationStructure,
  leaves: readonly Leaf[],
  index: number,
): readonly string[] {
  const definition = definitions[index]!;
  const first = document.leaves[definition.leaf];
  return leaves.map((leaf) => {
    const text = leaf === first ? definition.rest : leafText(document, leaf);
    return leaf.kind === "code" || leaf.kind === "meta" ? text : withoutComments(text);
  });
}

/** A comment without an end takes the rest of its block. */
function withoutComments(text: string): string {
  let kept = "";
  let from = 0;
  for (let start = text.indexOf("<!--"); start >= 0; start = text.indexOf("<!--", from)) {
    kept += text.slice(from, start);
    const end = text.indexOf("-->", start + 2);
    if (end < 0) return kept;
    from = end + 3;
  }
  return kept + text.slice(from);
}

function readTitle({ document }: SpecificationStructure, first: Leaf, mayBeAtEnd: boolean): string {
  const plain = joinBlanks(plainText(leafText(document, first), document.references));
  const title = plain.replace(TITLE_MARK, "");
  const isAtEnd = mayBeAtEnd && title === plain;
  return titleOf(isAtEnd ? plain.replace(/\s*\[[^[\]]*\]\s*(\.?)\s*$/, "$1") : title);
}

function readSection({ document, headings }: SpecificationStructure, leaf: number): string {
  const heading = document.leaves[headings[leaf]!];
  if (heading === undefined) return "";
  return titleOf(plainText(leafText(document, heading), document.references));
}

function readLinks(
  { path, document, headings, anchors }: SpecificationStructure,
  leaves: readonly Leaf[],
  first: number,
): readonly string[] {
  const slug = anchors.slugs.get(headings[first]!);
  const links = new Set([slug === undefined ? path : `${path}#${slug}`]);
  for (const leaf of leaves) {
    if (leaf.kind === "code" || leaf.kind === "html" || leaf.kind === "meta") continue;
    const text = leafText(document, leaf);
    const cells = leaf.kind === "table" ? rowCells(text) : [text];
    for (const span of cells.flatMap((cell) => scanInline(cell, document.references))) {
      if (span.kind !== "link" && span.kind !== "image" && span.kind !== "autolink") continue;
      if (span.kind !== "autolink" && span.form === "undefined") continue;
      const target = resolveTarget(path, span.destination);
      if (target.kind === "external") links.add(target.url);
      else if (target.kind === "inside") {
        links.add(target.path + (target.fragment === "" ? "" : `#${target.fragment}`));
      }
    }
  }
  return [...links].map(copyText);
}

function rowCells(table: string): readonly string[] {
  return table.split("\n").flatMap((row) =>
    splitCells(row).map(({ start, end }) => row.slice(start, end))
  );
}
