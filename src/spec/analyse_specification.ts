import {
  type DefinedId,
  type DefinitionPosition,
  type MalformedId,
  readDefinition,
  readDefinitionAtEnd,
} from "./definition.ts";
import type { PlacedText } from "./finding.ts";
import { type Anchors, collectAnchors } from "./links/anchors.ts";
import { type Leaf, leafText, type MarkdownDocument } from "./markdown/document.ts";
import type { IdGrammar } from "./requirement_id.ts";

/** An ID with the block that defines it. */
export interface Definition extends DefinedId {
  /** Index of the leaf. */
  readonly leaf: number;
}

/** Which blocks of a specification belong to which definition. */
export interface SpecificationStructure extends PlacedText {
  readonly document: MarkdownDocument;
  readonly anchors: Anchors;
  readonly definitions: readonly Definition[];
  readonly malformed: readonly (MalformedId & { readonly leaf: number })[];
  /** For each leaf the index of the definition that it belongs to, -1 for none. */
  readonly owners: readonly number[];
  /** For each leaf the index of the heading that it stands under or is, -1 for none. */
  readonly headings: readonly number[];
}

/** Options of {@linkcode analyseSpecification}. */
export interface AnalysisOptions {
  readonly grammar: IdGrammar;
  /** Where in a list item or heading an ID is a definition. */
  readonly positions: readonly DefinitionPosition[];
}

/**
 * Finds the definitions of a specification and what belongs to each: to one in a list item the item
 * with everything nested in it, to one in a heading everything down to the next heading of the same
 * or a higher level. A definition inside of another one is not part of that.
 *
 * @param path The file's path from the repository's root
 * @param document The file
 * @param options What an ID looks like and where it may stand
 */
export function analyseSpecification(
  path: string,
  document: MarkdownDocument,
  options: AnalysisOptions,
): SpecificationStructure {
  const analysis = new Analysis(document, options);
  document.leaves.forEach((leaf, index) => analysis.add(leaf, index));
  const { definitions, malformed, owners, headings } = analysis;
  return {
    path,
    text: document.text,
    lineStarts: document.lineStarts,
    document,
    anchors: collectAnchors(document),
    definitions,
    malformed,
    owners,
    headings,
  };
}

class Analysis {
  readonly definitions: Definition[] = [];
  readonly malformed: (MalformedId & { readonly leaf: number })[] = [];
  readonly owners: number[] = [];
  readonly headings: number[] = [];
  readonly #document: MarkdownDocument;
  readonly #options: AnalysisOptions;
  /** For each item its definition, or the one of the item around it. */
  readonly #itemOwners: number[] = [];
  readonly #isItemBegun: boolean[] = [];
  /** The headings around, outermost first. */
  readonly #sections: { readonly level: number; readonly owner: number }[] = [];
  #heading = -1;

  constructor(document: MarkdownDocument, options: AnalysisOptions) {
    this.#document = document;
    this.#options = options;
  }

  add(leaf: Leaf, index: number): void {
    const isFirst = this.#beginItems(leaf.item);
    const isHeading = leaf.kind === "heading" && !leaf.isQuoted;
    if (isHeading) {
      while ((this.#sections.at(-1)?.level ?? 0) >= leaf.level) this.#sections.pop();
      this.#heading = index;
    }
    const canDefine = !leaf.isQuoted && (isHeading || (leaf.kind === "paragraph" && isFirst));
    const defined = canDefine ? this.#define(leaf, index) : -1;
    if (defined >= 0 && leaf.item >= 0) this.#itemOwners[leaf.item] = defined;
    if (isHeading && leaf.item < 0) {
      const owner = defined >= 0 ? defined : this.#sectionOwner();
      this.#sections.push({ level: leaf.level, owner });
    }
    const itemOwner = leaf.item < 0 ? -1 : this.#itemOwners[leaf.item]!;
    this.owners.push(itemOwner >= 0 ? itemOwner : this.#sectionOwner());
    this.headings.push(this.#heading);
  }

  /** Notes the items that begin with this leaf; whether it is the first one of its own. */
  #beginItems(item: number): boolean {
    if (item < 0 || this.#isItemBegun[item]) return false;
    const { parent } = this.#document.items[item]!;
    this.#beginItems(parent);
    this.#isItemBegun[item] = true;
    this.#itemOwners[item] = parent < 0 ? -1 : this.#itemOwners[parent]!;
    return true;
  }

  #sectionOwner(): number {
    return this.#sections.at(-1)?.owner ?? -1;
  }

  /** The index of the definition that a leaf makes, -1 for none. */
  #define(leaf: Leaf, index: number): number {
    const { grammar, positions } = this.#options;
    const { references } = this.#document;
    const text = leafText(this.#document, leaf);
    const atStart = readDefinition(text, grammar, references);
    if (atStart?.kind === "malformed") this.malformed.push({ ...atStart, leaf: index });
    const isEndTaken = positions.includes("end");
    const found = atStart ?? (isEndTaken ? readDefinitionAtEnd(text, grammar, references) : null);
    if (found?.kind !== "id") return -1;
    return this.definitions.push({ ...found, leaf: index }) - 1;
  }
}
