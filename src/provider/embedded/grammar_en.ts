/**
 * English inflection.
 *
 * @module
 */
import type { Agreement, Grammar } from "./grammar.ts";
import type { Voice } from "./voice.ts";

/** Base and past of irregular verbs. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  ("begin began/bend bent/bite bit/blow blew/break broke/bring brought/build built/buy bought/" +
    "catch caught/choose chose/cling clung/come came/creep crept/cut cut/deal dealt/do did/dig dug/draw drew/" +
    "drink drank/drive drove/eat ate/fall fell/feel felt/fight fought/find found/flee fled/fly flew/" +
    "forget forgot/forgive forgave/freeze froze/get got/give gave/go went/grow grew/hang hung/" +
    "have had/hear heard/hide hid/hit hit/hold held/hurt hurt/keep kept/kneel knelt/know knew/" +
    "lay laid/lead led/leave left/lend lent/let let/lie lay/light lit/lose lost/make made/mean meant/" +
    "meet met/pay paid/put put/read read/ride rode/ring rang/rise rose/run ran/say said/see saw/" +
    "seek sought/sell sold/send sent/set set/shake shook/shine shone/shrink shrank/shut shut/" +
    "sing sang/sink sank/sit sat/sleep slept/slide slid/speak spoke/spend spent/spread spread/" +
    "spring sprang/stand stood/steal stole/stick stuck/sting stung/strike struck/swear swore/" +
    "sweep swept/swim swam/swing swung/take took/teach taught/tear tore/tell told/think thought/" +
    "will would/can could/throw threw/understand understood/wake woke/wear wore/weep wept/win won/wind wound/write wrote")
    .split("/").map((pair) => pair.split(" ") as [string, string]),
);

/** Verbs whose last consonant doubles. */
const DOUBLING: ReadonlySet<string> = new Set(
  ("stop drop slip nod grip tap drag pat step tug hum rub clap wrap beg plan trap skip drip flip " +
    "snap pin spot stir strip trim nip zip blot grin knit admit permit refer occur").split(" "),
);

/** English. */
export const GRAMMAR_EN: Grammar = {
  verb: inflect,
  person: personalWord,
  join: (sentence) => sentence.replace(/\ba (?=[aeiou])/g, "an "),
  readBeat,
};

function inflect(base: string, { subject, voice }: Agreement): string {
  const isSingular = subject === "it" || (subject === "hero" && voice.person === "third");
  const isFirst = subject === "hero" && voice.person === "first";
  if (base === "be") return inflectBe(voice, { isSingular, isFirst });
  if (voice.tense === "past") return pastOf(base);
  if (!isSingular || base === "will" || base === "can") return base;
  return thirdPersonOf(base);
}

function inflectBe(
  voice: Voice,
  { isSingular, isFirst }: { readonly isSingular: boolean; readonly isFirst: boolean },
): string {
  if (voice.tense === "past") return isSingular || isFirst ? "was" : "were";
  if (isFirst) return "am";
  return isSingular ? "is" : "are";
}

function pastOf(base: string): string {
  const irregular = IRREGULAR.get(base);
  if (irregular !== undefined) return irregular;
  if (DOUBLING.has(base)) return base + base.at(-1) + "ed";
  if (base.endsWith("e")) return base + "d";
  return /[^aeiou]y$/.test(base) ? base.slice(0, -1) + "ied" : base + "ed";
}

function thirdPersonOf(base: string): string {
  if (base === "have") return "has";
  if (/(?:s|sh|ch|x|z|o)$/.test(base)) return base + "es";
  return /[^aeiou]y$/.test(base) ? base.slice(0, -1) + "ies" : base + "s";
}

/** The base of a form in -s: "carries", "watches", "closes". */
function baseOf(form: string): string {
  if (form === "has") return "have";
  if (form === "is") return "be";
  if (/[^aeiou]ies$/.test(form) && form.length > 4) return form.slice(0, -3) + "y";
  return /(?:ss|sh|ch|x|zz|o)es$/.test(form) ? form.slice(0, -2) : form.slice(0, -1);
}

const PERSONAL: Readonly<Record<string, readonly [string, string, string, string]>> = {
  // I, you, she, he.
  s: ["I", "you", "she", "he"],
  o: ["me", "you", "her", "him"],
  my: ["my", "your", "her", "his"],
  self: ["myself", "yourself", "herself", "himself"],
};

function personalWord(name: string, { person, gender, heroName }: Voice): string {
  const key = name.toLowerCase();
  if (key === "n" && person === "third") return heroName;
  const forms = PERSONAL[key === "n" ? "s" : key];
  if (forms === undefined) throw new Error(`Cannot write: no personal word "${name}"`);
  const third = gender === "feminine" ? 2 : 3;
  const word = forms[person === "first" ? 0 : person === "second" ? 1 : third];
  return name === key ? word : word[0]!.toUpperCase() + word.slice(1);
}

/** "Mara opens the ledger and finds a name", "She hides it", "The ferryman refuses to sail". */
function readBeat(action: string, hero: string): string | undefined {
  const match =
    /^((?:The|A|An) [a-z]+(?: [a-z]+)??|[A-Z][\p{L}]+)(,? (?:[a-z]+ly )?)([a-z]+[^s\W]s)\b(.*)$/u
      .exec(action.trim().replace(/[.!]+$/, ""));
  if (match === null) return undefined;
  const [, subject, gap, form, rest] = match;
  const isHero = subject === hero || subject === "She" || subject === "He" || subject === "They";
  const target = isHero ? "" : "/it";
  const tail = rest!
    .replace(
      /\b(and|but|then) ([a-z]+[^s\W]s)\b(?! of\b)/g,
      (whole, word: string, verb: string) => {
        const base = baseOf(verb);
        return isVerb(base) ? `${word} <${base}${target}>` : whole;
      },
    )
    .replaceAll(new RegExp(`\\b${hero}\\b(?!['’])`, "g"), "{o}");
  const own = isHero ? tail.replace(/\b(?:her|his)\b(?= [a-z])/g, "{my}") : tail;
  const head = isHero ? "{N}" : subject!;
  return `${head}${gap}<${baseOf(form!)}${target}>${own}.`;
}

/** After "and" only a word that is certainly a verb is inflected: "and ropes" may be a noun. */
function isVerb(base: string): boolean {
  return IRREGULAR.has(base) || DOUBLING.has(base) || REGULAR.has(base);
}

const REGULAR: ReadonlySet<string> = new Set(
  ("answer arrive ask carry close count cross decide deny discover enter find follow learn lift " +
    "listen look lower move notice offer open pocket promise pull push reach realise refuse " +
    "remember return reveal save signal start tie touch trace try turn unlock wait walk warn watch")
    .split(" "),
);
