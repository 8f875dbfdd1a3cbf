/** Longest noun phrase that is taken over: article and three words. */
const WORD_MAX_COUNT = 3;

const STOP_EN: ReadonlySet<string> = new Set(
  ("of in on at to by with from for into under over behind between and or but that which who she he " +
    "they it has is was are were be will can must not without before after than as if when where " +
    "open shut alone first last other same only whole way").split(" "),
);

const STOP_FR: ReadonlySet<string> = new Set(
  "même seule seul plus moins autre fois peine".split(" "),
);

/**
 * The things that a text speaks of, in the singular and with their article: "the tide tables" is
 * left out, "the harbour office" is found, and so is « la clé du phare ».
 */
export function readTopics(text: string, language: "en" | "fr"): readonly string[] {
  return [...new Set(language === "en" ? topicsEn(text) : topicsFr(text))];
}

function topicsEn(text: string): readonly string[] {
  const topics: string[] = [];
  for (const [, rest] of text.matchAll(/\b[Tt]he ((?:[a-z-]+ ?)+)/g)) {
    const words: string[] = [];
    for (const word of rest!.trim().split(" ")) {
      const isVerb = words.length > 0 && /(?:[^s]s|ed|ing)$/.test(word);
      if (words.length === WORD_MAX_COUNT || STOP_EN.has(word) || isVerb) break;
      words.push(word);
    }
    const noun = words.at(-1);
    if (noun !== undefined && !/[^s]s$/.test(noun)) topics.push(`the ${words.join(" ")}`);
  }
  return topics;
}

function topicsFr(text: string): readonly string[] {
  const topics: string[] = [];
  const phrase =
    /(?<!\p{L})(le |la |l[’'])(\p{Ll}{3,})((?: du | de la | de l[’']| d[’'])(\p{Ll}{3,}))?(?![\p{L}’'])/giu;
  for (const [, article, noun, complement = "", second = ""] of text.matchAll(phrase)) {
    if (STOP_FR.has(noun!) || /(?:er|ir)$/.test(second)) continue;
    // "elle la cache": a verb, if a pronoun or a negation stands before it, is not a noun.
    topics.push(`${article!.toLowerCase().replace("'", "’")}${noun}${complement}`);
  }
  return topics;
}
