/**
 * The tense of a French sentence, from its finite verbs.
 *
 * A form in the place of a verb (after a subject pronoun, "qui" or an object clitic) weighs 2, a
 * form after a noun 1; the heavier tense wins, and a tie decides nothing. The passé composé is a
 * tense of its own here. Future and conditional are neutral. Forms that are both present and passé
 * simple ("dit", "finit") decide nothing.
 *
 * @module
 */
import { DIALOGUE_MARK, type SentenceTense } from "./lexicon.ts";
import { SPEECH_VERBS } from "./lexicon_speech.ts";
import type { Token } from "./tokenise.ts";
import {
  MOVEMENT_PARTICIPLES_FR,
  NOT_IMPARFAIT_FR,
  NOUNISH_FR,
  PARTICIPLES_FR,
  PAST_AFTER_JE_FR,
  PAST_FR,
  PRESENT_FR,
  R_STEMS_FR,
} from "./verbs_fr.ts";

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

const SUBJECTS = words("je j tu il elle on nous vous ils elles qui ce c ça cela");
const CLITICS = words("ne n me m te t se s le la l les lui leur y en");
/** Clitics that, without a subject before them, still announce a verb. */
const VERB_CLITICS = words("ne n me m te t se s y");
const PREPOSITIONS = words(
  "à pour avec chez de sans sur devant derrière vers contre entre d sous après avant comme que qu",
);
const NOT_BEFORE_VERB = words(
  "le la les l un une des du de d au aux à en dans sur sous par pour avec sans vers contre entre " +
    "chez ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs quelque " +
    "quelques chaque tout toute tous toutes très plus moins trop si aussi et ou ni mais comme deux " +
    "trois quatre cinq six sept huit neuf dix aucun aucune petit petite grand grande vieux vieille " +
    "autre autres même mêmes bien mal à peine que qu quel quelle dont où",
);
const SECONDARY = words("pas jamais plus déjà toujours bien presque encore tout guère rien même");

/** Words that look like a participle: "il a peu de temps". */
const NOT_PARTICIPLE = words(
  "peu lui ici aussi ainsi si midi feu lieu jeu dieu bleu qui celui oui",
);

/** What one word says about the tense. */
interface Evidence {
  readonly tense: Exclude<SentenceTense, "none">;
  readonly weight: number;
}

/** The tense of a sentence whose dialogue has been taken out. */
export function tenseFr(tokens: readonly Token[]): SentenceTense {
  const totals = { past: 0, present: 0, perfect: 0 };
  for (let index = 0; index < tokens.length; index++) {
    const evidence = weigh(tokens, index);
    if (evidence !== undefined) totals[evidence.tense] += evidence.weight;
  }
  const { past, present, perfect } = totals;
  if (past > present) return "past";
  if (present > past) return "present";
  return perfect > 0 && past === 0 ? "perfect" : "none";
}

function weigh(tokens: readonly Token[], index: number): Evidence | undefined {
  const { lower, gap } = tokens[index]!;
  if (lower.length === 1 && lower !== "a") return undefined;
  const place = placeOf(tokens, index);
  const auxiliary = weighAuxiliary(tokens, index, place);
  if (auxiliary !== undefined) return auxiliary;
  if (place !== "other") return formTense(lower, tokens[index - 1]?.lower, place);
  // After a line of dialogue the verb comes before its subject: « Où ? » demanda le gardien.
  if (gap.includes(DIALOGUE_MARK) && SPEECH_VERBS.has(lower)) return knownFormTense(lower, 1);
  if (gap !== " " || NOT_BEFORE_VERB.has(tokens[index - 1]!.lower)) return undefined;
  if (tokens[index + 1]?.gap === "-" && !isInversion(tokens[index + 1])) return undefined;
  const isSure = !NOUNISH_FR.has(lower) || isName(tokens[index - 1]!.raw);
  return isSure ? knownFormTense(lower, 1) : undefined;
}

function isName(raw: string): boolean {
  return raw.length > 2 && raw[0] !== raw[0]!.toLowerCase();
}

/** Where a word stands: in the place of a verb, with its subject, or elsewhere. */
type Place = "je" | "pronoun" | "clitic" | "other";

function placeOf(tokens: readonly Token[], index: number): Place {
  if (isInversion(tokens[index + 1]) || isEuphonicInversion(tokens, index)) return "pronoun";
  let hasVerbClitic = false;
  let at = index;
  // At most "je ne le lui y": the bound keeps the walk constant.
  for (let step = 0; step < 5 && at > 0; step++) {
    if (!/^[ ']$/.test(tokens[at]!.gap)) break;
    at--;
    const { lower } = tokens[at]!;
    if (SUBJECTS.has(lower) && !isTonic(tokens, at)) {
      return lower === "je" || lower === "j" || lower === "tu" ? "je" : "pronoun";
    }
    if (!CLITICS.has(lower)) break;
    hasVerbClitic ||= VERB_CLITICS.has(lower);
  }
  return hasVerbClitic ? "clitic" : "other";
}

/** "pour elle", "derrière nous": no subject. */
function isTonic(tokens: readonly Token[], index: number): boolean {
  const { lower } = tokens[index]!;
  if (!/^(elle|elles|nous|vous|ce|cela|ça)$/.test(lower)) return false;
  const previous = tokens[index - 1]?.lower ?? "";
  return PREPOSITIONS.has(previous) && previous !== "que" && previous !== "qu";
}

function isInversion(next: Token | undefined): boolean {
  return next?.gap === "-" && /^(je|tu|il|elle|on|nous|vous|ils|elles)$/.test(next.lower);
}

function isEuphonicInversion(tokens: readonly Token[], index: number): boolean {
  return tokens[index + 1]?.lower === "t" && tokens[index + 1]?.gap === "-" &&
    isInversion(tokens[index + 2]);
}

/** "a ouvert" and "est venu" are passé composé, "est ouvert" is present. */
function weighAuxiliary(
  tokens: readonly Token[],
  index: number,
  place: Place,
): Evidence | undefined {
  const { lower } = tokens[index]!;
  const isHave = /^(a|ai|as|ont|avons|avez)$/.test(lower);
  const isBe = /^(est|suis|es|sont|sommes|êtes)$/.test(lower);
  if (!isHave && !isBe) return undefined;
  // "as" is also the ace, "a" a letter, "suis" a form of "suivre": they need their place.
  if (place === "other" && !/^(a|ont|est|sont)$/.test(lower)) return undefined;
  const participle = participleAfter(tokens, index);
  const isReflexive = /^(s|se|m|me|t|te)$/.test(tokens[index - 1]?.lower ?? "");
  const isPerfect = participle !== undefined &&
    (isHave || isReflexive || MOVEMENT_PARTICIPLES_FR.has(participle));
  return { tense: isPerfect ? "perfect" : "present", weight: 2 };
}

/** The masculine singular of the participle after an auxiliary, over adverbs. */
function participleAfter(tokens: readonly Token[], index: number): string | undefined {
  for (let at = index + 1; at < Math.min(index + 4, tokens.length); at++) {
    const { lower, gap } = tokens[at]!;
    if (/[,;:.!?(]/.test(gap)) return undefined;
    const stem = lower.replace(/(?<=[éiuûst])(e|es|s)$/, "");
    if (PARTICIPLES_FR.has(stem) || PARTICIPLES_FR.has(lower)) return stem;
    const isShaped = /..[éiu]$|(?:ert|eint|oint)$/.test(stem) && !NOT_PARTICIPLE.has(lower);
    if (isShaped && !SECONDARY.has(lower)) return stem;
    if (!SECONDARY.has(lower) && !lower.endsWith("ment")) return undefined;
  }
  return undefined;
}

/** Evidence of weight 2 for a word in the place of a verb; unknown verbs are told by endings. */
function formTense(
  lower: string,
  previous: string | undefined,
  place: Place,
): Evidence | undefined {
  if (place === "je" && PAST_AFTER_JE_FR.has(lower)) return { tense: "past", weight: 2 };
  const known = knownFormTense(lower, 2);
  if (known !== undefined) return known;
  if (PARTICIPLES_FR.has(lower) || previous === "en") return undefined;
  // Future and conditional: "marchera", "finirait" (the latter ends like the imparfait).
  if (/(er|ir|r)(ai|as|a|ons|ez|ont)$/.test(lower)) return undefined;
  if (/[^e]ut$/.test(lower) || /[^v]a$/.test(lower) && lower.length > 2) {
    return { tense: "past", weight: 2 };
  }
  if (place === "je" && /ai$/.test(lower) && lower.length > 3) return { tense: "past", weight: 2 };
  const isPresent = /e$|[^i]ent$|ds$|d$|eut$/.test(lower) && lower.length > 2 ||
    place === "je" && /es$/.test(lower);
  return isPresent ? { tense: "present", weight: 2 } : undefined;
}

/** Evidence from the word alone: imparfait by its ending, other tenses by the lists. */
function knownFormTense(lower: string, weight: number): Evidence | undefined {
  if (PAST_FR.has(lower)) return { tense: "past", weight };
  if (PRESENT_FR.has(lower)) return { tense: "present", weight };
  if (NOT_IMPARFAIT_FR.has(lower)) return undefined;
  const stem = /^(.*r)(ais|ait|aient|ions|iez)$/.exec(lower)?.[1];
  // "marcherait" is conditional and neutral, "tirait" is not.
  if (stem !== undefined && !R_STEMS_FR.has(stem)) return undefined;
  if (/(ait|aient|èrent|[iu]rent|inrent)$/.test(lower) && lower.length > 4) {
    return { tense: "past", weight };
  }
  // Without a pronoun these are more often adjectives and nouns: "niais", "régions".
  return weight === 2 && lower.length > 4 && /(ais|ions|iez)$/.test(lower)
    ? { tense: "past", weight }
    : undefined;
}
