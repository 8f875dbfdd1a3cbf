/**
 * How French prose is read.
 *
 * @module
 */
import type { Lexicon } from "./lexicon.ts";
import { personFr } from "./person_fr.ts";
import { SENSORY_FR } from "./sensory_fr.ts";
import { tenseFr } from "./tense_fr.ts";

/** The French lexicon. */
export const LEXICON_FR: Lexicon = {
  personOf: personFr,
  tenseOf: tenseFr,
  sensoryWords: SENSORY_FR,
  functionWords: new Set(
    ("le la les l un une des du de d à au aux en dans sur sous et ou par avec pour contre vers " +
      "son sa ses mon ma mes ton ta tes leur leurs qui que qu chez entre derrière").split(" "),
  ),
};
