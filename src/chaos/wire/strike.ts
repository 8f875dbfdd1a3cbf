/**
 * The faults on the wire: what each form sends to the client.
 *
 * Forms that need no answer of the upstream do not call it. Those that do send its real status,
 * headers and bytes, cut or spoilt.
 *
 * @module
 */
import type { Clock } from "../../internal/clock.ts";
import { createStream } from "../../internal/random.ts";
import type { FaultTiming } from "../inject_fault.ts";
import type { WireForm } from "../wire_form.ts";
import type { Dialect } from "./dialect.ts";
import { dialectOf } from "./dialect.ts";
import type { HeaderLine } from "./message_head.ts";
import type { LedgerEnding } from "./request_ledger.ts";
import type { Responder } from "./responder.ts";
import { firstEventsOf, isEventStream, readWhole, spoilText } from "./spoil.ts";
import type { Upstream, WireAnswer } from "./upstream.ts";
import { streamedBody, wholeAnswer } from "./upstream.ts";
import type { WireRequest } from "./wire_request.ts";

/** A request that is to be struck. */
export interface StruckRequest {
  readonly request: WireRequest;
  readonly responder: Responder;
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly timing: FaultTiming;
  /** Whether the client wants a stream of events. */
  readonly isStream: boolean;
  /** What the delay is drawn from. */
  readonly seed: number;
  readonly drawKey: string;
  /** Aborted when the client has gone or the server ends. */
  readonly signal: AbortSignal;
}

/** What became of the attempt. */
export interface Struck {
  readonly ending: LedgerEnding;
  /** Status that the client saw; undefined where it saw none. */
  readonly status: number | undefined;
}

const JSON_TYPE: HeaderLine = ["content-type", "application/json"];
const EVENT_TYPE: HeaderLine = ["content-type", "text/event-stream; charset=utf-8"];

/** Strikes a request. */
export async function strike(form: WireForm, call: StruckRequest): Promise<Struck> {
  const dialect = dialectOf(call.request.path);
  switch (form) {
    case "status_429":
      return await refuse(call, rateLimit(dialect, call.timing));
    case "status_500":
      return await refuse(call, failure(dialect, 500));
    case "status_503":
      return await refuse(call, failure(dialect, 503));
    case "held_connection":
      return await hold(call);
    case "tcp_reset":
      call.responder.reset();
      return { ending: "lost", status: undefined };
    case "broken_json":
      return await refuse(
        call,
        inForm(call, { whole: dialect.brokenAnswer, events: [dialect.brokenEvent] }),
      );
    case "empty_content":
      return await refuse(call, emptyAnswer(call, dialect));
    case "error_body_200": {
      const message = "The server had an error while processing your request";
      const whole = dialect.error("server_error", message);
      return await refuse(call, inForm(call, { whole, events: [dialect.errorEvent(message)] }));
    }
    case "cut_chunked":
    case "cut_sse":
    case "wrong_content_length":
    case "broken_utf8":
      return await call.upstream.send(
        call.request,
        { signal: call.signal, isPlain: true },
        (answer) => spoil(form, call, answer),
      );
    case "delay":
      return await delay(call);
    default:
      return form satisfies never;
  }
}

async function refuse({ responder }: StruckRequest, answer: WireAnswer): Promise<Struck> {
  await responder.send(answer);
  return { ending: "refused", status: answer.status };
}

function rateLimit(dialect: Dialect, { retryAfterSeconds }: FaultTiming): WireAnswer {
  const body = dialect.error("rate_limit", "Rate limit reached. Please try again later.");
  return wholeAnswer(429, body, [
    JSON_TYPE,
    ["retry-after", String(Math.ceil(retryAfterSeconds))],
    ["retry-after-ms", String(Math.round(retryAfterSeconds * 1000))],
    ...dialect.rateLimitHeaders,
  ]);
}

function failure(dialect: Dialect, status: 500 | 503): WireAnswer {
  const problem = status === 500 ? "server_error" : "overloaded";
  const message = "The server had an error while processing your request";
  return wholeAnswer(status, dialect.error(problem, message), [JSON_TYPE]);
}

/** The connection is held until the time limit, or until somebody has enough of it. */
async function hold({ clock, timing, signal, responder }: StruckRequest): Promise<Struck> {
  try {
    await clock.sleep(timing.timeoutMs, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await responder.cut();
  return { ending: "lost", status: undefined };
}

/** A fault of status 200 in the form in which the client waits for its answer. */
function inForm(
  { isStream }: StruckRequest,
  forms: { readonly whole: string; readonly events: Iterable<string> },
): WireAnswer {
  if (!isStream) return wholeAnswer(200, forms.whole, [JSON_TYPE]);
  const bytes = Array.from(forms.events, (text) => new TextEncoder().encode(text));
  return { status: 200, reason: "OK", headers: [EVENT_TYPE], body: streamedBody(bytes) };
}

function emptyAnswer(call: StruckRequest, dialect: Dialect): WireAnswer {
  const answer = {
    id: "omega",
    model: "omega",
    text: "",
    finishReason: "stop",
    inputTokens: 0,
    outputTokens: 0,
  } as const;
  return inForm(call, { whole: dialect.answer(answer), events: dialect.events(answer, false) });
}

async function delay(call: StruckRequest): Promise<Struck> {
  const { clock, timing, signal, upstream, request, responder, seed, drawKey } = call;
  const unit = createStream(seed, "chaos-delay", drawKey).nextUnit();
  const delayMs = timing.delayMinMs + unit * (timing.delayMaxMs - timing.delayMinMs);
  await clock.sleep(delayMs, { signal });
  return await upstream.send(request, { signal, isPlain: false }, async (answer) => {
    await responder.send(answer);
    return { ending: answer.status < 400 ? "good" : "refused", status: answer.status };
  });
}

/** Sends the upstream's own answer, cut or spoilt. */
async function spoil(
  form: "cut_chunked" | "cut_sse" | "wrong_content_length" | "broken_utf8",
  { responder }: StruckRequest,
  answer: WireAnswer,
): Promise<Struck> {
  const { status } = answer;
  if (isEventStream(answer) && form !== "wrong_content_length") {
    responder.begin(answer, { length: undefined });
    if (form === "broken_utf8") {
      await spoilStream(responder, answer);
      return { ending: "refused", status };
    }
    await responder.write(await firstEventsOf(answer.body, { hasHalf: form === "cut_chunked" }));
    // A clean end that comes too early is the cut that clients overlook.
    if (form === "cut_sse") await responder.end();
    else await responder.cut();
    return { ending: form === "cut_sse" ? "refused" : "lost", status };
  }
  const bytes = await readWhole(answer.body);
  if (form === "broken_utf8") {
    await responder.send({
      ...wholeAnswer(status, spoilText(bytes, { isWhole: true }), answer.headers),
      status,
    });
    return { ending: "refused", status };
  }
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const length = form === "wrong_content_length" ? bytes.length : undefined;
  responder.begin(answer, { length, isLast: true });
  await responder.write(half);
  await responder.cut();
  return { ending: "lost", status };
}

/** Every piece that holds text loses some of it. */
async function spoilStream(responder: Responder, { body }: WireAnswer): Promise<void> {
  for (let bytes = await body.read(); bytes !== null; bytes = await body.read()) {
    await responder.write(spoilText(bytes, { isWhole: false }));
  }
  await responder.end();
}
