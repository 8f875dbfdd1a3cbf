/**
 * The tense of an English sentence, from its finite verbs.
 *
 * A form after a subject pronoun or an auxiliary weighs 2, one after a noun or a name 1; the
 * heavier tense wins, and a tie decides nothing. Participles and adjectives ("a broken window",
 * "has gone", "was tired", "the letter, sealed with wax,") are told apart by what stands before
 * them. "would", "could" and the like are neutral: both tenses use them.
 *
 * @module
 */
import type { SentenceTense } from "./lexicon.ts";
import type { Token } from "./tokenise.ts";
import {
  BASE_EN,
  NOT_PAST_ED_EN,
  PAST_EN,
  PAST_NOUNISH_EN,
  PRESENT_AUXILIARY_EN,
  PRESENT_NOUNISH_EN,
  UNCHANGED_EN,
} from "./verbs_en.ts";

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

const SINGULAR_SUBJECTS = words("he she it");
const PLURAL_SUBJECTS = words("i you we they");
const RELATIVES = words("who which that");
const ADVERBS = words(
  "never always still only then just also again almost already often soon now even once perhaps " +
    "not both all hardly barely nearly simply quite rather at last somehow sometimes too",
);

/** After these no finite verb of the sentence follows: determiners, prepositions, auxiliaries. */
const NOT_BEFORE_VERB = words(
  "a an the this that these those my your his her its our their some any no every each of in on at " +
    "to by with from for into onto upon over under through against behind between off out up down " +
    "as like than without across along around near past after before until about be been being is " +
    "are am was were wasnʼt werenʼt isnʼt arenʼt have has had having hadnʼt hasnʼt get gets got " +
    "very so too more most less half would could should might must can will may shall do does did " +
    "didnʼt doesnʼt donʼt wouldnʼt couldnʼt canʼt mustnʼt let make made and or but nor if when " +
    "while where because though although what whose two three four five six seven eight nine ten " +
    "one not s looked seemed felt looks seems feels stood stands sat sits lay lies kept keeps left",
);

const ADJECTIVES = words(
  "old new small large big little long short dark pale cold warm wet dry black white grey red blue " +
    "green brown yellow heavy thin thick empty broken narrow wide low high deep quiet loud " +
    "single same other last first second next young great good bad whole worn rough smooth soft " +
    "hard clean dirty badly well newly freshly",
);

/** The tense of a sentence whose dialogue has been taken out. */
export function tenseEn(tokens: readonly Token[]): SentenceTense {
  let past = 0;
  let present = 0;
  for (let index = 0; index < tokens.length; index++) {
    const weight = weigh(tokens, index);
    if (weight > 0) past += weight;
    else present -= weight;
  }
  if (past === present) return "none";
  return past > present ? "past" : "present";
}

/** Positive for the past, negative for the present, 0 for no evidence. */
function weigh(tokens: readonly Token[], index: number): number {
  const { lower } = tokens[index]!;
  if (/^(was|were|wasnʼt|werenʼt|hadnʼt|didnʼt)$/.test(lower)) return 2;
  // "has had" is present, "could have had" neither.
  if (lower === "had") return /^(have|has|having)$/.test(tokens[index - 1]?.lower ?? "") ? 0 : 2;
  if (PRESENT_AUXILIARY_EN.has(lower)) return isAfterModal(tokens, index) ? 0 : -2;
  const contraction = weighContraction(tokens, index);
  if (contraction !== 0) return contraction;
  const subject = subjectBefore(tokens, index);
  if (subject === undefined) return weighAfterNoun(tokens, index);
  return SINGULAR_SUBJECTS.has(subject) ? weighSingular(lower, subject) : weighPlural(lower);
}

function isAfterModal(tokens: readonly Token[], index: number): boolean {
  return /^(must|may|might|could|would|should)$/.test(tokens[index - 1]?.lower ?? "");
}

/** "I'm", "they're", "we've", "it's". "he'd" is had or would, so it decides nothing. */
function weighContraction(tokens: readonly Token[], index: number): number {
  const { lower, gap } = tokens[index]!;
  if (gap !== "'") return 0;
  const owner = tokens[index - 1]?.lower ?? "";
  if (lower === "m" || lower === "re" || lower === "ve") return -2;
  return lower === "s" && /^(he|she|it|that|there|who|what|here)$/.test(owner) ? -2 : 0;
}

/** The subject pronoun directly before a word, over adverbs; undefined where there is none. */
function subjectBefore(tokens: readonly Token[], index: number): string | undefined {
  let at = index;
  // Three adverbs in a row are already rare; the bound keeps the walk constant.
  for (let step = 0; step < 4 && at > 0; step++) {
    if (/[,;:.!?(]/.test(tokens[at]!.gap)) return undefined;
    at--;
    const { lower } = tokens[at]!;
    if (SINGULAR_SUBJECTS.has(lower) || PLURAL_SUBJECTS.has(lower)) return lower;
    if (!ADVERBS.has(lower) && !(lower.endsWith("ly") && lower.length > 4)) return undefined;
  }
  return undefined;
}

function isPastForm(lower: string): boolean {
  if (PAST_EN.has(lower)) return true;
  if (lower.endsWith("eed")) return /^(agreed|disagreed|freed|decreed|guaranteed)$/.test(lower);
  return lower.length > 3 && lower.endsWith("ed") && !NOT_PAST_ED_EN.has(lower);
}

function weighSingular(lower: string, subject: string): number {
  if (isPastForm(lower)) return 2;
  // "it" is an object too: "let it put down roots".
  if (UNCHANGED_EN.has(lower)) return subject === "it" ? 0 : 2;
  return baseOfThirdPerson(lower) === undefined ? 0 : -2;
}

function weighPlural(lower: string): number {
  if (isPastForm(lower)) return 2;
  if (UNCHANGED_EN.has(lower)) return 0;
  return BASE_EN.has(lower) ? -2 : 0;
}

/** The base of a form in -s, or undefined where it is no such form of a known verb. */
function baseOfThirdPerson(lower: string): string | undefined {
  if (!lower.endsWith("s") || lower.endsWith("ss")) return undefined;
  const candidates = [lower.slice(0, -1)];
  if (lower.endsWith("ies")) candidates.push(lower.slice(0, -3) + "y");
  else if (lower.endsWith("es")) candidates.push(lower.slice(0, -2));
  return candidates.find((base) => BASE_EN.has(base) || UNCHANGED_EN.has(base));
}

/** "the door opened", "Mara opens", "the man who came": evidence of weight 1. */
function weighAfterNoun(tokens: readonly Token[], index: number): number {
  const { lower, gap } = tokens[index]!;
  const previous = tokens[index - 1];
  if (previous === undefined || gap !== " ") return 0;
  const isAfterName = isName(previous.raw);
  const isAfterRelative = RELATIVES.has(previous.lower);
  const canFollow = isAfterRelative ||
    !(NOT_BEFORE_VERB.has(previous.lower) || ADJECTIVES.has(previous.lower) ||
      previous.lower.endsWith("ly"));
  if (!canFollow) return 0;
  // "the box covered by snow", "the letter sealed with wax": participles, unless of a name.
  if (!isAfterName && /^(by|with)$/.test(tokens[index + 1]?.lower ?? "")) return 0;
  // "the sailors' mended nets", "his half-opened window": a hyphen or apostrophe belongs to a noun.
  if (previous.gap === "-" || tokens[index + 1]?.gap === "-") return 0;
  if (isPastForm(lower) && (isAfterName || !PAST_NOUNISH_EN.has(lower))) return 1;
  // "Mara put" lacks the -s of the present; "Mara and Ann put" may be either.
  if (UNCHANGED_EN.has(lower)) return isAfterName && tokens[index - 2]?.lower !== "and" ? 1 : 0;
  if (baseOfThirdPerson(lower) === undefined) return 0;
  return isAfterName || !PRESENT_NOUNISH_EN.has(lower) ? -1 : 0;
}

function isName(raw: string): boolean {
  const [first] = raw;
  return first !== undefined && first !== first.toLowerCase() && raw !== "I";
}
