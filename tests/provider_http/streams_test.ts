/** A stream is a success only when it came to its end mark with a finish reason. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { HttpProviderName } from "../../src/provider/provider_names.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import type { Reply } from "../model_server/http_listener.ts";
import { listenHttp } from "../model_server/http_listener.ts";
import { formatEvent } from "../model_server/model_server.ts";
import type { Generated, WireShape } from "../model_server/wire_shapes.ts";
import {
  anthropicShape,
  chatShape,
  llamacppShape,
  tgiShape,
  tritonShape,
} from "../model_server/wire_shapes.ts";
import { CONTEXT, REQUEST } from "./adapters.ts";

const GENERATED: Generated = {
  text: "Écoute, 狼! 🐺 The end.",
  model: "m",
  inputTokens: 12,
  cachedTokens: 3,
  outputTokens: 9,
  isCutOff: false,
};

const SHAPES: readonly (readonly [HttpProviderName, WireShape])[] = [
  ["openai", chatShape],
  ["anthropic", anthropicShape],
  ["llamacpp", llamacppShape],
  ["tgi", tgiShape],
  ["triton", tritonShape],
];

const STREAM_TYPE = { "content-type": "text/event-stream; charset=utf-8" };

/** Answers each call with the next body. */
async function withBodies(
  body: (
    connect: (name: HttpProviderName, answer: (reply: Reply) => void) => Promise<string>,
  ) => Promise<void>,
): Promise<void> {
  let answer: (reply: Reply) => void = () => {};
  await using server = await listenHttp((_, reply) => answer(reply));
  const providers = new DisposableStack();
  using _ = providers;
  const known = new Map(SHAPES.map(([name]) => {
    const provider = createProvider(name, { baseUrl: server.url, isStreaming: true });
    return [name, providers.use(provider)] as const;
  }));
  await body(async (name, respond) => {
    answer = respond;
    return (await known.get(name)!.generate(REQUEST, CONTEXT)).text;
  });
}

Deno.test("a stream that is cut anywhere is an error with the text so far, never a success [OC-PROVIDER-3104]", async () => {
  await withBodies(async (connect) => {
    for (const [name, shape] of SHAPES) {
      const bytes = new TextEncoder().encode(shape.events(GENERATED).map(formatEvent).join(""));
      const whole = (reply: Reply) => {
        reply.begin(200, STREAM_TYPE);
        reply.chunk(bytes);
        reply.end();
      };
      assertEquals(await connect(name, whole), GENERATED.text);
      // The last line feed ends the last event; one byte less and the end mark was never sent.
      for (let end = 0; end < bytes.length; end += end < bytes.length - 40 ? 5 : 1) {
        // A chunked body that ends in order, and is still not all of the stream.
        const cut = (reply: Reply) => {
          reply.begin(200, STREAM_TYPE);
          if (end > 0) reply.chunk(bytes.subarray(0, end));
          reply.end();
        };
        const error = await assertRejects(() => connect(name, cut), ProviderError);
        assertEquals(error.code, "STREAM_CUT", `${name}, ${end} of ${bytes.length}`);
        assert(
          GENERATED.text.startsWith(error.partialText ?? "?"),
          `${name}: ${error.partialText}`,
        );
      }
    }
  });
});

Deno.test("a stream whose connection ends is an error with the text so far", async () => {
  await withBodies(async (connect) => {
    for (const [name, shape] of SHAPES) {
      const events = shape.events(GENERATED).map(formatEvent);
      const half = (end: (reply: Reply) => void) => async (reply: Reply) => {
        reply.begin(200, STREAM_TYPE);
        await reply.chunk(events.slice(0, 2).join(""));
        end(reply);
      };
      for (const end of [(reply: Reply) => reply.close(), (reply: Reply) => reply.reset()]) {
        const error = await assertRejects(() => connect(name, half(end)), ProviderError);
        assertEquals(error.code, "BODY_CUT", name);
        assert(GENERATED.text.startsWith(error.partialText ?? "?"), name);
      }
    }
  });
});

Deno.test("streams arrive whole in pieces of any size, line ends and pings included [OC-PROVIDER-3107]", async () => {
  await withBodies(async (connect) => {
    for (const [name, shape] of SHAPES) {
      const lines = shape.events(GENERATED).map(formatEvent).join(": ping\n\n");
      for (
        const text of [
          `\ufeff${lines}`,
          lines.replaceAll("\n", "\r\n"),
          lines.replaceAll("\n", "\r"),
        ]
      ) {
        const bytes = new TextEncoder().encode(text);
        for (const size of [1, 13, 1000]) {
          const inPieces = async (reply: Reply) => {
            reply.begin(200, STREAM_TYPE);
            for (let at = 0; at < bytes.length; at += size) {
              void reply.chunk(bytes.subarray(at, at + size));
            }
            await Promise.resolve();
            reply.end();
          };
          assertEquals(await connect(name, inPieces), GENERATED.text, `${name}, ${size}`);
        }
      }
    }
  });
});

Deno.test("an endless stream is given up at its limit, in events and in one line without an end", async () => {
  const chunk = (content: string) =>
    formatEvent({ data: { choices: [{ index: 0, delta: { content }, finish_reason: null }] } });
  const pieces = [chunk("on and on "), `data: ${"x".repeat(100)}`, ": ping\n\n"];
  for (const piece of pieces) {
    await using server = await listenHttp(async (_, reply) => {
      reply.begin(200, STREAM_TYPE);
      await reply.chunk(chunk("half"));
      while (!reply.isClosed) await reply.chunk(piece.repeat(50));
    });
    const options = { baseUrl: server.url, isStreaming: true, bodyMaxBytes: 20_000 };
    using provider = createProvider("openai", options);
    const error = await assertRejects(() => provider.generate(REQUEST, CONTEXT), ProviderError);
    assertEquals(error.code, "BODY_TOO_LARGE", error.message);
    assert(error.partialText?.startsWith("half"), error.partialText);
  }
});

Deno.test("an error inside of a stream is an error with the text so far", async () => {
  const delta = { choices: [{ index: 0, delta: { content: "half" }, finish_reason: null }] };
  const block = {
    type: "content_block_delta",
    index: 0,
    delta: { type: "text_delta", text: "half" },
  };
  const table: readonly (readonly [HttpProviderName, readonly object[], string, string])[] = [
    [
      "openai",
      [delta, { error: { message: "boom", type: "server_error" } }],
      "server_error: boom",
      "server_error",
    ],
    [
      "anthropic",
      [block, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }],
      "overloaded_error: Overloaded",
      "overloaded_error",
    ],
    [
      "llamacpp",
      [{ content: "half", stop: false }, {
        error: { code: 500, message: "boom", type: "server_error" },
      }],
      "server_error: boom",
      "server_error",
    ],
    [
      "tgi",
      [{ token: { text: "half", special: false } }, {
        error: "Request failed",
        error_type: "generation",
      }],
      "generation: Request failed",
      "generation",
    ],
    ["triton", [{ text_output: "half" }, { error: "boom" }], "the server says boom", ""],
  ];
  await withBodies(async (connect) => {
    for (const [name, events, text, bodyCode] of table) {
      for (const type of [undefined, "error"]) {
        const [first, second] = events;
        const lines = formatEvent({ data: first }) +
          formatEvent(type === undefined ? { data: second } : { type, data: second });
        const respond = (reply: Reply) => reply.send(200, lines, STREAM_TYPE);
        const error = await assertRejects(() => connect(name, respond), ProviderError, text);
        assertEquals([error.code, error.partialText], ["STREAM_ERROR", "half"], name);
        assertEquals(error.bodyCode ?? "", bodyCode);
      }
    }
  });
});

Deno.test("a stream with an end mark and no finish reason is cut, and one with neither text is none", async () => {
  await withBodies(async (connect) => {
    const chunk = (delta: object, finish_reason: string | null) =>
      formatEvent({ data: { choices: [{ index: 0, delta, finish_reason }] } });
    const done = "data: [DONE]\n\n";
    const table: readonly (readonly [string, string, string])[] = [
      [chunk({ content: "half" }, null) + done, "STREAM_CUT", "without a finish reason"],
      [chunk({ content: "all" }, "stop"), "STREAM_CUT", "without its end mark [DONE]"],
      [chunk({ content: "" }, "stop") + done, "EMPTY_CONTENT", "an empty one"],
      [done, "STREAM_CUT", "without a finish reason"],
      ["data: {\n\n" + done, "NOT_JSON", "wanted JSON in every event"],
    ];
    for (const [body, code, text] of table) {
      const respond = (reply: Reply) => reply.send(200, body, STREAM_TYPE);
      const error = await assertRejects(() => connect("openai", respond), ProviderError, text);
      assertEquals(error.code, code);
    }
    const bytes = new Uint8Array([...new TextEncoder().encode("data: "), 0xff, 0x0a]);
    const corrupt = (reply: Reply) => {
      reply.begin(200, STREAM_TYPE);
      reply.chunk(bytes);
      reply.end();
    };
    const error = await assertRejects(() => connect("openai", corrupt), ProviderError, "UTF-8");
    assertEquals(error.code, "BAD_ANSWER");
  });
});

Deno.test("a whole answer to a request for a stream is taken, and a stream to one for a whole answer", async () => {
  let isStream = false;
  await using server = await listenHttp((_, reply) =>
    isStream
      ? reply.send(200, chatShape.events(GENERATED).map(formatEvent).join(""), STREAM_TYPE)
      : reply.send(200, JSON.stringify(chatShape.whole(GENERATED)), {
        "content-type": "application/json",
      })
  );
  for (const asked of [true, false]) {
    isStream = !asked;
    using provider = createProvider("openai", { baseUrl: server.url, isStreaming: asked });
    const result = await provider.generate(REQUEST, CONTEXT);
    assertEquals(result.text, GENERATED.text);
    assertEquals(result.usage, { inputTokens: 12, outputTokens: 9, cachedInputTokens: 3 });
  }
});
