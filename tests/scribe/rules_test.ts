import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { createSceneAnalyser } from "../../src/scribe/analyse_scene.ts";
import { detectPerson, detectTense } from "../../src/scribe/conformity.ts";
import type { Constraints } from "../../src/scribe/intent.ts";
import type { RuleName } from "../../src/scribe/rule_result.ts";
import { judgeScene } from "../../src/scribe/rules.ts";
import { intentOf, planOf } from "./story.ts";

interface Options {
  readonly language?: "en" | "fr";
  readonly target?: number;
  readonly anchor?: string;
  readonly constraints?: Partial<Constraints>;
}

function judge(text: string, options: Options = {}) {
  const { language = "en", target = 20, anchor = "smoke" } = options;
  const constraints = { ...intentOf().constraints, ...options.constraints };
  const scene = { ...planOf().scenes[0]!, targetWordCount: target, sensoryAnchor: anchor };
  const analyser = createSceneAnalyser({
    language,
    bannedWords: constraints.bannedWords,
    clicheList: constraints.forbiddenCliches,
  });
  const analysis = analyser.analyse(text, anchor);
  const results = judgeScene(analysis, { scene, constraints });
  const rule = (name: RuleName) => results.find((result) => result.rule === name)!;
  return { analysis, results, rule };
}

const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");

for (
  const [count, pass, score] of [
    [100, true, 1],
    [80, true, 0.5],
    [79, false, 0.475],
    [120, true, 0.5],
    [121, false, 0.475],
    [90, true, 0.75],
    [60, false, 0],
    [10, false, 0],
    [300, false, 0],
  ] as const
) {
  Deno.test(`judgeScene() scores ${count} of 100 words with ${score}`, () => {
    const result = judge(words(count), { target: 100 }).rule("word_count_range");
    assertEquals([result.pass, result.score, result.value], [pass, score, count]);
    assertEquals(result.threshold, count < 100 ? 80 : 120);
    assertEquals(result.message, `${count} words, wanted 80 to 120`);
  });
}

Deno.test("judgeScene() takes a banned word per hundred words as a score of 0", () => {
  const { rule } = judge(`suddenly ${words(199)}`);
  assertEquals(rule("banned_words").pass, false);
  assertEquals(rule("banned_words").score, 0.5);
  assertEquals(rule("banned_words").message, '1 banned words: "suddenly"');
  assertEquals(judge(`Suddenly ${words(99)}`).rule("banned_words").score, 0);
  assertEquals(judge(words(100)).rule("banned_words").score, 1);
});

Deno.test("judgeScene() scores clichés apart, and softly", () => {
  const { rule } = judge(`time stood still ${words(197)}`);
  assertEquals(rule("forbidden_cliches").severity, "SOFT");
  assertEquals(rule("forbidden_cliches").score, 0.5);
  assertEquals(rule("banned_words").score, 1);
});

for (
  const [name, text, limit, pass, score] of [
    ["none", "He left the room.", 0.5, true, 1],
    ["none where none is allowed", "He left the room.", 0, true, 1],
    ["some where none is allowed", "“Go.” He left the room.", 0, false, 0],
    ["half the limit", "“Go.” He left.", 2 / 3, true, 1],
    ["the limit", "“Go now.” He left.", 0.5, true, 0.5],
    ["twice the limit", "“Go now, all of you.”", 0.5, false, 0],
  ] as const
) {
  Deno.test(`judgeScene() scores dialogue: ${name}`, () => {
    const constraints = { dialogueRatioMax: limit };
    const result = judge(text, { constraints }).rule("dialogue_ratio");
    assertEquals(result.pass, pass);
    assertAlmostEquals(result.score, score, 1e-5);
  });
}

for (
  const [name, text, pass, score] of [
    // "smoke" is half of the anchor, a sensory word, and so two of the three that are wanted.
    ["half the anchor", "There was smoke.", false, 0.583333],
    ["the whole anchor", "There was a smell of smoke.", true, 1],
    ["enough with half the anchor", "There was smoke and a cold hum.", true, 0.75],
    ["enough without the anchor", "A bitter, cold, loud hum.", false, 0.5],
    ["nothing", "He left the room.", false, 0],
  ] as const
) {
  Deno.test(`judgeScene() scores the senses: ${name}`, () => {
    const constraints = { sensoryAnchorMinCount: 3 };
    const result = judge(text, { constraints, anchor: "a smell of smoke" }).rule("sensory_anchors");
    assertEquals(result.pass, pass);
    assertEquals(result.score, score);
  });
}

const THIRD_PAST =
  "She opened the door. He looked up. The lamp was out. They waited. Nobody spoke. " +
  "She counted. He coughed. They heard the sea. She smiled. The night was long. ";

Deno.test("judgeScene() keeps one slip in twenty sentences and refuses three", () => {
  const slip = "I open the door. ";
  const kept = judge(THIRD_PAST.repeat(2) + slip);
  assert(kept.rule("pov_conformity").pass && kept.rule("tense_conformity").pass);
  assertAlmostEquals(kept.rule("pov_conformity").score, 20 / 21, 1e-6);
  assertAlmostEquals(kept.rule("tense_conformity").score, 20 / 21, 1e-6);
  const refused = judge(THIRD_PAST.repeat(2) + slip.repeat(3));
  assert(!refused.rule("pov_conformity").pass && !refused.rule("tense_conformity").pass);
  assertStringIncludes(refused.rule("tense_conformity").message, "20 of 23 sentences");
});

const FIRST_PRESENT_FR =
  "J’ouvre la porte. Le couloir est vide. Je compte les marches. Paul dort. " +
  "Il ne m’entend pas. Je prends la lampe. Elle éclaire mal. J’attends. Rien ne bouge. Je descends. ";

Deno.test("judgeScene() keeps a narrator who tells of others, in the French present", () => {
  const constraints = { pointOfView: "first", tense: "present" } as const;
  const { rule, analysis } = judge(FIRST_PRESENT_FR, { language: "fr", constraints });
  assertEquals(rule("pov_conformity").score, 1);
  assertEquals(rule("tense_conformity").score, 1);
  assertEquals([detectPerson(analysis), detectTense(analysis)], ["first", "present"]);
});

Deno.test("judgeScene() counts third persons in excess of the narrator's sentences as wrong", () => {
  const constraints = { pointOfView: "first" } as const;
  const { rule } = judge("I left. He ran. She fell. They wept.", { constraints });
  assertAlmostEquals(rule("pov_conformity").score, 1 / 3, 1e-6);
});

Deno.test("judgeScene() takes the passé composé as past, and as neutral in the present", () => {
  const text = "Il est venu. Il a mangé. Il part. Elle dort.";
  const past = judge(text, { language: "fr" }).rule("tense_conformity");
  assertEquals(past.score, 0.5);
  const constraints = { tense: "present" } as const;
  assertEquals(judge(text, { language: "fr", constraints }).rule("tense_conformity").score, 1);
});

Deno.test("judgeScene() lowers the score of a text whose tense is turned over by hand", () => {
  const turned = THIRD_PAST.replaceAll("opened", "opens").replaceAll("looked", "looks")
    .replaceAll("was", "is").replaceAll("counted", "counts").replaceAll("coughed", "coughs");
  const before = judge(THIRD_PAST).rule("tense_conformity").score;
  const after = judge(turned).rule("tense_conformity").score;
  assertEquals(before, 1);
  assert(after <= 0.5, `score after turning: ${after}`);
});

Deno.test("judgeScene() lowers the score of a French text whose tense is turned over by hand", () => {
  const past =
    "Elle ouvrit la porte. Il faisait froid. Les chiens dormaient. Paul entra. Elle rit. " +
    "Il posa la lampe. La mer grondait.";
  const turned = past.replace("ouvrit", "ouvre").replace("faisait", "fait")
    .replace("dormaient", "dorment").replace("entra", "entre").replace("posa", "pose");
  assertEquals(judge(past, { language: "fr" }).rule("tense_conformity").score, 1);
  assert(judge(turned, { language: "fr" }).rule("tense_conformity").score <= 0.4);
});

Deno.test("judgeScene() refuses prose in another language, which shows no tense", () => {
  const { rule } = judge("Der Hund lief über die Straße und bellte laut.");
  assertEquals([rule("tense_conformity").pass, rule("tense_conformity").score], [false, 0]);
});

for (const text of ["", "… — !"]) {
  Deno.test(`judgeScene() keeps no rule in a text without words: ${JSON.stringify(text)}`, () => {
    const { results } = judge(text);
    assertEquals(results.length, 7);
    for (const { pass, score, message } of results) {
      assertEquals([pass, score, message], [false, 0, "No words"]);
    }
  });
}

Deno.test("judgeScene() takes every person and tense where the intent leaves them free", () => {
  const constraints = { pointOfView: "mixed", tense: "mixed" } as const;
  const { rule } = judge("I leave. You stayed. He runs.", { constraints });
  assertEquals([rule("pov_conformity").score, rule("tense_conformity").score], [1, 1]);
});
