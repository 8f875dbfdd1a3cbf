/**
 * The faults of the provider port.
 *
 * Each is what the port can deliver when the real thing happens, so that the layers outside cannot
 * tell it from a real one:
 *
 * | fault | what the caller gets | server called |
 * |---|---|---|
 * | rate_limit_429 | RATE_LIMITED, status 429, `retry-after` | no |
 * | timeout | FIRST_BYTE_TIMEOUT after the call's time limit | no |
 * | invalid_json | NOT_JSON, status 200 | no |
 * | api_error_500 | SERVER_ERROR, status 500 | no |
 * | network_error | CONNECTION_LOST | no |
 * | empty_response | a success with an empty text | no |
 * | partial_response | STREAM_CUT with the first half of the text | yes |
 * | corrupt_response | a success whose text has lost characters | yes |
 * | latency | a success, later | yes |
 *
 * `empty_response` and `corrupt_response` look like successes on purpose: they are what a bad
 * engine swallows. The others are errors, which a bad engine catches and forgets.
 *
 * @module
 */
import type { FailureType } from "../calibration/calibration.ts";
import { createStream } from "../internal/random.ts";
import type {
  CallContext,
  GenerateRequest,
  GenerateResult,
  Provider,
} from "../provider/provider.ts";
import type { ProviderErrorCode, ProviderErrorDetails } from "../provider/provider_error.ts";
import { ProviderError } from "../provider/provider_error.ts";

/** How long faults take. */
export interface FaultTiming {
  /** Time that a `timeout` takes, in ms: the time limit of a call. */
  readonly timeoutMs: number;
  /** Shortest delay of `latency`, in ms. */
  readonly delayMinMs: number;
  /** Longest delay of `latency`, in ms. */
  readonly delayMaxMs: number;
  /** What `rate_limit_429` asks to wait, in whole seconds. */
  readonly retryAfterSeconds: number;
}

/** An attempt that is to be struck. */
export interface StruckCall {
  readonly provider: Provider;
  readonly request: GenerateRequest;
  readonly context: CallContext;
  readonly timing: FaultTiming;
}

// OC-CHAOS-4505 impl
/** Makes an attempt under a fault. */
export function injectFault(type: FailureType, call: StruckCall): Promise<GenerateResult> {
  switch (type) {
    case "rate_limit_429":
      return refuse("RATE_LIMITED", "found status 429 (rate_limit_exceeded)", {
        status: 429,
        bodyCode: "rate_limit_exceeded",
        headers: { "retry-after": String(call.timing.retryAfterSeconds) },
      });
    case "timeout":
      return timeOut(call);
    case "invalid_json":
      return refuse("NOT_JSON", "wanted JSON, found other text", { status: 200 });
    case "api_error_500":
      return refuse("SERVER_ERROR", "found status 500 (server_error)", {
        status: 500,
        bodyCode: "server_error",
      });
    case "network_error":
      return refuse("CONNECTION_LOST", "no answer: the connection was reset");
    case "empty_response":
      return Promise.resolve(emptyAnswer(call.request));
    case "partial_response":
      return cutAnswer(call);
    case "corrupt_response":
      return corruptAnswer(call);
    case "latency":
      return delayAnswer(call);
    default:
      return type satisfies never;
  }
}

function faultError(
  code: ProviderErrorCode,
  problem: string,
  details: ProviderErrorDetails = {},
): ProviderError {
  return new ProviderError(code, `Cannot call the provider under chaos: ${problem}`, details);
}

function refuse(
  code: ProviderErrorCode,
  problem: string,
  details?: ProviderErrorDetails,
): Promise<never> {
  return Promise.reject(faultError(code, problem, details));
}

async function timeOut({ context, timing: { timeoutMs } }: StruckCall): Promise<never> {
  await context.ports.clock.sleep(timeoutMs, { signal: context.signal });
  throw faultError("FIRST_BYTE_TIMEOUT", `wanted the first byte within ${timeoutMs} ms`);
}

function emptyAnswer({ model }: GenerateRequest): GenerateResult {
  return {
    text: "",
    model,
    usage: { inputTokens: "unmeasured", outputTokens: 0, cachedInputTokens: "unmeasured" },
    finishReason: "stop",
    latencyMs: 0,
  };
}

function ask({ provider, request, context }: StruckCall): Promise<GenerateResult> {
  return provider.generate(request, context);
}

async function cutAnswer(call: StruckCall): Promise<never> {
  const { text } = await ask(call);
  throw faultError("STREAM_CUT", "the stream ended without its end mark", {
    status: 200,
    partialText: text.slice(0, Math.floor(text.length / 2)).toWellFormed(),
  });
}

/** Every so many characters one is lost. */
const CORRUPT_STEP = 16;

async function corruptAnswer(call: StruckCall): Promise<GenerateResult> {
  const answer = await ask(call);
  const characters = Array.from(answer.text);
  for (let index = 0; index < characters.length; index += CORRUPT_STEP) {
    characters[index] = "\ufffd";
  }
  return { ...answer, text: characters.join("") };
}

async function delayAnswer(call: StruckCall): Promise<GenerateResult> {
  const { context: { key, attempt, seed, ports, signal }, timing } = call;
  const { delayMinMs, delayMaxMs } = timing;
  const unit = createStream(seed, "chaos-delay", `${key}/${attempt}`).nextUnit();
  // Whole milliseconds, so that timestamps of a virtual run read well.
  const delayMs = Math.round(delayMinMs + unit * (delayMaxMs - delayMinMs));
  await ports.clock.sleep(delayMs, { signal });
  const answer = await ask(call);
  return { ...answer, latencyMs: answer.latencyMs + delayMs };
}
