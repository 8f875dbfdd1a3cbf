import type { Language } from "./language.ts";
import type { Lexicon } from "./lexicon.ts";
import { LEXICON_EN } from "./lexicon_en.ts";
import { LEXICON_FR } from "./lexicon_fr.ts";

const LEXICONS: Readonly<Record<Language, Lexicon>> = { en: LEXICON_EN, fr: LEXICON_FR };

/** The lexicon of a language. */
export function lexiconOf(language: Language): Lexicon {
  return LEXICONS[language];
}
