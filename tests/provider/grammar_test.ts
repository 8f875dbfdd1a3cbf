import { assertEquals } from "@std/assert";
import type { Agreement } from "../../src/provider/embedded/grammar.ts";
import { GRAMMAR_EN } from "../../src/provider/embedded/grammar_en.ts";
import { GRAMMAR_FR } from "../../src/provider/embedded/grammar_fr.ts";
import { packOf } from "../../src/provider/embedded/language_pack.ts";
import type { Person, Tense } from "../../src/provider/embedded/voice.ts";

function agreement(person: Person, tense: Tense, form: Partial<Agreement> = {}): Agreement {
  return {
    subject: "hero",
    isBackground: false,
    isInverted: false,
    ...form,
    voice: { person, tense, gender: "feminine", heroName: "Ida" },
  };
}

for (
  const [verb, forms] of [
    ["be", ["am", "are", "is", "was", "were", "was"]],
    ["have", ["have", "have", "has", "had", "had", "had"]],
    ["carry", ["carry", "carry", "carries", "carried", "carried", "carried"]],
    ["watch", ["watch", "watch", "watches", "watched", "watched", "watched"]],
    ["stop", ["stop", "stop", "stops", "stopped", "stopped", "stopped"]],
    ["go", ["go", "go", "goes", "went", "went", "went"]],
    ["will", ["will", "will", "will", "would", "would", "would"]],
  ] as const
) {
  Deno.test(`GRAMMAR_EN inflects ${verb}`, () => {
    const actual = (["present", "past"] as const).flatMap((tense) =>
      (["first", "second", "third"] as const).map((person) =>
        GRAMMAR_EN.verb(verb, agreement(person, tense))
      )
    );
    assertEquals(actual, [...forms]);
  });
}

for (
  const [verb, forms] of [
    ["être", ["suis", "es", "est", "fus", "fus", "fut", "étais", "étais", "était"]],
    ["aller", ["vais", "vas", "va", "allai", "allas", "alla", "allais", "allais", "allait"]],
    ["lancer", [
      "lance",
      "lances",
      "lance",
      "lançai",
      "lanças",
      "lança",
      "lançais",
      "lançais",
      "lançait",
    ]],
    ["lever", ["lève", "lèves", "lève", "levai", "levas", "leva", "levais", "levais", "levait"]],
    ["tenir", ["tiens", "tiens", "tient", "tins", "tins", "tint", "tenais", "tenais", "tenait"]],
    ["plonger", [
      "plonge",
      "plonges",
      "plonge",
      "plongeai",
      "plongeas",
      "plongea",
      "plongeais",
      "plongeais",
      "plongeait",
    ]],
  ] as const
) {
  Deno.test(`GRAMMAR_FR inflects ${verb}`, () => {
    const rows = [
      { tense: "present", isBackground: false },
      { tense: "past", isBackground: false },
      { tense: "past", isBackground: true },
    ] as const;
    const actual = rows.flatMap(({ tense, isBackground }) =>
      (["first", "second", "third"] as const).map((person) =>
        GRAMMAR_FR.verb(verb, agreement(person, tense, { isBackground }))
      )
    );
    assertEquals(actual, [...forms]);
  });
}

for (
  const [person, tense, expected] of [
    ["third", "past", "demanda-t-elle"],
    ["third", "present", "demande-t-elle"],
    ["first", "past", "demandai-je"],
    ["second", "past", "demandas-tu"],
  ] as const
) {
  Deno.test(`GRAMMAR_FR inverts ${expected}`, () => {
    assertEquals(
      GRAMMAR_FR.verb("demander", agreement(person, tense, { isInverted: true })),
      expected,
    );
  });
}

for (
  const [text, expected] of [
    ["je ouvre le œuf que elle me apporte", "j’ouvre l’œuf qu’elle m’apporte"],
    ["Je arrive à le port de le nord et de les îles", "J’arrive au port du nord et des îles"],
    ["sa épaule, ma hanche, ta heure", "son épaule, ma hanche, ton heure"],
    ["la haute porte de le hangar", "la haute porte du hangar"],
    ["même il ne hésite", "même il n’hésite"],
    ["si il vient, si elle part", "s’il vient, si elle part"],
  ] as const
) {
  Deno.test(`GRAMMAR_FR joins ${expected}`, () => assertEquals(GRAMMAR_FR.join(text), expected));
}

for (
  const [language, beat, expected] of [
    ["en", "Ida opens her bag and finds a name.", "{N} <open> {my} bag and <find> a name."],
    ["en", "The old man refuses to sail", "The old man <refuse/it> to sail."],
    ["en", "Tomas warns Ida", "Tomas <warn/it> {o}."],
    ["en", "Find the ledger", undefined],
    ["fr", "Ida ouvre son sac et trouve un nom.", "{N} <ouvrir> {mon} sac et <trouver> un nom."],
    ["fr", "Le gardien refuse de parler", "Le gardien <refuser/it> de parler."],
    ["fr", "Ida se penche sur la carte", "{N} {me} <pencher> sur la carte."],
    ["fr", "La vieille femme du port", undefined],
    ["fr", "Trouver la clé", undefined],
  ] as const
) {
  Deno.test(`readBeat() of ${language} reads ${beat}`, () => {
    const grammar = language === "en" ? GRAMMAR_EN : GRAMMAR_FR;
    assertEquals(grammar.readBeat(beat, "Ida"), expected);
  });
}

Deno.test("packOf() has frames of every kind in both languages", () => {
  for (const language of ["en", "fr"] as const) {
    for (const frames of Object.values(packOf(language).decks)) {
      assertEquals(frames.length >= 3, true);
    }
  }
});
