/** What can go wrong on the wire: each with its own code, in time, and sent once. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { ProviderErrorCode } from "../../src/provider/provider_error.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import type { Reply } from "../model_server/http_listener.ts";
import { listenHttp } from "../model_server/http_listener.ts";
import { startModelServer } from "../model_server/model_server.ts";
import { callOnce, CONTEXT, REQUEST } from "./adapters.ts";

const OPENAI = { name: "openai", basePath: "" } as const;

/** A port on which nothing listens. */
function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("a server that cannot be reached is one sentence with URL and cause [OC-PROVIDER-3201]", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(),
  );
  const port = closedPort();
  const table: readonly (readonly [string, ProviderErrorCode, string])[] = [
    [`http://127.0.0.1:${port}`, "CONNECT_REFUSED", "the connection was refused"],
    ["http://model.invalid", "DNS_FAILED", "lookup"],
    [`https://127.0.0.1:${server.addr.port}`, "TLS_REFUSED", "TLS failed: "],
  ];
  for (const [baseUrl, code, cause] of table) {
    const error = await assertRejects(() => callOnce(OPENAI, baseUrl), ProviderError, cause);
    assertEquals(error.code, code);
    assert(error.message.startsWith(`Cannot call "${baseUrl}/v1/chat/completions": `));
    assert(!error.message.includes("\n"));
  }
});

Deno.test("a certificate that nobody trusts is refused, and one of one's own is trusted [OC-PROVIDER-3203]", async () => {
  const cert = await Deno.readTextFile(new URL("certificate.pem", import.meta.url));
  const key = await Deno.readTextFile(new URL("certificate_key.pem", import.meta.url));
  const body = JSON.stringify({
    choices: [{ message: { content: "hello" }, finish_reason: "stop" }],
  });
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", cert, key, onListen() {} },
    () => new Response(body, { headers: { "content-type": "application/json" } }),
  );
  const url = `https://localhost:${server.addr.port}`;
  const error = await assertRejects(() => callOnce(OPENAI, url), ProviderError, "TLS failed");
  assertEquals(error.code, "TLS_REFUSED");
  assertEquals((await callOnce(OPENAI, url, { caCertificates: [cert] })).text, "hello");
});

Deno.test("a redirect is refused and the key goes nowhere else [OC-PROVIDER-3202]", async () => {
  await using other = await startModelServer();
  for (const status of [301, 302, 303, 307, 308]) {
    await using server = await startModelServer({
      misbehave(_, reply) {
        reply.send(status, "", { location: `${other.url}/v1/chat/completions` });
        return true;
      },
    });
    const call = () => callOnce(OPENAI, server.url, { apiKey: "canary-key-0123456789" });
    const error = await assertRejects(call, ProviderError, "redirects are not followed");
    assertEquals([error.code, error.status], ["REDIRECT_REFUSED", status]);
  }
  assertEquals(other.received.length, 0);
});

Deno.test("each limit has its own error, and the connection is given up [OC-PROVIDER-3204]", async () => {
  const half = 'data: {"choices":[{"index":0,"delta":{"content":"half"}}]}\n\n';
  const hold = () => {};
  const trickle = async (reply: Reply) => {
    reply.begin(200, { "content-type": "text/event-stream" });
    while (!reply.isClosed) {
      await reply.chunk(half);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const stall = (reply: Reply) => {
    reply.begin(200, { "content-type": "text/event-stream" });
    void reply.chunk(half);
  };
  const table: readonly (readonly [(reply: Reply) => void, object, ProviderErrorCode, string])[] = [
    [
      hold,
      { firstByteTimeoutMs: 60 },
      "FIRST_BYTE_TIMEOUT",
      "the first byte of an answer within 60 ms",
    ],
    [stall, { idleTimeoutMs: 60 }, "IDLE_TIMEOUT", "the next piece of the answer within 60 ms"],
    [
      trickle,
      { idleTimeoutMs: 5000, totalTimeoutMs: 60 },
      "TOTAL_TIMEOUT",
      "the whole answer within 60 ms",
    ],
  ];
  for (const [respond, limits, code, text] of table) {
    await using server = await listenHttp((_, reply) => respond(reply));
    const startMs = performance.now();
    const call = () => callOnce(OPENAI, server.url, { isStreaming: true, ...limits });
    const error = await assertRejects(call, ProviderError, text);
    assertEquals(error.code, code);
    const elapsedMs = performance.now() - startMs;
    assert(elapsedMs >= 55 && elapsedMs < 1500, `${elapsedMs} ms`);
    if (respond !== hold) assert(error.partialText?.startsWith("half"));
  }
});

Deno.test("a connection that does not come to stand is given up in time", async () => {
  // The listener takes the connection and never answers the TLS greeting.
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const url = `https://127.0.0.1:${listener.addr.port}`;
  const call = () => callOnce(OPENAI, url, { connectTimeoutMs: 60 });
  const error = await assertRejects(call, ProviderError, "wanted a connection within 60 ms");
  assertEquals(error.code, "CONNECT_TIMEOUT");
  (await accepted).close();
});

Deno.test("an abort ends a call at once, wherever it is, with the signal's reason [OC-PROVIDER-3205]", async () => {
  const reason = new Error("enough");
  const head = { "content-type": "text/event-stream" };
  const table: readonly ((reply: Reply) => void)[] = [
    () => {},
    (reply) => reply.begin(200, head),
    (reply) => {
      reply.begin(200, head);
      void reply.chunk(": ping\n\n");
    },
  ];
  for (const respond of table) {
    const abort = new AbortController();
    await using server = await listenHttp((_, reply) => {
      respond(reply);
      setTimeout(() => abort.abort(reason), 20);
    });
    const startMs = performance.now();
    const call = () => callOnce(OPENAI, server.url, { signal: abort.signal, isStreaming: true });
    const error = await assertRejects(call, Error);
    assertEquals(error, reason);
    assert(performance.now() - startMs < 1000);
  }
  using provider = createProvider("openai", { baseUrl: "http://127.0.0.1:1" });
  const signal = AbortSignal.abort(reason);
  assertEquals(
    await assertRejects(() => provider.generate(REQUEST, { ...CONTEXT, signal })),
    reason,
  );
});

Deno.test("a pooled connection that dies before the answer costs one request, not two [OC-PROVIDER-3206]", async () => {
  const die = (reply: Reply, exchange: number) => {
    if (exchange === 1) return false;
    reply.reset();
    return true;
  };
  await using server = await startModelServer({
    misbehave: ({ exchange }, reply) => die(reply, exchange),
  });
  using provider = createProvider("openai", { baseUrl: server.url });
  for (let round = 1; round <= 5; round++) {
    await provider.generate(REQUEST, CONTEXT);
    const call = () => provider.generate(REQUEST, CONTEXT);
    const error = await assertRejects(call, ProviderError, "no answer");
    assertEquals(error.code, "CONNECTION_LOST");
    assertEquals(server.received.length, round * 2);
  }

  // The runtime's fetch in the same place: this is what the count above would catch.
  const { url, received } = server;
  const post = async () => {
    const body = JSON.stringify({ model: "m", messages: [], max_tokens: 9 });
    await (await fetch(`${url}/v1/chat/completions`, { method: "POST", body })).body?.cancel();
  };
  const before = received.length;
  await post();
  await post();
  assertEquals(received.length - before, 3, "fetch sent the second request twice");
});

Deno.test("a connection that ends while it idles is replaced without an error", async () => {
  await using server = await startModelServer();
  using provider = createProvider("openai", { baseUrl: server.url });
  for (let round = 1; round <= 3; round++) {
    await provider.generate(REQUEST, CONTEXT);
    await provider.generate(REQUEST, CONTEXT);
    server.killConnections();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const used = server.received.map(({ connection, exchange }) => `${connection}.${exchange}`);
  assertEquals(used, ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]);
});

Deno.test("bytes that nobody asked for end a connection", async () => {
  await using server = await listenHttp((_, reply) => {
    const body = JSON.stringify({
      choices: [{ message: { content: "a" }, finish_reason: "stop" }],
    });
    reply.send(200, body);
    reply.raw("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  });
  using provider = createProvider("openai", { baseUrl: server.url });
  for (let count = 0; count < 3; count++) {
    assertEquals((await provider.generate(REQUEST, CONTEXT)).text, "a");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assertEquals(server.received.map(({ connection }) => connection), [1, 2, 3]);
});

Deno.test("an answer that comes before the request is read is taken", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serve = (async () => {
    const conn = await listener.accept();
    await conn.read(new Uint8Array(16));
    const body = '{"error":{"message":"too much","code":"request_too_large"}}';
    const head = `HTTP/1.1 413 Payload Too Large\r\ncontent-length: ${body.length}\r\n\r\n`;
    await conn.write(new TextEncoder().encode(head + body));
    conn.closeWrite();
    // Reading on keeps the system from resetting the connection under the answer.
    while (await conn.read(new Uint8Array(65_536)) !== null);
    conn.close();
  })();
  const request = { messages: [{ role: "user", content: "x".repeat(5_000_000) } as const] };
  const call = () => callOnce(OPENAI, `http://127.0.0.1:${listener.addr.port}`, { request });
  const error = await assertRejects(call, ProviderError, "request_too_large: too much");
  assertEquals(error.status, 413);
  await serve;
});

Deno.test("a thousand calls at concurrency 16 use sixteen connections and answer whom they should", async () => {
  await using server = await startModelServer({ textModel: (prompt) => `echo ${prompt}` });
  using provider = createProvider("openai", { baseUrl: server.url });
  let next = 0;
  const work = async () => {
    while (next < 1000) {
      const content = `call ${next++}`;
      const messages = [{ role: "user", content } as const];
      const { text } = await provider.generate({ ...REQUEST, messages }, CONTEXT);
      assertEquals(text, `echo ${content}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  assertEquals(new Set(server.received.map(({ connection }) => connection)).size, 16);
});
