import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../src/internal/errors.ts";
import { createScribeEngine } from "../../src/scribe/engine.ts";
import { hashPlan } from "../../src/scribe/plan.ts";
import { detectLanguage } from "../../src/scribe/language.ts";
import {
  type Document,
  EVERY_HARD_RULE,
  intentDocument,
  intentOf,
  planDocument,
  planOf,
} from "./story.ts";

type Change = (document: Document) => void;

const BAD_PLANS: readonly (readonly [string, Change, string])[] = [
  ["no plan_id", (plan) => delete plan.plan_id, "$.plan_id: wanted a value"],
  ["no plan_hash", (plan) => delete plan.plan_hash, "$.plan_hash: wanted a value"],
  ["no arcs", (plan) => delete plan.arcs, "$.arcs: wanted a value"],
  ["arcs that are no list", (plan) => plan.arcs = {}, "$.arcs: wanted an array"],
  ["no scene", (plan) => plan.arcs[0].scenes = [], "$.arcs: wanted at least one scene"],
  ["no arc", (plan) => plan.arcs = [], "$.arcs: wanted at least one scene"],
  [
    "a blank objective",
    (plan) => plan.arcs[0].scenes[0].objective = " ",
    "$.arcs[0].scenes[0].objective: wanted a string that is not empty",
  ],
  [
    "no anchor",
    (plan) => delete plan.arcs[0].scenes[0].sensory_anchor,
    "$.arcs[0].scenes[0].sensory_anchor: wanted a value",
  ],
  [
    "an intensity above 1",
    (plan) => plan.arcs[0].scenes[0].emotion_intensity = 1.5,
    "$.arcs[0].scenes[0].emotion_intensity: wanted a number in 0..1, found 1.5",
  ],
  [
    "a word count of 0",
    (plan) => plan.arcs[0].scenes[0].target_word_count = 0,
    "$.arcs[0].scenes[0].target_word_count: wanted an integer in 1..20000, found 0",
  ],
  [
    "half a word",
    (plan) => plan.arcs[0].scenes[0].target_word_count = 10.5,
    "$.arcs[0].scenes[0].target_word_count: wanted an integer",
  ],
  [
    "a beat without action",
    (plan) => delete plan.arcs[0].scenes[0].beats[0].action,
    "$.arcs[0].scenes[0].beats[0].action: wanted a value",
  ],
  ["a wrong scene_count", (plan) => plan.scene_count = 2, "$.scene_count: wanted 1, the number"],
  ["a wrong beat_count", (plan) => plan.beat_count = 0, "$.beat_count: wanted 1, the number"],
  [
    "a scene id twice",
    (plan) => {
      plan.arcs.push(structuredClone(plan.arcs[0]));
      plan.scene_count = plan.beat_count = 2;
    },
    "$.arcs[1].scenes[0].scene_id: wanted a scene_id that $.arcs[0].scenes[0].scene_id does not",
  ],
];

for (const [name, change, message] of BAD_PLANS) {
  Deno.test(`parsePlan() refuses ${name}`, () => {
    const document = planDocument();
    change(document);
    const error = assertThrows(() => planOf(document), InputError);
    assertStringIncludes(error.message, `Cannot read "plan.json" at ${message}`);
  });
}

const BAD_INTENTS: readonly (readonly [string, Change, string])[] = [
  ["no canon", (intent) => delete intent.canon, "$.canon: wanted a value"],
  [
    "a fact without immutable",
    (intent) => delete intent.canon.entries[0].immutable,
    "$.canon.entries[0].immutable: wanted a value",
  ],
  [
    "an unknown point of view",
    (intent) => intent.constraints.pov = "fourth",
    '$.constraints.pov: wanted one of "first", "second"',
  ],
  [
    "an unknown tense",
    (intent) => intent.constraints.tense = "future",
    '$.constraints.tense: wanted one of "past"',
  ],
  [
    "a banned word that is a number",
    (intent) => intent.constraints.banned_words = ["a", 3],
    "$.constraints.banned_words[1]: wanted a string, found 3",
  ],
  [
    "a dialogue ratio above 1",
    (intent) => intent.constraints.max_dialogue_ratio = 35,
    "$.constraints.max_dialogue_ratio: wanted a number in 0..1, found 35",
  ],
  [
    "negative anchors",
    (intent) => intent.constraints.min_sensory_anchors_per_scene = -1,
    "$.constraints.min_sensory_anchors_per_scene: wanted an integer",
  ],
  [
    "fewer max_scenes than min_scenes",
    (intent) => intent.constraints.min_scenes = 4,
    "$.constraints.max_scenes: wanted an integer in 4..1000, found 3",
  ],
  ["a genome that is a list", (intent) => intent.genome = [], "$.genome: wanted an object"],
  ["no title", (intent) => delete intent.intent.title, "$.intent.title: wanted a value"],
  [
    "an unknown language",
    (intent) => intent.intent.language = "de",
    '$.intent.language: wanted one of "en", "fr", found "de"',
  ],
];

for (const [name, change, message] of BAD_INTENTS) {
  Deno.test(`parseIntent() refuses ${name}`, () => {
    const document = intentDocument();
    change(document);
    const error = assertThrows(() => intentOf(document), InputError);
    assertStringIncludes(error.message, `Cannot read "intent.json" at ${message}`);
  });
}

Deno.test("parsePlan() and parseIntent() keep what they do not know", () => {
  const plan = planDocument();
  plan.arcs[0].scenes[0].subtext = { layer: "grief" };
  plan.arcs[0].scenes[0].beats[0].pivot = "the letter turns up";
  const intent = intentDocument();
  intent.metadata = { author: "somebody" };
  assertEquals(planOf(plan).document, plan);
  assertEquals(planOf(plan).scenes[0]!.beats[0]!.isPivot, false);
  assertEquals(intentOf(intent).document, intent);
});

Deno.test("parseIntent() reads an intent without genome, emotion, language and banned topics", () => {
  const document = intentDocument();
  delete document.genome;
  delete document.emotion;
  delete document.intent.language;
  const intent = intentOf(document);
  assertEquals(intent.language, undefined);
  assertEquals(intent.constraints.bannedTopics, []);
});

Deno.test("hashPlan() depends on every member but plan_hash, and not on their order", () => {
  const plan = planDocument();
  const { plan_id, ...others } = plan;
  const hash = hashPlan(plan);
  assertEquals(hash, "e6c57575792804b75418cac8a1f17f3b4293085b3fb350fa7b73a5bcd7f9be7b");
  assertEquals(hashPlan({ ...others, plan_hash: "other", plan_id }), hash);
  assert(hashPlan({ ...plan, plan_id: "plan-2" }) !== hash);
});

function create(plan: Document, intent: Document) {
  return createScribeEngine({
    plan: planOf(plan),
    intent: intentOf(intent),
    model: "model-1",
    repair: EVERY_HARD_RULE,
  });
}

Deno.test("createScribeEngine() refuses a plan with fewer scenes than the intent wants", () => {
  const intent = intentDocument();
  intent.constraints.min_scenes = 2;
  const error = assertThrows(() => create(planDocument(), intent), InputError);
  assertEquals(
    error.message,
    'Cannot use "plan.json" at $.arcs: wanted 2 to 3 scenes as "intent.json" asks, found 1',
  );
});

Deno.test("createScribeEngine() asks for the language where the texts do not show it", () => {
  const intent = intentDocument();
  delete intent.intent.language;
  for (const text of ["title", "premise"]) intent.intent[text] = "Lorem ipsum";
  intent.canon.entries = [];
  const plan = planDocument();
  const [scene] = plan.arcs[0].scenes;
  Object.assign(scene, { objective: "Ann", conflict: "Ben", sensory_anchor: "Smoke" });
  const error = assertThrows(() => create(plan, intent), InputError);
  assertStringIncludes(error.message, 'wanted $.intent.language "en" or "fr"');
});

for (
  const [name, options, text] of [
    ["maxAttempts", { repair: { ...EVERY_HARD_RULE, maxAttempts: 1.5 } }, "maxAttempts"],
    [
      "wordCountDeficitRatioMin",
      { repair: { ...EVERY_HARD_RULE, wordCountDeficitRatioMin: NaN } },
      "wordCountDeficitRatioMin",
    ],
    ["temperature", { temperature: -1 }, "temperature"],
  ] as const
) {
  Deno.test(`createScribeEngine() refuses a bad ${name}`, () => {
    const base = { plan: planOf(), intent: intentOf(), model: "m", repair: EVERY_HARD_RULE };
    const error = assertThrows(() => createScribeEngine({ ...base, ...options }), RangeError);
    assertStringIncludes(error.message, text);
  });
}

for (
  const [language, texts] of [
    ["en", ["She was the keeper of the light, and from there it is far to the town."]],
    ["fr", ["La gardienne du phare est une femme qui ne parle pas avec les gens du port."]],
    [undefined, ["Ann", "Paris", "12"]],
    [undefined, ["The sea and the sky, with him", "la mer et le ciel, les gens sur une plage"]],
    [undefined, []],
  ] as const
) {
  Deno.test(`detectLanguage() finds ${language} in ${JSON.stringify(texts).slice(0, 40)}`, () => {
    assertEquals(detectLanguage([{ deep: [...texts] }]), language);
  });
}
