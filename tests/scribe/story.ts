import type { RunContext } from "../../src/engine/engine.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { deriveSeed } from "../../src/internal/random.ts";
import { readJsonFile } from "../../src/internal/read_file.ts";
import type {
  CallContext,
  FinishReason,
  GenerateRequest,
  Provider,
} from "../../src/provider/provider.ts";
import { createEmbeddedProvider } from "../../src/provider/embedded/embedded_provider.ts";
import { createScribeEngine, type ScribeOptions } from "../../src/scribe/engine.ts";
import { parseIntent } from "../../src/scribe/intent.ts";
import { parsePlan } from "../../src/scribe/plan.ts";
import type { RepairPolicy } from "../../src/scribe/repair_policy.ts";

/** Any JSON object that a test may take apart. */
// deno-lint-ignore no-explicit-any
export type Document = any;

/** A plan of one short scene, to be changed by a test. */
export function planDocument(): Document {
  return {
    plan_id: "plan-1",
    plan_hash: "made-elsewhere",
    arcs: [{
      arc_id: "arc-1",
      theme: "The house",
      scenes: [{
        scene_id: "s1",
        objective: "Ann finds the letter",
        conflict: "The door is locked",
        conflict_type: "external",
        emotion_target: "fear",
        emotion_intensity: 0.5,
        sensory_anchor: "the smell of smoke",
        target_word_count: 20,
        beats: [{ beat_id: "b1", action: "Ann opens the door", pivot: true, tension_delta: 1 }],
      }],
    }],
    scene_count: 1,
    beat_count: 1,
  };
}

/** An intent that fits {@linkcode planDocument}. */
export function intentDocument(): Document {
  return {
    canon: {
      entries: [{ id: "c1", category: "character", statement: "Ann is a girl.", immutable: true }],
    },
    constraints: {
      pov: "third-limited",
      tense: "past",
      banned_words: ["suddenly"],
      forbidden_cliches: ["time stood still"],
      max_dialogue_ratio: 0.5,
      min_sensory_anchors_per_scene: 1,
      min_scenes: 1,
      max_scenes: 3,
    },
    genome: { target_burstiness: 0.5 },
    emotion: {},
    intent: {
      title: "The Letter",
      premise: "A girl finds a letter.",
      themes: ["truth"],
      target_word_count: 20,
      language: "en",
    },
  };
}

export function planOf(document: Document = planDocument()) {
  return parsePlan(new JsonCursor(document, "plan.json"));
}

export function intentOf(document: Document = intentDocument()) {
  return parseIntent(new JsonCursor(document, "intent.json"));
}

export const EVERY_HARD_RULE: RepairPolicy = {
  maxAttempts: 2,
  wordCountDeficitRatioMin: 0.1,
  retryOnlyRules: ["word_count_range", "banned_words", "pov_conformity", "tense_conformity"],
};

/** What a scripted provider answers to one call. */
export type ScriptedAnswer = string | {
  readonly text: string;
  readonly finishReason: FinishReason;
};

/** A call that a provider got. */
export interface RecordedCall {
  readonly request: GenerateRequest;
  readonly context: CallContext;
}

/** Answers calls with given texts, in order; the last one is repeated. */
export function scriptedProvider(
  answers: readonly ScriptedAnswer[],
): { readonly provider: Provider; readonly calls: readonly RecordedCall[] } {
  const calls: RecordedCall[] = [];
  const provider: Provider = {
    name: "scripted",
    isDeterministic: true,
    generate(request, context) {
      const answer = answers[Math.min(calls.length, answers.length - 1)]!;
      calls.push({ request, context });
      const result = typeof answer === "string"
        ? { text: answer, finishReason: "stop" as const }
        : answer;
      return Promise.resolve({
        ...result,
        model: request.model,
        usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
        latencyMs: 0,
      });
    },
  };
  return { provider, calls };
}

export function contextOf(provider: Provider, signal?: AbortSignal): RunContext {
  const clock = createVirtualClock(Date.UTC(2026, 0, 1));
  return { provider, ports: { ...systemPorts, clock }, signal };
}

/** Runs one story with given answers. */
export async function runScripted(
  answers: readonly ScriptedAnswer[],
  options: Partial<ScribeOptions> = {},
) {
  const { provider, calls } = scriptedProvider(answers);
  const engine = createScribeEngine({
    plan: planOf(),
    intent: intentOf(),
    model: "model-1",
    repair: EVERY_HARD_RULE,
    ...options,
  });
  const outcome = await engine.run({ run: 1, seed: 7 }, contextOf(provider));
  const pack: Document = JSON.parse(outcome.artifacts[0]!.content);
  return { outcome, pack, calls, scene: pack.scenes[0] };
}

/** The engine for one of the shipped examples. */
export async function exampleEngine(language: "en" | "fr", temperature = 0.8) {
  const read = async (name: string) =>
    (await readJsonFile(systemPorts.files, `examples/${language}/${name}.json`)).root;
  const plan = parsePlan(await read("plan"));
  const intent = parseIntent(await read("intent"));
  return createScribeEngine({
    plan,
    intent,
    model: "omega-embedded-1",
    repair: EVERY_HARD_RULE,
    temperature,
  });
}

/** One run of an example with the embedded model. */
export async function runExample(language: "en" | "fr", { run = 1, seed = 42, temperature = 0.8 }) {
  const engine = await exampleEngine(language, temperature);
  const input = { run, seed: deriveSeed(seed, "run", String(run)) };
  const outcome = await engine.run(input, contextOf(createEmbeddedProvider()));
  const pack: Document = JSON.parse(outcome.artifacts[0]!.content);
  return { outcome, pack, prose: outcome.artifacts[1]!.content };
}
