/**
 * How English prose is read.
 *
 * @module
 */
import type { Lexicon } from "./lexicon.ts";
import { personEn } from "./person_en.ts";
import { SENSORY_EN } from "./sensory_en.ts";
import { tenseEn } from "./tense_en.ts";

/** The English lexicon. */
export const LEXICON_EN: Lexicon = {
  personOf: personEn,
  tenseOf: tenseEn,
  sensoryWords: SENSORY_EN,
  functionWords: new Set(
    ("the a an of in on at to and or by with from for her his their its my your our under over " +
      "into upon through against behind between off out up down as that").split(" "),
  ),
};
