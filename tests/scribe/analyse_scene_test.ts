import { assert, assertEquals } from "@std/assert";
import { type AnalysisSettings, createSceneAnalyser } from "../../src/scribe/analyse_scene.ts";
import { normaliseText } from "../../src/scribe/normalise_text.ts";
import { createPhraseMatcher } from "../../src/scribe/phrase_matcher.ts";
import { splitDialogue } from "../../src/scribe/split_dialogue.ts";
import { splitSentences } from "../../src/scribe/split_sentences.ts";
import { countWords, tokenise } from "../../src/scribe/tokenise.ts";

function analyse(text: string, options: Partial<AnalysisSettings> & { anchor?: string } = {}) {
  const { anchor = "", language = "en", bannedWords = [], clicheList = [] } = options;
  return createSceneAnalyser({ language, bannedWords, clicheList }).analyse(text, anchor);
}

const PHRASES: readonly (readonly [string, readonly string[], string, number])[] = [
  ["not inside another word", ["art"], "They start the party with an artful cart.", 0],
  ["across an apostrophe", ["ombre"], "Dans l’ombre, l'ombre.", 2],
  ["with a typographic apostrophe", ["aujourd'hui"], "C’est aujourd’hui.", 1],
  ["not as a part of aujourd’hui", ["hui"], "C’est aujourd’hui.", 0],
  ["not as a part of peut-être", ["être"], "Peut-être. Il faut l’être.", 1],
  ["not as a part of can’t", ["can", "don"], "I can’t. Don't.", 0],
  ["before a possessive", ["heart"], "The heart’s own HEART.", 2],
  ["in any case", ["éclat"], "ÉCLAT ! Un Éclat.", 2],
  ["with combining accents", ["éclat"], "Un e\u0301clat.", 1],
  ["only with its accents", ["du"], "Il a dû partir.", 0],
  [
    "of several words over a line",
    ["heart in her mouth"],
    "Her heart   in\u00a0her\u2009mouth.",
    1,
  ],
  ["of several words with a hyphen", ["heart pounding"], "A heart-pounding race.", 1],
  ["not over a sentence end", ["the end"], "He read the. End of it.", 0],
  ["with soft hyphens in it", ["suddenly"], "sud\u00addenly", 1],
  ["that is a sign", ["—"], "Rain — rain—rain.", 2],
  ["twice in one sentence", ["very"], "Very, very slowly.", 2],
  ["the longest first", ["very", "very slowly"], "Very slowly.", 1],
  ["that is empty in the list", ["", "  ", "\u200b"], "Anything at all.", 0],
];

for (const [name, bannedWords, text, count] of PHRASES) {
  Deno.test(`createSceneAnalyser() finds a banned word ${name}`, () => {
    assertEquals(analyse(text, { bannedWords }).bannedHits.length, count);
  });
}

Deno.test("createPhraseMatcher() names what it found as the list has it", () => {
  const text = normaliseText("L’OMBRE d’un doute");
  const matcher = createPhraseMatcher(["Ombre", "un doute"]);
  assertEquals(matcher.find(text, tokenise(text)), ["Ombre", "un doute"]);
});

const DIALOGUES: readonly (readonly [string, string])[] = [
  ["“I am here,” she said.", "“I am here,”"],
  ['"I am here," she said. "Now."', '"I am here,"|"Now."'],
  ["‘I’m here,’ she said. ‘Isn’t he?’", "‘I'm here,'|‘Isn't he?'"],
  ["Peter’s dogs’ bowls.", ""],
  ["« Je viens », dit-elle.", "« Je viens »"],
  ["— Je viens, dit-elle en riant. Attends-moi.", "— Je viens, | Attends-moi."],
  ["— Tu m’entends ? demanda Jeanne.", "— Tu m'entends ? "],
  ["— Pourquoi partir, mon ami ?", "— Pourquoi partir, mon ami ?"],
  ["“A speech that goes on", "“A speech that goes on"],
  ["He paused — then left — alone.", ""],
  ["„Komm“ and “go”.", "„Komm“ and “go”"],
];

for (const [text, expected] of DIALOGUES) {
  Deno.test(`splitDialogue() finds what is spoken in ${text}`, () => {
    const spoken = splitDialogue(normaliseText(text)).filter(({ isDialogue }) => isDialogue);
    assertEquals(spoken.map((segment) => segment.text).join("|"), normaliseText(expected));
  });
}

const SENTENCES: readonly (readonly [string, number])[] = [
  ["One. Two! Three? Four… Five", 5],
  ["Mr. Poole met Dr. Hale.", 1],
  ["“Go!” she said. “Now.” He went.", 3],
  ["« Va ! » dit-elle. Il partit.", 2],
  ["It cost 3.50 at no. 5.", 1],
  ["...", 0],
  ["", 0],
];

for (const [text, count] of SENTENCES) {
  Deno.test(`splitSentences() finds ${count} in ${JSON.stringify(text)}`, () => {
    assertEquals(splitSentences(text).length, count);
  });
}

for (
  const [text, count] of [
    ["l’ombre, half-open, don’t", 3],
    ["one—two — three", 3],
    ["… — ! 12 % of", 2],
    ["", 0],
  ] as const
) {
  Deno.test(`countWords() counts ${count} in ${JSON.stringify(text)}`, () => {
    assertEquals(countWords(tokenise(normaliseText(text))), count);
  });
}

Deno.test("createSceneAnalyser() leaves dialogue out of person and tense", () => {
  const analysis = analyse("“I love you,” she whispered. “You are mine. I know it.”\n\nHe nodded.");
  assertEquals(analysis.personCounts, { first: 0, second: 0, third: 2, none: 0 });
  assertEquals(analysis.tenseCounts, { past: 2, present: 0, perfect: 0, none: 0 });
  assertEquals(analysis.dialogueWordCount, 9);
  assertEquals(analysis.wordCount, 13);
  assertEquals(analysis.paragraphs.length, 2);
});

Deno.test("createSceneAnalyser() leaves « je » of a French dialogue out", () => {
  const text = "— Je ne dors pas, dit-elle. Et toi ?\n« J’écoute », répondit Paul.\nElle se tut.";
  const analysis = analyse(text, { language: "fr" });
  assertEquals(analysis.personCounts, { first: 0, second: 0, third: 2, none: 1 });
  assertEquals(analysis.tenseCounts.present, 0);
});

Deno.test("createSceneAnalyser() finds the anchor by its content words, in any number", () => {
  const anchor = "the smell of wet ropes";
  assertEquals(analyse("A wet rope. It smelled.", { anchor }).anchorShare, 2 / 3);
  assertEquals(analyse("The smell of rope, wet.", { anchor }).anchorShare, 1);
  assertEquals(analyse("Nothing of it.", { anchor }).anchorShare, 0);
  assertEquals(analyse("Nothing.", { anchor: "of the" }).anchorShare, 1);
});

Deno.test("createSceneAnalyser() counts each sensory word once", () => {
  assertEquals(analyse("Cold. Cold! The cold hum.").sensoryWords, new Set(["cold", "hum"]));
});

for (const text of ["", "   \n\n", "…", "— — —", "\u0301\u200b"]) {
  Deno.test(`createSceneAnalyser() finds no word in ${JSON.stringify(text)}`, () => {
    const analysis = analyse(text, { anchor: "smoke", bannedWords: ["a"] });
    assertEquals(analysis.wordCount, 0);
    assertEquals(analysis.sentenceCount, 0);
    assertEquals(analysis.anchorShare, 0);
  });
}

const MIB = 1024 * 1024;

// Quadratic work on a megabyte would take minutes; linear work takes a second or two.
for (
  const [name, unit] of [
    ["one line of prose", "She walked on and he said “no” to l’ombre, "],
    ["full stops", "."],
    ["spaces", " "],
    ["one letter", "a"],
    ["opening quotes", "“ ‘ « "],
    ["commas in a dash line", ", a -"],
    ["apostrophes", "'a"],
    ["combining accents", "e\u0301"],
    ["banned words", "very "],
  ] as const
) {
  Deno.test(`createSceneAnalyser() reads a megabyte of ${name} in linear time`, () => {
    const text = "— " + unit.repeat(MIB / unit.length);
    const start = performance.now();
    for (const language of ["en", "fr"] as const) {
      analyse(text, { language, bannedWords: ["very", "very very"], anchor: "smoke" });
    }
    assert(performance.now() - start < 20_000);
  });
}
