/**
 * A local model server for tests: it speaks the protocols of six kinds of servers over one port,
 * counts what it serves, and misbehaves on command.
 *
 * @module
 */
import type { Handler, HttpListener, ReceivedRequest, Reply } from "./http_listener.ts";
import { listenHttp } from "./http_listener.ts";
import type { Generated, WireEvent, WireShape } from "./wire_shapes.ts";
import { anthropicShape, chatShape, llamacppShape, tgiShape, tritonShape } from "./wire_shapes.ts";

/** Makes the text for a prompt. */
export type TextModel = (prompt: string) => string | Promise<string>;

/** Options of {@linkcode startModelServer}. */
export interface ModelServerOptions {
  /** What is answered. @default a sentence that quotes the size of the prompt */
  readonly textModel?: TextModel;
  /** Takes a request away from the server: returns whether it answered. @default never */
  readonly misbehave?: (request: ReceivedRequest, reply: Reply) => boolean | Promise<boolean>;
  /** The key that is asked for. @default none */
  readonly apiKey?: string;
  /** The models that are there. @default any */
  readonly models?: readonly string[];
}

/** A running model server. */
export interface ModelServer extends HttpListener {
  /** Sums over what was answered whole. */
  readonly served: { calls: number; inputTokens: number; outputTokens: number };
}

/** Tokens of a text: four characters each. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

interface WireRequest {
  readonly shape: WireShape;
  readonly prompt: string;
  readonly model: string;
  readonly outputMaxTokens: number;
  readonly isStreaming: boolean;
}

/** Starts a model server on a free port of the loopback address. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const {
    textModel = (prompt) => `You wrote ${prompt.length} characters. Écoute, 狼! 🐺 They end.`,
  } = options;
  const served = { calls: 0, inputTokens: 0, outputTokens: 0 };
  const handler: Handler = async (request, reply) => {
    if (await options.misbehave?.(request, reply)) return;
    const refusal = refuse(request, options);
    if (refusal) return reply.send(refusal.status, JSON.stringify(refusal.body), JSON_TYPE);
    const wire = readRequest(request);
    const whole = await textModel(wire.prompt);
    const isCutOff = countTokens(whole) > wire.outputMaxTokens;
    const text = isCutOff ? whole.slice(0, wire.outputMaxTokens * 4) : whole;
    const inputTokens = countTokens(wire.prompt);
    const generated: Generated = {
      text,
      model: wire.model,
      inputTokens,
      cachedTokens: Math.floor(inputTokens / 4),
      outputTokens: countTokens(text),
      isCutOff,
    };
    served.calls += 1;
    served.inputTokens += generated.inputTokens;
    served.outputTokens += generated.outputTokens;
    if (!wire.isStreaming) {
      return reply.send(200, JSON.stringify(wire.shape.whole(generated)), JSON_TYPE);
    }
    reply.begin(200, { "content-type": "text/event-stream" });
    reply.chunk(wire.shape.events(generated).map(formatEvent).join(""));
    reply.end();
  };
  return Object.assign(await listenHttp(handler), { served });
}

const JSON_TYPE = { "content-type": "application/json" };

/** An event as it is on the wire. */
export function formatEvent({ type, data }: WireEvent): string {
  const head = type === undefined ? "" : `event: ${type}\n`;
  return `${head}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

function refuse({ headers, body, target }: ReceivedRequest, options: ModelServerOptions) {
  const key = headers["x-api-key"] ?? headers["authorization"]?.replace("Bearer ", "");
  if (options.apiKey !== undefined && key !== options.apiKey) {
    const message = `Incorrect API key provided: ${key}.`;
    return {
      status: 401,
      body: { error: { message, type: "invalid_request_error", code: "invalid_api_key" } },
    };
  }
  const model = JSON.parse(body).model ?? /models\/([^/]+)/.exec(target)?.[1];
  if (options.models !== undefined && !options.models.includes(model)) {
    const message = `The model \`${model}\` does not exist`;
    return {
      status: 404,
      body: { error: { message, type: "invalid_request_error", code: "model_not_found" } },
    };
  }
  return null;
}

/** What is asked for, whatever the protocol: messages become the prompt that joins them. */
function readRequest({ target, body }: ReceivedRequest): WireRequest {
  const document = JSON.parse(body);
  const parameters = document.parameters ?? {};
  const { pathname } = new URL(target, "http://localhost");
  if (pathname.endsWith("/chat/completions") || pathname.endsWith("/messages")) {
    const system = document.system === undefined ? [] : [{ content: document.system }];
    const messages: readonly { readonly content: string }[] = [...system, ...document.messages];
    return {
      shape: pathname.endsWith("/messages") ? anthropicShape : chatShape,
      prompt: messages.map(({ content }) => content).join("\n\n"),
      model: document.model,
      outputMaxTokens: document.max_tokens ?? document.max_completion_tokens,
      isStreaming: document.stream === true,
    };
  }
  if (pathname.endsWith("/completion")) {
    return {
      shape: llamacppShape,
      prompt: document.prompt,
      model: "local.gguf",
      outputMaxTokens: document.n_predict,
      isStreaming: document.stream === true,
    };
  }
  const isTriton = pathname.includes("/v2/models/");
  return {
    shape: isTriton ? tritonShape : tgiShape,
    prompt: isTriton ? document.text_input : document.inputs,
    model: /models\/([^/]+)/.exec(pathname)?.[1] ?? "tgi",
    outputMaxTokens: isTriton ? parameters.max_tokens : parameters.max_new_tokens,
    isStreaming: pathname.endsWith("generate_stream"),
  };
}
