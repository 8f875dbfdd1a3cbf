/**
 * The languages in which prose is written and judged.
 *
 * @module
 */
import type { Json } from "../internal/json.ts";
import { normaliseText } from "./normalise_text.ts";
import { tokenise } from "./tokenise.ts";

/** A language of prose: English or French. */
export type Language = "en" | "fr";

/** Every {@linkcode Language}. */
export const LANGUAGES: readonly Language[] = ["en", "fr"];

/** Frequent words of one language that are no words of the other. */
const FUNCTION_WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(
    "the and of to is was with that her his she he they it from who by at this what must be has"
      .split(" "),
  ),
  fr: new Set(
    "le la les des du et une dans est sur pour qui que elle il ne pas avec au aux ses son sa ce un"
      .split(" "),
  ),
};

/** Fewer function words than this decide nothing. */
const EVIDENCE_MIN_COUNT = 5;

/** How much more often the words of the winner must occur than those of the other language. */
const EVIDENCE_RATIO = 2;

/**
 * The language of all texts in some JSON documents, by counting function words; undefined where
 * they do not decide.
 */
export function detectLanguage(documents: readonly Json[]): Language | undefined {
  const counts: Record<Language, number> = { en: 0, fr: 0 };
  for (const document of documents) countFunctionWords(document, counts);
  const [first, second]: readonly Language[] = counts.en >= counts.fr ? ["en", "fr"] : ["fr", "en"];
  const isDecided = counts[first!] >= EVIDENCE_MIN_COUNT &&
    counts[first!] >= EVIDENCE_RATIO * counts[second!];
  return isDecided ? first : undefined;
}

/** The depth of a document is bounded where it is read, so recursion is safe. */
function countFunctionWords(value: Json | undefined, counts: Record<Language, number>): void {
  if (typeof value === "string") {
    for (const { lower } of tokenise(normaliseText(value))) {
      for (const language of LANGUAGES) {
        if (FUNCTION_WORDS[language].has(lower)) counts[language]++;
      }
    }
  } else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) countFunctionWords(member, counts);
  }
}
