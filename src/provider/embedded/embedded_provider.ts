/**
 * The embedded provider: a small deterministic model of our own, so that everything can be tried
 * and tested without a network, a key or a cost.
 *
 * It reads the prompt and writes prose in English or French by a grammar over a hand-written
 * vocabulary, and it obeys as real models do: mostly. It knows no rule and no score. The text
 * depends on model, conversation, temperature and seed only, never on key, attempt or order.
 *
 * @module
 */
import { InputError } from "../../internal/errors.ts";
import { createStream } from "../../internal/random.ts";
import type {
  CallContext,
  FinishReason,
  GenerateRequest,
  GenerateResult,
  Provider,
} from "../provider.ts";
import { countTokens, cutToTokens } from "./count_tokens.ts";
import { readPrompt } from "./read_prompt.ts";
import {
  NAMED_REPAIR_FACTOR,
  OTHER_REPAIR_FACTOR,
  SLIP_RATES,
  type SlipRates,
  slipScale,
} from "./slips.ts";
import { writeProse } from "./write_prose.ts";

/** The only model of the embedded provider. */
export const EMBEDDED_MODEL = "omega-embedded-1";

/** Simulated time until the first token. */
const START_LATENCY_MS = 200;

/** Simulated time per token of the answer. */
const TOKEN_LATENCY_MS = 8;

/** A call takes up to this share more or less than the nominal time. */
const LATENCY_SPREAD_RATIO = 0.25;

// OC-PROVIDER-3001 impl
/**
 * Creates the embedded provider, with its model `omega-embedded-1`.
 *
 * A call waits on the clock of its context for about 200 ms and 8 ms per token of the answer, which
 * takes no real time on a virtual clock, and stops at once with `signal.reason` when aborted. A
 * token is four characters. An answer that would exceed `outputMaxTokens` is cut there and ends
 * with `length`. At temperature 0 the seed does not matter; slips grow with the temperature.
 *
 * @returns The provider `"embedded"`; needs no permission
 */
export function createEmbeddedProvider(): Provider {
  return { name: "embedded", isDeterministic: true, generate };
}

// OC-PROVIDER-3004 impl
async function generate(request: GenerateRequest, context: CallContext): Promise<GenerateResult> {
  checkRequest(request);
  const { clock } = context.ports;
  const startMs = clock.monotonicMs();
  const { text, finishReason, seed, prompt } = answer(request, context.seed);
  const outputTokens = countTokens(text);
  const spread = 2 * createStream(seed, "embedded-latency", prompt).nextUnit() - 1;
  const nominalMs = START_LATENCY_MS + TOKEN_LATENCY_MS * outputTokens;
  // Whole milliseconds, so that timestamps of a virtual run read well.
  await clock.sleep(Math.round(nominalMs * (1 + LATENCY_SPREAD_RATIO * spread)), {
    signal: context.signal,
  });
  return {
    text,
    model: EMBEDDED_MODEL,
    usage: { inputTokens: countInput(request), outputTokens, cachedInputTokens: 0 },
    finishReason,
    latencyMs: clock.monotonicMs() - startMs,
  };
}

function checkRequest({ model, outputMaxTokens }: GenerateRequest): void {
  if (model !== EMBEDDED_MODEL) {
    throw new InputError(
      `Cannot generate with model "${model}": wanted "${EMBEDDED_MODEL}", the only one of the ` +
        "embedded provider; another provider may have it",
      { code: "UNKNOWN_MODEL" },
    );
  }
  if (!Number.isSafeInteger(outputMaxTokens) || outputMaxTokens < 1) {
    throw new RangeError(
      `Cannot generate: outputMaxTokens must be an integer >= 1, got ${outputMaxTokens}`,
    );
  }
}

interface Answer {
  readonly text: string;
  readonly finishReason: FinishReason;
  /** The seed that was used: the run's, or 0 for greedy decoding. */
  readonly seed: number;
  /** Everything that was sent, as one text. */
  readonly prompt: string;
}

// OC-PROVIDER-3005 impl
function answer(request: GenerateRequest, contextSeed: number): Answer {
  const { messages, temperature, outputMaxTokens } = request;
  const seed = temperature === 0 ? 0 : contextSeed;
  const turns = messages.map(({ role, content }) => `${role}\u0000${content}`);
  const prompt = [EMBEDDED_MODEL, ...turns].join("\u0001");
  const reading = readPrompt(messages);
  const whole = writeProse(reading, {
    slips: ratesFor(reading.complaints, temperature),
    random: createStream(seed, "embedded-text", prompt),
    storyRandom: createStream(seed, "embedded-story", reading.story),
  });
  const isCut = countTokens(whole) > outputMaxTokens;
  return {
    text: isCut ? cutToTokens(whole, outputMaxTokens) : whole,
    finishReason: isCut ? "length" : "stop",
    seed,
    prompt,
  };
}

/** The rates at a temperature; in a repair all slips are rarer, most so those complained of. */
function ratesFor(complaints: ReadonlySet<keyof SlipRates>, temperature: number): SlipRates {
  const scale = slipScale(temperature);
  const isRepair = complaints.size > 0;
  const rates = Object.entries(SLIP_RATES).map(([name, rate]: [string, number]) => {
    const isNamed = complaints.has(name as keyof SlipRates);
    const factor = isNamed ? NAMED_REPAIR_FACTOR : isRepair ? OTHER_REPAIR_FACTOR : 1;
    return [name, Math.min(1, rate * scale * factor)];
  });
  return Object.fromEntries(rates) as unknown as SlipRates;
}

function countInput({ messages }: GenerateRequest): number {
  return messages.reduce((sum, { content }) => sum + countTokens(content), 0);
}
