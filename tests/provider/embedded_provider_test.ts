import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { InputError } from "../../src/internal/errors.ts";
import { sha256Hex } from "../../src/internal/hash.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createEmbeddedProvider } from "../../src/provider/embedded/embedded_provider.ts";
import type { CallContext, GenerateRequest } from "../../src/provider/provider.ts";

const PROMPT = "Title: The Kite\nObjective: Ida finds the kite\nPoint of view: third person\n" +
  "Tense: past\nLength: about 150 words\nSensory anchor: the smell of glue\n" +
  "Dialogue: at most 30 % of the words\nNever use these words: room; lamp\n" +
  "Beats:\n1. Ida opens the box\n2. Ida mends the kite and carries it home";

const provider = createEmbeddedProvider();

function generate(
  prompt: string,
  options: Partial<GenerateRequest> & Partial<CallContext> = {},
) {
  const { seed = 42, signal, key = "k", attempt = 1, ...request } = options;
  const ports = { ...systemPorts, clock: createVirtualClock(0) };
  return provider.generate(
    {
      model: "omega-embedded-1",
      messages: [{ role: "user", content: prompt }],
      outputMaxTokens: 4000,
      temperature: 0.8,
      ...request,
    },
    { key, attempt, seed, ports, signal },
  );
}

const wordsOf = (text: string) => text.split(/\s+/).length;

Deno.test("embedded provider gives the same text for the same prompt and seed [OC-PROVIDER-3001]", async () => {
  const first = await generate(PROMPT);
  assertEquals(await generate(PROMPT, { key: "other", attempt: 3 }), first);
  assertEquals(first.finishReason, "stop");
  assertEquals(
    sha256Hex(first.text),
    "3ceafaad827fcc63886335b063a1df9ecaf78e53b18b0381acfe5c89211cd7c4",
  );
});

Deno.test("embedded provider gives another text for another seed or prompt [OC-PROVIDER-3002]", async () => {
  const { text } = await generate(PROMPT);
  assertNotEquals((await generate(PROMPT, { seed: 43 })).text, text);
  assertNotEquals((await generate(PROMPT + " ")).text, text);
});

Deno.test("embedded provider does not look at the seed at temperature 0", async () => {
  const first = await generate(PROMPT, { temperature: 0, seed: 1 });
  assertEquals(await generate(PROMPT, { temperature: 0, seed: 2 }), first);
});

Deno.test("embedded provider slips more at a higher temperature", async () => {
  const slips = async (temperature: number) => {
    let count = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { text } = await generate(PROMPT, { temperature, seed });
      count += text.replace(/“[^”]*”/g, "").match(/\b(I|my|You|your)\b/g)?.length ?? 0;
    }
    return count;
  };
  assert(await slips(2) > 2 * await slips(0.2));
});

Deno.test("embedded provider cuts at outputMaxTokens and says so [OC-PROVIDER-3003]", async () => {
  const whole = await generate(PROMPT);
  const cut = await generate(PROMPT, { outputMaxTokens: 50 });
  assertEquals(cut.finishReason, "length");
  assertEquals(cut.text, whole.text.slice(0, 200));
  assertEquals(cut.usage.outputTokens, 50);
  const tokens = Number(whole.usage.outputTokens);
  assertEquals((await generate(PROMPT, { outputMaxTokens: tokens })).finishReason, "stop");
  assertEquals((await generate(PROMPT, { outputMaxTokens: tokens - 1 })).finishReason, "length");
});

Deno.test("embedded provider counts a token per four characters and caches none", async () => {
  const { usage, text } = await generate(PROMPT);
  assertEquals(usage, {
    inputTokens: Math.ceil(PROMPT.length / 4),
    outputTokens: Math.ceil(text.length / 4),
    cachedInputTokens: 0,
  });
});

Deno.test("embedded provider takes its time on the clock of the run only [OC-PROVIDER-3004]", async () => {
  const latencies = new Set<number>();
  for (let seed = 1; seed <= 20; seed++) {
    const { latencyMs, usage } = await generate(PROMPT, { seed });
    const nominalMs = 200 + 8 * Number(usage.outputTokens);
    assert(Math.abs(latencyMs / nominalMs - 1) <= 0.26, `${latencyMs} of ${nominalMs} ms`);
    latencies.add(latencyMs);
  }
  assert(latencies.size > 10);
});

Deno.test("embedded provider stops at once with the reason of its signal", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const clock = createVirtualClock(0);
  const pending = provider.generate(
    {
      model: "omega-embedded-1",
      messages: [{ role: "user", content: PROMPT }],
      outputMaxTokens: 4000,
      temperature: 1,
    },
    { key: "k", attempt: 1, seed: 1, ports: { ...systemPorts, clock }, signal: controller.signal },
  );
  controller.abort(reason);
  assertEquals(await assertRejects(() => pending), reason);
  assertEquals(clock.monotonicMs(), 0);
});

Deno.test("embedded provider names a model that it does not have", async () => {
  const error = await assertRejects(() => generate(PROMPT, { model: "gpt-9" }), InputError);
  assertEquals(error.code, "UNKNOWN_MODEL");
  assertMatch(error.message, /model "gpt-9".*"omega-embedded-1"/);
});

for (const outputMaxTokens of [0, -1, 1.5, NaN]) {
  Deno.test(`embedded provider refuses outputMaxTokens ${outputMaxTokens}`, async () => {
    await assertRejects(() => generate(PROMPT, { outputMaxTokens }), RangeError, "outputMaxTokens");
  });
}

Deno.test("embedded provider obeys the prompt, mostly", async () => {
  let wordCount = 0;
  let banned = 0;
  let anchored = 0;
  const count = 50;
  for (let seed = 1; seed <= count; seed++) {
    const { text } = await generate(PROMPT, { seed });
    wordCount += wordsOf(text);
    if (/\b(room|lamp)\b/.test(text)) banned++;
    if (text.includes("the smell of glue")) anchored++;
    assertMatch(text, /Ida/);
  }
  assert(Math.abs(wordCount / count - 150) < 20, `${wordCount / count} words on average`);
  assert(banned < count / 4, `${banned} texts with a banned word`);
  assert(anchored > count * 0.9, `${anchored} texts with the anchor`);
});

Deno.test("embedded provider tells the beats of the plan in the tense of the story", async () => {
  const { text } = await generate(PROMPT, { temperature: 0.2 });
  assertMatch(text, /(Ida|She) (opened|opens) the box\./);
  assertMatch(text, /(mended|mends) the kite and (carried|carries) it home\./);
});

Deno.test("embedded provider reads length, person, tense and language without labels", async () => {
  const english = await generate("Write 120 words in the first person and the present tense.");
  assertMatch(english.text, /\bI\b/);
  assert(Math.abs(wordsOf(english.text) - 120) < 60);
  const french = await generate("Écris une scène de 200 mots, à la deuxième personne, au présent.");
  assertMatch(french.text, /(^|[ ])([Tt]u |[Tt]’)/);
  assert(Math.abs(wordsOf(french.text) - 200) < 90);
});

Deno.test("embedded provider slips less in what a repair complains of", async () => {
  const draft = { role: "assistant", content: "You go." } as const;
  const request = { role: "user", content: PROMPT } as const;
  const complaint = { role: "user", content: "Problems:\n- Point of view: keep to it." } as const;
  const slips = async (messages: GenerateRequest["messages"]) => {
    let count = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { text } = await generate("", { messages, seed });
      count += text.replace(/“[^”]*”/g, "").match(/\b(I|my|You|your)\b/g)?.length ?? 0;
    }
    return count;
  };
  assert(await slips([request, draft, complaint]) < await slips([request]) / 3);
});

for (
  const [name, prompt] of [
    ["nothing", ""],
    ["signs of the frames' own notation", "Beats:\n1. Ida opens <the> {box} [or] (not|so)\n2. <{["],
    ["a beat that is no sentence", "Beats:\n1. Opposition of two wills"],
    ["a name with signs of a pattern", "- character: A.*+? is she\nBeats:\n1. A.*+? opens it"],
    ["one word", "Length: 1 words"],
    ["an absurd length", "Length: about 99999999999 words"],
  ] as const
) {
  Deno.test(`embedded provider writes from a prompt with ${name}`, async () => {
    const { text } = await generate(prompt, { outputMaxTokens: 100_000 });
    assertMatch(text, /^[“\p{Lu}]/u);
    assert(!/[<>{}[\]]|undefined/.test(text), text.slice(0, 200));
  });
}
