import { assertEquals } from "@std/assert";
import type { Person, SentenceTense } from "../../src/scribe/lexicon.ts";
import { lexiconOf } from "../../src/scribe/lexicons.ts";
import { normaliseText } from "../../src/scribe/normalise_text.ts";
import { tokenise } from "../../src/scribe/tokenise.ts";

type Row = readonly [string, Person, SentenceTense];

const ENGLISH: readonly Row[] = [
  ["He had walked for an hour before the rain came.", "third", "past"],
  ["Her mother keeps bees behind the chapel.", "third", "present"],
  ["I never liked that house.", "first", "past"],
  ["You turn the corner and there it is.", "second", "present"],
  ["We're late, and our train leaves at nine.", "first", "present"],
  ["They weren't listening.", "third", "past"],
  ["It doesn't matter.", "none", "present"],
  ["She slowly, carefully lifted the needle.", "third", "none"],
  ["She slowly lifted the needle.", "third", "past"],
  ["The vicar's daughter married a tired, broken man.", "none", "past"],
  ["A broken window, a painted door, the half-eaten bread.", "none", "none"],
  ["Exhausted by the climb, Peter sits on the wall.", "none", "present"],
  ["The letter sealed with wax lies unopened on the shelf.", "none", "none"],
  ["The house is painted blue.", "none", "present"],
  ["He has gone home.", "third", "present"],
  ["He could have gone home.", "third", "none"],
  ["Nobody moved.", "none", "past"],
  ["The men who came for the piano wore gloves.", "none", "past"],
  ["Peter reads.", "none", "present"],
  ["He put the cup down.", "third", "past"],
  ["He puts the cup down.", "third", "present"],
  ["They put the cup down.", "third", "none"],
  ["The red bed in the shed.", "none", "none"],
  ["King George I never saw it.", "none", "past"],
  ["The US sent a ship.", "none", "past"],
  ["He agreed.", "third", "past"],
  ["Indeed, speed and need breed greed.", "none", "none"],
  ["¿Qué?", "none", "none"],
];

const FRENCH: readonly Row[] = [
  ["Il marchait depuis une heure quand la pluie tomba.", "third", "past"],
  ["Sa mère nourrit des abeilles derrière la chapelle.", "third", "none"],
  ["Je n’aimais pas cette maison.", "first", "past"],
  ["J’entends la mer.", "first", "present"],
  ["Tu pousses la grille et tu attends.", "second", "present"],
  ["Elle s’était endormie.", "third", "past"],
  ["Elle s’est endormie.", "third", "perfect"],
  ["Il a peu de temps.", "third", "present"],
  ["Nous avons mangé trop tard.", "first", "perfect"],
  ["Ils sont venus avant l’aube.", "third", "perfect"],
  ["La porte est fermée à clé.", "none", "present"],
  ["Une fenêtre brisée, un mur peint, des mains gelées.", "none", "none"],
  ["Les mouettes criaient au-dessus du toit.", "none", "past"],
  ["Elle ouvrit la lettre et la lut deux fois.", "third", "past"],
  ["Je pris le train de nuit.", "first", "past"],
  ["Il finit son verre.", "third", "none"],
  ["Elle viendra demain.", "third", "none"],
  ["Il marcherait toute la nuit.", "third", "none"],
  ["Il respirait à peine.", "third", "past"],
  ["Il y a du pain sur la table.", "none", "present"],
  ["Il faut partir.", "none", "present"],
  ["demanda-t-il.", "third", "past"],
  ["murmure-t-elle.", "third", "present"],
  ["Le ton du juge est sec.", "none", "present"],
  ["Ton frère attend.", "second", "present"],
  ["M. Roche habite au troisième.", "none", "none"],
  ["Un air frais, un lait parfait, jamais mauvais.", "none", "none"],
  ["Pour elle, une lampe brûlait.", "third", "past"],
  ["C’est tout.", "none", "present"],
];

for (const [language, rows] of [["en", ENGLISH], ["fr", FRENCH]] as const) {
  for (const [sentence, person, tense] of rows) {
    Deno.test(`lexicon ${language} reads ${person} ${tense} in ${sentence}`, () => {
      const lexicon = lexiconOf(language);
      const tokens = tokenise(normaliseText(sentence));
      assertEquals([lexicon.personOf(tokens), lexicon.tenseOf(tokens)], [person, tense]);
    });
  }
}
