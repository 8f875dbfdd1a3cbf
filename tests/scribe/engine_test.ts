import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createScribeEngine } from "../../src/scribe/engine.ts";
import { IncompleteAnswerError } from "../../src/scribe/incomplete_answer.ts";
import {
  contextOf,
  EVERY_HARD_RULE,
  intentDocument,
  intentOf,
  planDocument,
  planOf,
  runScripted,
  scriptedProvider,
} from "./story.ts";

/** Twenty words that keep every rule of the test story. */
const GOOD =
  "Ann opened the door and smelled smoke. “Is anyone there?” she asked. Nobody answered. " +
  "She stepped into the cold hall.";
/** The same with a banned word. */
const BANNED = GOOD.replace("Nobody", "Suddenly nobody");
/** The same in the wrong tense, with a banned word. */
const WORSE =
  "Suddenly Ann opens the door and smells smoke. “Is anyone there?” she asks. Nobody is " +
  "here. She steps into the cold hall.";

Deno.test("scribe keeps a good draft as it is", async () => {
  const { outcome, calls, scene } = await runScripted([GOOD]);
  assertEquals(calls.length, 1);
  assertEquals(scene.violations, []);
  assertEquals(scene.passes, 1);
  assertEquals([outcome.hardPass, outcome.softPass], [true, true]);
  assert(outcome.hardScore > 0.95 && outcome.hardScore <= 1);
});

Deno.test("scribe repairs a violated rule and keeps the repaired draft", async () => {
  const { calls, scene, outcome } = await runScripted([BANNED, GOOD]);
  assertEquals(calls.map(({ context }) => context.key), ["scene-s1/pass-0", "scene-s1/pass-1"]);
  assertEquals([scene.passes, scene.banned_word_hits], [2, []]);
  assertEquals(outcome.hardPass, true);
});

Deno.test("scribe keeps the better draft where the repair is worse", async () => {
  const { calls, scene, outcome } = await runScripted([BANNED, WORSE, WORSE]);
  assertEquals(calls.length, 3);
  assertEquals(scene.passes, 3);
  assertEquals(scene.paragraphs, [BANNED]);
  assertEquals(outcome.hardPass, false);
});

Deno.test("scribe keeps the earlier of two drafts that are equally good", async () => {
  const { scene } = await runScripted([BANNED, BANNED.replace("cold hall", "cold room")]);
  assertEquals(scene.paragraphs, [BANNED]);
});

for (const maxAttempts of [0, 1, 2, 5]) {
  Deno.test(`scribe stops repairing after ${maxAttempts} passes [OC-ENGINE-3509]`, async () => {
    const { calls } = await runScripted([BANNED], { repair: { ...EVERY_HARD_RULE, maxAttempts } });
    assertEquals(calls.length, maxAttempts + 1);
  });
}

Deno.test("scribe repairs only the rules that it is told to", async () => {
  const repair = { ...EVERY_HARD_RULE, retryOnlyRules: ["tense_conformity"] };
  const { calls, outcome } = await runScripted([BANNED, GOOD], { repair });
  assertEquals([calls.length, outcome.hardPass], [1, false]);
});

for (
  const [words, ratio, callCount] of [
    [15, 0.1, 1],
    [15, 0.05, 3],
    [14, 0.1, 3],
    [25, 0.5, 3],
  ] as const
) {
  Deno.test(`scribe repairs ${words} of 16..24 words ${callCount - 1} times at ${ratio}`, async () => {
    const text = `Ann smelled smoke. ${"Nobody spoke. ".repeat(20)}`.split(" ").slice(0, words);
    const repair = { ...EVERY_HARD_RULE, wordCountDeficitRatioMin: ratio };
    const { calls, scene } = await runScripted([text.join(" ")], { repair });
    assertEquals([calls.length, scene.word_count], [callCount, words]);
  });
}

Deno.test("scribe tells the model what was wrong, in words and numbers", async () => {
  const { calls } = await runScripted([WORSE, GOOD]);
  const [system, request, draft, repair] = calls[1]!.request.messages;
  assertEquals([system!.role, request!.role], ["system", "user"]);
  assertEquals([draft!.role, draft!.content], ["assistant", WORSE]);
  assertEquals(repair!.role, "user");
  assertStringIncludes(repair!.content, "- Banned words: the scene uses “suddenly”.");
  assertStringIncludes(
    repair!.content,
    "- Tense: only 0 % of the sentences keep to the tense: past.",
  );
  assert(!repair!.content.includes("Length"));
});

Deno.test("scribe asks for a scene with every constraint on a line of its own", async () => {
  const intent = intentDocument();
  intent.constraints.banned_topics = ["war"];
  intent.canon.entries.push({
    id: "c2",
    category: "place",
    statement: "A\n house.",
    immutable: false,
  });
  const { calls } = await runScripted([GOOD], { intent: intentOf(intent), temperature: 0.3 });
  const { request, context } = calls[0]!;
  assertEquals([request.model, request.temperature, context.seed], ["model-1", 0.3, 7]);
  assertEquals(request.outputMaxTokens, 20 * 3 + 64);
  const lines = request.messages[1]!.content.split("\n");
  for (
    const line of [
      "Title: The Letter",
      "- character: Ann is a girl.",
      "- place: A house. (true at the start, may change)",
      "Scene: 1 of 1",
      "Conflict: The door is locked (external)",
      "1. Ann opens the door (the turning point)",
      "Point of view: third person, limited to the main character",
      "Tense: past",
      "Length: about 20 words (16 to 24)",
      "Sensory anchor: the smell of smoke",
      "Dialogue: at most 50 % of the words",
      "Never use these words: suddenly",
      "Avoid these clichés: time stood still",
      "Stay away from these subjects: war",
    ]
  ) {
    assert(lines.includes(line), `no line "${line}" in\n${lines.join("\n")}`);
  }
});

Deno.test("scribe gives the end of a scene to the next one", async () => {
  const plan = planDocument();
  plan.arcs.push(structuredClone(plan.arcs[0]));
  plan.arcs[1].scenes[0].scene_id = "s2";
  plan.scene_count = plan.beat_count = 2;
  const { calls, pack } = await runScripted([GOOD], { plan: planOf(plan) });
  assert(!calls[0]!.request.messages[1]!.content.includes("The previous scene ended"));
  assertStringIncludes(calls[1]!.request.messages[1]!.content, "into the cold hall.”");
  assertEquals(pack.total_words, 40);
  assertEquals(pack.scenes.length, 2);
});

for (
  const [name, answer, reason] of [
    ["an empty text", "", "empty"],
    ["white space", " \n\t ", "empty"],
    ["a text that was cut off", { text: GOOD, finishReason: "length" }, "length"],
    ["a filtered text", { text: GOOD, finishReason: "content_filter" }, "content_filter"],
  ] as const
) {
  for (const pass of [0, 1]) {
    Deno.test(`scribe fails closed on ${name} in pass ${pass}`, async () => {
      const answers = pass === 0 ? [answer] : [BANNED, answer];
      const error = await assertRejects(() => runScripted(answers), IncompleteAnswerError);
      assertEquals([error.reason, error.sceneId, error.code], [reason, "s1", "ANSWER_INCOMPLETE"]);
      assertStringIncludes(error.message, 'Cannot write scene "s1": wanted a whole answer, found');
    });
  }
}

Deno.test("scribe judges an answer whose end the server does not explain", async () => {
  const { outcome } = await runScripted([{ text: GOOD, finishReason: "unknown" }]);
  assertEquals(outcome.hardPass, true);
});

Deno.test("scribe rejects where the provider rejects", async () => {
  const failure = new Error("429");
  const provider = {
    ...scriptedProvider([GOOD]).provider,
    generate: () => Promise.reject(failure),
  };
  const engine = createScribeEngine({
    plan: planOf(),
    intent: intentOf(),
    model: "m",
    repair: EVERY_HARD_RULE,
  });
  const error = await assertRejects(() => engine.run({ run: 1, seed: 1 }, contextOf(provider)));
  assertEquals(error, failure);
});

Deno.test("scribe makes no call once it is aborted", async () => {
  const { provider, calls } = scriptedProvider([GOOD]);
  const engine = createScribeEngine({
    plan: planOf(),
    intent: intentOf(),
    model: "m",
    repair: EVERY_HARD_RULE,
  });
  const reason = new Error("stop");
  const context = contextOf(provider, AbortSignal.abort(reason));
  assertEquals(await assertRejects(() => engine.run({ run: 1, seed: 1 }, context)), reason);
  assertEquals(calls.length, 0);
});

Deno.test("scribe writes where the story comes from, and on which clock", async () => {
  const { pack, outcome } = await runScripted([GOOD]);
  assertEquals(pack.meta, {
    version: "PROSE-PACK-1.0",
    run_id: 1,
    plan_id: "plan-1",
    plan_hash: "made-elsewhere",
    plan_hash_is_canonical: false,
    title: "The Letter",
    model: "model-1",
    provider: "scripted",
    temperature: 0.8,
    language: "en",
    seed: 7,
    timestamp: "2026-01-01T00:00:00.000Z",
  });
  assertEquals(pack.constraints, intentDocument().constraints);
  assertEquals(outcome.artifacts.map(({ path }) => path), ["ProsePack.json", "prose.txt"]);
  assertEquals(outcome.artifacts[1]!.content, `The Letter\n\n${GOOD}\n`);
});

Deno.test("scribe scores a story by the mean over its scenes", async () => {
  const plan = planDocument();
  plan.arcs.push(structuredClone(plan.arcs[0]));
  plan.arcs[1].scenes[0].scene_id = "s2";
  plan.scene_count = plan.beat_count = 2;
  const repair = { ...EVERY_HARD_RULE, maxAttempts: 0 };
  const both = await runScripted([GOOD, WORSE], { plan: planOf(plan), repair });
  const good = await runScripted([GOOD], { repair });
  const worse = await runScripted([WORSE], { repair });
  const mean = (good.outcome.hardScore + worse.outcome.hardScore) / 2;
  assert(Math.abs(both.outcome.hardScore - mean) < 1e-5);
  assertEquals(both.outcome.hardPass, false);
  assertEquals(both.pack.score.hard_violations, 2);
  assertEquals(both.pack.score.constraint_satisfaction, Math.round(12 / 14 * 1e6) / 1e6);
});
