import type { Gender } from "./voice.ts";

/** Who takes part in a scene. */
export interface Cast {
  /** The main character. */
  readonly hero: string;
  /** Gender of the main character. */
  readonly gender: Gender;
  /** The others that the scene names. */
  readonly others: readonly string[];
}

/** Where to look for names. */
export interface CastOptions {
  /** Objective, conflict and beats of the scene. */
  readonly scene: string;
  /** Language of the prompt. */
  readonly language: "en" | "fr";
}

const FACT = /^- (?:character|personnage)[^:\n]*: (.+)$/gim;

/** A name without its title; all words that start with a capital. */
const NAME = /\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?/u;

/**
 * The characters: those that the facts introduce ("- character: Mara keeps the tables"). Who is
 * named most often in the scene is its main character; without facts it is the first name there.
 */
export function readCast(text: string, { scene, language }: CastOptions): Cast {
  const facts = [...text.matchAll(FACT)].map(([, fact]) => fact!);
  const introduced = facts.flatMap((fact) => NAME.exec(fact)?.[0] ?? []);
  const names = [...new Set(introduced.length > 0 ? introduced : namesIn(scene))];
  const counts = new Map(names.map((name) => [name, scene.split(name).length - 1]));
  const ranked = names.toSorted((a, b) => counts.get(b)! - counts.get(a)!);
  // The first one introduced is the main character of the whole story, named here or not.
  const hero = introduced[0] ?? ranked[0] ?? (language === "en" ? "Ada" : "Anne");
  const others = ranked.filter((name) => name !== hero && counts.get(name)! > 0);
  const fact = facts.find((candidate) => candidate.includes(hero)) ?? scene;
  return { hero, gender: genderOf(hero, fact), others };
}

/** Names that stand inside a sentence: at its start every word has a capital. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<=\p{Ll},? )\p{Lu}\p{Ll}+/gu)].map(([name]) => name);
}

function genderOf(name: string, fact: string): Gender {
  const pronoun = /(?<!\p{L})(she|her|elle|he|his|him|il)(?!\p{L})/iu.exec(fact)?.[1]
    ?.toLowerCase();
  if (pronoun !== undefined) return /^(she|her|elle)$/.test(pronoun) ? "feminine" : "masculine";
  return /[ae]$/.test(name) ? "feminine" : "masculine";
}
