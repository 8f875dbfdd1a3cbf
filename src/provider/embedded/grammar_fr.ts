/**
 * French inflection, elision and contraction.
 *
 * @module
 */
import type { Agreement, Grammar } from "./grammar.ts";
import { CHANGING_FR, IRREGULAR_FR } from "./verbs_fr.ts";
import type { Voice } from "./voice.ts";

/** French. */
export const GRAMMAR_FR: Grammar = { verb: inflect, person: personalWord, join, readBeat };

/** Index of the person in a row of forms: je, tu, il, ils. */
type PersonIndex = 0 | 1 | 2 | 3;

function personIndexOf({ subject, voice }: Agreement): PersonIndex {
  if (subject === "it") return 2;
  if (subject === "they") return 3;
  return voice.person === "first" ? 0 : voice.person === "second" ? 1 : 2;
}

function inflect(infinitive: string, agreement: Agreement): string {
  const index = personIndexOf(agreement);
  const form = conjugate(infinitive, index, agreement);
  if (!agreement.isInverted) return form;
  const pronoun = personalWord("s", agreement.voice);
  const isThird = index === 2;
  return `${form}-${isThird && /[aeé]$/.test(form) ? "t-" : ""}${pronoun}`;
}

function conjugate(
  infinitive: string,
  index: PersonIndex,
  { voice, isBackground }: Agreement,
): string {
  const irregular = IRREGULAR_FR.get(infinitive);
  if (voice.tense === "present") {
    if (irregular !== undefined) return irregular.present[index]!;
    return infinitive === "aller" ? GO_PRESENT[index]! : presentOfEr(infinitive, index);
  }
  if (isBackground) return imperfect(infinitive, index, irregular?.imperfect);
  if (irregular === undefined) return pastOfEr(infinitive, index);
  return irregular.past + ["s", "s", "t", "rent"][index];
}

const GO_PRESENT: readonly string[] = ["vais", "vas", "va", "vont"];

function presentOfEr(infinitive: string, index: PersonIndex): string {
  const stem = CHANGING_FR.get(infinitive) ?? infinitive.slice(0, -2);
  return stem + ["e", "es", "e", "ent"][index];
}

/** "mangea", "lança": the sound of the stem stays before an a. */
function softStem(infinitive: string): string {
  const stem = infinitive.slice(0, -2);
  if (stem.endsWith("g")) return stem + "e";
  return stem.endsWith("c") ? stem.slice(0, -1) + "ç" : stem;
}

function imperfect(infinitive: string, index: PersonIndex, irregular: string | undefined): string {
  return (irregular ?? softStem(infinitive)) + ["ais", "ais", "ait", "aient"][index];
}

function pastOfEr(infinitive: string, index: PersonIndex): string {
  if (index === 3) return infinitive.slice(0, -2) + "èrent";
  return softStem(infinitive) + ["ai", "as", "a"][index];
}

const PERSONAL: Readonly<Record<string, readonly [string, string, string, string]>> = {
  // je, tu, elle, il.
  s: ["je", "tu", "elle", "il"],
  me: ["me", "te", "se", "se"],
  le: ["me", "te", "la", "le"],
  lui: ["me", "te", "lui", "lui"],
  moi: ["moi", "toi", "elle", "lui"],
  mon: ["mon", "ton", "son", "son"],
  ma: ["ma", "ta", "sa", "sa"],
  mes: ["mes", "tes", "ses", "ses"],
  // Agreement of an adjective; "I" and "you" have the main character's gender too.
  e: ["", "", "e", ""],
};

function personalWord(name: string, { person, gender, heroName }: Voice): string {
  const key = name.toLowerCase();
  if (key === "n" && person === "third") return heroName;
  const forms = PERSONAL[key === "n" ? "s" : key];
  if (forms === undefined) throw new Error(`Cannot write: no personal word "${name}"`);
  const third = gender === "feminine" ? 2 : 3;
  if (key === "e") return forms[third];
  const word = forms[person === "first" ? 0 : person === "second" ? 1 : third];
  return name === key ? word : word[0]!.toUpperCase() + word.slice(1);
}

const VOWEL = "aàâeéèêëiîïoôuùûhyœæ";

/** Words whose h is aspirated: no elision before them. */
const ASPIRATED =
  /^(haut|hasard|haine|hall|hangar|honte|hache|huit|hamac|haie|hauss|heurt|hurl|hublot|houle|havre|héros|hors|hoch|hale|han|haras|hargn|hât|hiss|hoquet|yeuse|onz|yacht)/i;

const ELIDING = new RegExp(
  `(?<![\\p{L}-])(je|me|te|se|ne|que|de|le|la|jusque|lorsque|puisque) (?=([${VOWEL}][\\p{L}]*))`,
  "giu",
);
const FEMININE_POSSESSIVE = new RegExp(
  `(?<![\\p{L}-])(ma|ta|sa) (?=([${VOWEL}][\\p{L}]*))`,
  "giu",
);

function join(sentence: string): string {
  return sentence
    .replace(/(?<![\p{L}-])(de|à) les? (?=\p{L})/giu, (match, head: string) => {
      const isPlural = match.trimEnd().endsWith("les");
      const contracted = head.toLowerCase() === "de"
        ? (isPlural ? "des" : "du")
        : (isPlural ? "aux" : "au");
      return matchCase(contracted, head) + " ";
    })
    .replace(
      ELIDING,
      (match, word: string, next: string) => ASPIRATED.test(next) ? match : word.slice(0, -1) + "’",
    )
    .replace(
      FEMININE_POSSESSIVE,
      (match, word: string, next: string) =>
        ASPIRATED.test(next) ? match : matchCase(word[0]!.toLowerCase() + "on", word) + " ",
    )
    .replace(/(?<![\p{L}-])si (?=ils?(?!\p{L}))/giu, "s’");
}

function matchCase(word: string, like: string): string {
  const isUpper = like[0] !== like[0]!.toLowerCase();
  return isUpper ? word[0]!.toUpperCase() + word.slice(1) : word;
}

/** Infinitive by its present of the third person singular. */
const BY_PRESENT: ReadonlyMap<string, string> = new Map([
  ...[...IRREGULAR_FR].map(([infinitive, { present }]) => [present[2]!, infinitive] as const),
  ...[...CHANGING_FR].map(([infinitive, stem]) => [stem + "e", infinitive] as const),
  ["va", "aller"],
]);

/**
 * "ouvre" to "ouvrir", "pousse" to "pousser". After a name any word in -e is taken for a verb;
 * after a noun it may be another noun ("la vieille femme").
 */
function infinitiveOf(form: string, isAfterName: boolean): string | undefined {
  const known = BY_PRESENT.get(form);
  if (known !== undefined) return known;
  const regular = form + "r";
  return /..e$/.test(form) && (isAfterName || REGULAR.has(regular)) ? regular : undefined;
}

/** "Jeanne ouvre le registre et trouve un nom", "Le gardien se tait", "Elle se penche". */
function readBeat(action: string, hero: string): string | undefined {
  const match =
    /^((?:Le|La|L['’]|Un|Une) ?\p{Ll}+|\p{Lu}\p{L}+) ((?:se|lui|le|la|les|l['’]|s['’]) ?)?(\p{Ll}+)(?!\p{L})(.*)$/u
      .exec(action.trim().replace(/[.!]+$/, ""));
  if (match === null) return undefined;
  const [, subject, clitic = "", form, rest] = match;
  const infinitive = infinitiveOf(form!, !/^(?:L|Un)/.test(subject!) || subject === hero);
  if (infinitive === undefined) return undefined;
  const isHero = subject === hero || subject === "Elle" || subject === "Il";
  const target = isHero ? "" : "/it";
  const tail = rest!
    .replace(
      / (et|puis) (se |s['’])?(\p{Ll}+)(?!\p{L})/gu,
      (whole, word: string, self: string | undefined, verb: string) => {
        const other = infinitiveOf(verb, false);
        if (other === undefined) return whole;
        const reflexive = self === undefined ? "" : isHero ? "{me} " : self;
        return ` ${word} ${reflexive}<${other}${target}>`;
      },
    )
    .replaceAll(
      new RegExp(`(?<=(?:à|pour|vers|devant|chez|avec) )${hero}(?!\\p{L})`, "gu"),
      "{moi}",
    );
  const own = isHero
    ? tail.replace(/(?<!\p{L})(?:son|sa|ses)(?= \p{Ll})/gu, (word) => `{m${word.slice(1)}}`)
    : tail;
  const isReflexive = /^s/.test(clitic);
  const pronoun = isHero && isReflexive ? "{me} " : clitic;
  return `${isHero ? "{N}" : subject} ${pronoun}<${infinitive}${target}>${own}.`;
}

/** After "et" only a form of a verb in this list is inflected: "et l'encre" is none. */
const REGULAR: ReadonlySet<string> = new Set(
  ("accepter arracher arriver avancer avouer baisser cacher chercher compter continuer couper " +
    "décider demander donner écouter effacer emporter entrer fermer fouiller frapper garder glisser " +
    "hésiter laisser longer marcher monter montrer murmurer noter oublier parler passer poser pousser " +
    "quitter ramasser recopier reculer refermer refuser regarder remonter rentrer rester retourner " +
    "retrouver serrer signer taire tirer tomber toucher tourner traverser trouver verser").split(
      " ",
    ),
);
