/** In which person and tense a sentence is written. */

/** Who tells. */
export type Person = "first" | "second" | "third";

/** When it happens. */
export type Tense = "past" | "present";

/** Grammatical gender of the main character. */
export type Gender = "feminine" | "masculine";

/** A voice: what every verb and pronoun of a sentence agrees with. */
export interface Voice {
  /** Who tells. */
  readonly person: Person;
  /** When it happens. */
  readonly tense: Tense;
  /** Gender of the main character. */
  readonly gender: Gender;
  /** Name of the main character. */
  readonly heroName: string;
}
