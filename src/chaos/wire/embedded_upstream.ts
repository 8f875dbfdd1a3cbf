/**
 * The embedded provider as a server that speaks OpenAI's and Anthropic's languages: a mock server
 * whose answers are the same for the same request.
 *
 * @module
 */
import { createVirtualClock } from "../../internal/clock.ts";
import { JsonCursor } from "../../internal/cursor.ts";
import { InputError, reasonOf } from "../../internal/errors.ts";
import { sha256Hex } from "../../internal/hash.ts";
import type { Ports } from "../../internal/ports.ts";
import { countTokens } from "../../provider/embedded/count_tokens.ts";
import {
  createEmbeddedProvider,
  EMBEDDED_MODEL,
} from "../../provider/embedded/embedded_provider.ts";
import type { Message } from "../../provider/provider.ts";
import type { Dialect, ModelAnswer } from "./dialect.ts";
import { dialectOf } from "./dialect.ts";
import type { HeaderLine } from "./message_head.ts";
import type { Upstream, WireAnswer } from "./upstream.ts";
import { streamedBody, wholeAnswer } from "./upstream.ts";
import type { WireRequest } from "./wire_request.ts";

const JSON_TYPE: HeaderLine = ["content-type", "application/json"];

/** Tokens of an answer where the request names no bound. */
const OUTPUT_DEFAULT_TOKENS = 1024;

/**
 * The embedded provider as upstream. Answers come at once: its simulated latency runs on a virtual
 * clock. Routes: `…/chat/completions`, `…/messages` and `…/models`.
 *
 * @param ports Files and entropy for the provider
 * @param seed Seed of requests that name none
 */
export function createEmbeddedUpstream(ports: Ports, seed: number): Upstream {
  return {
    name: "embedded",
    async send(request, { signal }, consume) {
      signal.throwIfAborted();
      return await consume(await answerRequest(request, { ports, seed }));
    },
    [Symbol.dispose]() {},
  };
}

interface Settings {
  readonly ports: Ports;
  readonly seed: number;
}

async function answerRequest(request: WireRequest, settings: Settings): Promise<WireAnswer> {
  const { method, path } = request;
  const dialect = dialectOf(path);
  if (method === "GET" && path.endsWith("/models")) {
    const models = [{ id: EMBEDDED_MODEL, object: "model", created: 0, owned_by: "omega" }];
    return wholeAnswer(200, JSON.stringify({ object: "list", data: models }), [JSON_TYPE]);
  }
  if (method !== "POST" || !/\/(?:chat\/completions|messages)$/.test(path)) {
    const message = `the mock server has no route ${method} ${path}`;
    return wholeAnswer(404, dialect.error("not_found", message), [JSON_TYPE]);
  }
  try {
    return await generate(request, dialect, settings);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return wholeAnswer(400, dialect.error("bad_request", reasonOf(error)), [JSON_TYPE]);
  }
}

async function generate(
  { body }: WireRequest,
  dialect: Dialect,
  { ports, seed }: Settings,
): Promise<WireAnswer> {
  const root = parseBody(body);
  const messages = readMessages(root);
  const model = root.optional("model")?.string() ?? EMBEDDED_MODEL;
  const result = await createEmbeddedProvider().generate({
    // Whatever the client asks for is answered by the one model that there is, in its name.
    model: EMBEDDED_MODEL,
    messages,
    outputMaxTokens: readOutputBound(root),
    temperature: number(root, "temperature", { min: 0, max: 2 }) ?? 1,
  }, {
    key: "mock",
    attempt: 1,
    seed: number(root, "seed", { min: 0, isInteger: true }) ?? seed,
    ports: { ...ports, clock: createVirtualClock(0) },
  });
  const answer: ModelAnswer = {
    id: sha256Hex(body).slice(0, 24),
    model,
    text: result.text,
    finishReason: result.finishReason,
    inputTokens: messages.reduce((sum, { content }) => sum + countTokens(content), 0),
    outputTokens: countTokens(result.text),
  };
  if (root.optional("stream")?.value !== true) {
    return wholeAnswer(200, dialect.answer(answer), [JSON_TYPE]);
  }
  const usage = root.optional("stream_options")?.optional("include_usage")?.value === true;
  return {
    status: 200,
    reason: "OK",
    headers: [["content-type", "text/event-stream; charset=utf-8"], ["cache-control", "no-cache"]],
    body: streamedBody(encode(dialect.events(answer, usage))),
  };
}

function* encode(texts: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const text of texts) yield encoder.encode(text);
}

function parseBody(body: Uint8Array): JsonCursor {
  try {
    return new JsonCursor(
      JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)),
      "body",
    );
  } catch (error) {
    throw new InputError(`Cannot read the body: wanted JSON, found ${reasonOf(error)}`);
  }
}

/** Clients write null for what they leave out. */
function number(
  root: JsonCursor,
  name: string,
  range: Parameters<JsonCursor["number"]>[0],
): number | undefined {
  const member = root.optional(name);
  return member === undefined || member.value === null ? undefined : member.number(range);
}

function readOutputBound(root: JsonCursor): number {
  const range = { min: 1, isInteger: true } as const;
  return number(root, "max_completion_tokens", range) ?? number(root, "max_tokens", range) ??
    OUTPUT_DEFAULT_TOKENS;
}

function readMessages(root: JsonCursor): readonly Message[] {
  const system = root.optional("system");
  const messages = root.field("messages").items().map((message): Message => ({
    role: readRole(message.field("role").string()),
    content: readContent(message.field("content")),
  }));
  if (messages.length === 0) root.field("messages").fail("at least one message");
  if (system === undefined) return messages;
  return [{ role: "system", content: readContent(system) }, ...messages];
}

/** What is neither of the model nor of the system comes from the user: tools, functions. */
function readRole(role: string): Message["role"] {
  if (role === "system" || role === "developer") return "system";
  return role === "assistant" ? "assistant" : "user";
}

/** A text, or a list of parts of which some are texts. */
function readContent(cursor: JsonCursor): string {
  if (!Array.isArray(cursor.value)) return cursor.string({ canBeEmpty: true });
  return cursor.items()
    .map((part) => part.optional("text")?.string({ canBeEmpty: true }) ?? "")
    .join("");
}
