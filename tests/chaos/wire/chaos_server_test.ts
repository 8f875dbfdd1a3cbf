import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Socket } from "node:net";
import { InputError, WorldError } from "../../../src/internal/errors.ts";
import { systemPorts } from "../../../src/internal/ports.ts";
import { createChaosPlan } from "../../../src/chaos/mod.ts";
import { startChaosServer } from "../../../src/chaos/wire/chaos_server.ts";
import { createEmbeddedUpstream } from "../../../src/chaos/wire/embedded_upstream.ts";
import { createServerUpstream } from "../../../src/chaos/wire/server_upstream.ts";
import { rawRequest, sendRaw } from "./_raw_client.ts";
import { readJournal, startChaos, startRaw } from "./_servers.ts";

const PATH = "/v1/chat/completions";
const BODY = JSON.stringify({
  messages: [{ role: "user", content: "One sentence." }],
  max_tokens: 20,
});

function post(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url + PATH, { method: "POST", body: BODY, ...init });
}

Deno.test("without faults every byte of an answer is passed on, whatever its framing [OC-CHAOS-4701]", async () => {
  const sse =
    'data: {"n":1}\r\n\r\n: a comment\n\nevent: x\ndata: \u00fcber \u{1f30a}\n\ndata: [DONE]\n\n';
  const bytes = new TextEncoder().encode(sse);
  const chunked = Array.from(bytes, (byte) => `1;ext=1\r\n${String.fromCharCode(byte)}\r\n`).join(
    "",
  );
  const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const head = "HTTP/1.1 200 Fine\r\nX-Up: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n";
  const raw = String.fromCharCode(...bytes);
  const answers = [
    `${head}Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}0\r\n\r\n`,
    `${head}Content-Length: ${bytes.length}\r\n\r\n${raw}`,
    `${head}Connection: close\r\n\r\n${raw}`,
    `HTTP/1.1 102 Processing\r\n\r\n${head}Content-Length: ${bytes.length}\r\n\r\n${raw}`,
  ];
  for (const answer of answers) {
    await using upstream = await startRaw((socket) => {
      socket.write(latin1(answer));
      if (answer.includes("Connection: close")) socket.end();
    });
    await using proxy = await startChaos({}, upstream.url);
    for (let turn = 0; turn < 2; turn++) {
      const response = await post(proxy.url);
      assertEquals(new Uint8Array(await response.arrayBuffer()), bytes);
      assertEquals([response.status, response.headers.get("x-up")], [200, "1"]);
      assertEquals(response.headers.getSetCookie(), ["a=1", "b=2"]);
    }
  }
});

Deno.test("a stream of events is not waited for: each event arrives before the next is sent", async () => {
  let upstreamSocket: Socket | undefined;
  await using upstream = await startRaw((socket) => {
    upstreamSocket = socket;
    socket.write(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    socket.write("9\r\ndata: 0\n\n\r\n");
  });
  await using proxy = await startChaos({}, upstream.url);
  const reader = (await post(proxy.url)).body!.getReader();
  for (let count = 0; count < 5; count++) {
    // Only what has arrived makes the server send on: a proxy that waits would wait for ever.
    const { value } = await reader.read();
    assertEquals(new TextDecoder().decode(value), `data: ${count}\n\n`);
    upstreamSocket!.write(count < 4 ? `9\r\ndata: ${count + 1}\n\n\r\n` : "0\r\n\r\n");
  }
  assertEquals((await reader.read()).done, true);
});

Deno.test("requests are passed on whole: path, query, headers and body", async () => {
  const seen: string[] = [];
  await using upstream = await startRaw((socket, request) => {
    seen.push(request);
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  await using proxy = await startChaos({}, `${upstream.url}/base`);
  const request = rawRequest("/v1/x?key=1", "body", {
    Authorization: "Bearer k",
    "X-Custom": "v",
    "X-Omega-Chaos": "none",
    "Keep-Alive": "timeout=5",
    Connection: "close, x-hop",
    "X-Hop": "1",
  });
  const { text } = await sendRaw(proxy.port, request);
  assertStringIncludes(text, "\r\n\r\nok");
  const [sent] = seen;
  assertStringIncludes(sent!, "POST /base/v1/x?key=1 HTTP/1.1\r\n");
  for (const line of ["Authorization: Bearer k", "X-Custom: v", "content-length: 4"]) {
    assertStringIncludes(sent!, `${line}\r\n`);
  }
  for (const line of ["X-Omega", "Keep-Alive", "X-Hop", "Connection"]) {
    assertEquals(sent!.toLowerCase().includes(line.toLowerCase()), false, line);
  }
  assertEquals(sent!.endsWith("\r\n\r\nbody"), true);
});

Deno.test("large bodies pass in both directions, also where one side is slow", async () => {
  const large = "x".repeat(8 * 1024 * 1024);
  await using upstream = await startChaosServer({
    plan: createChaosPlan({ seed: 1 }),
    ports: systemPorts,
    upstream: {
      name: "echo",
      async send(request, _options, consume) {
        const { wholeAnswer } = await import("../../../src/chaos/wire/upstream.ts");
        return await consume(wholeAnswer(200, request.body, []));
      },
      [Symbol.dispose]() {},
    },
  });
  await using proxy = await startChaos({}, upstream.url);
  const response = await post(proxy.url, { body: large });
  // Nothing is read for a while, so that buffers fill up on the way.
  await systemPorts.clock.sleep(30);
  assertEquals(await response.text() === large, true);
});

Deno.test("HTTP/1.0, pipelined requests, chunked bodies and Expect are understood", async () => {
  await using mock = await startChaos({});
  const old = await sendRaw(
    mock.port,
    `POST ${PATH} HTTP/1.0\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
  );
  assertStringIncludes(old.text, "connection: close\r\n");
  assertStringIncludes(old.text, '"finish_reason"');
  const stream = JSON.stringify({ ...JSON.parse(BODY), stream: true });
  const oldStream = await sendRaw(
    mock.port,
    `POST ${PATH} HTTP/1.0\r\nContent-Length: ${stream.length}\r\n\r\n${stream}`,
  );
  assertEquals(oldStream.text.includes("chunked"), false);
  assertEquals(oldStream.text.endsWith("data: [DONE]\n\n"), true);
  const two = rawRequest(PATH, BODY, { connection: "keep-alive" }) + rawRequest(PATH, BODY);
  assertEquals((await sendRaw(mock.port, two)).text.split("HTTP/1.1 200 OK").length, 3);
  const chunked = `POST ${PATH} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n` +
    `expect: 100-continue\r\nconnection: close\r\n\r\n` +
    `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
  const answer = (await sendRaw(mock.port, chunked)).text;
  assertEquals(answer.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), true);
});

const MALFORMED: readonly (readonly [string, number])[] = [
  ["nonsense\r\n\r\n", 400],
  ["POST / HTTP/2\r\n\r\n", 400],
  ["POST / HTTP/1.1\r\nno colon\r\n\r\n", 400],
  ["POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", 400],
  ["POST / HTTP/1.1\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n", 400],
  ["POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n", 400],
  [`POST / HTTP/1.1\r\nx: ${"y".repeat(70_000)}`, 400],
  ["POST / HTTP/1.1\r\ncontent-length: 99999999999\r\n\r\n", 413],
];

for (const [text, status] of MALFORMED) {
  Deno.test(`a malformed request is answered ${status}: ${JSON.stringify(text).slice(0, 60)}`, async () => {
    await using mock = await startChaos({});
    assertStringIncludes((await sendRaw(mock.port, text)).text, `HTTP/1.1 ${status} `);
  });
}

Deno.test("fetch's own second sending is the next attempt and moves no other call [OC-CHAOS-4702]", async () => {
  const script = [{ attempts: [1], fault: "network_error" }] as const;
  await using mock = await startChaos({ script });
  const bodies = ["a", "b", "c"].map((content) =>
    JSON.stringify({ messages: [{ role: "user", content }], max_tokens: 5 })
  );
  for (const body of bodies) {
    // The runtime sends again on its own where the pooled connection dies, or hands the error on.
    const first = await post(mock.url, { body }).then((answer) => answer.text()).catch(() => null);
    if (first === null) await (await post(mock.url, { body })).text();
  }
  const entries = await readJournal(mock);
  const byKey = Map.groupBy(entries, (entry) => entry["key"]);
  assertEquals(byKey.size, 3);
  for (const attempts of byKey.values()) {
    assertEquals(attempts.map((entry) => [entry["attempt"], entry["wire_form"], entry["status"]]), [
      [1, "tcp_reset", undefined],
      [2, undefined, 200],
    ]);
  }
});

Deno.test("the same calls are struck the same at concurrency 1 and 16, and in any order", async () => {
  const plan = { failureRates: { api_error_500: 0.3, rate_limit_429: 0.2, invalid_json: 0.1 } };
  const contents = Array.from({ length: 32 }, (_, index) => `call ${index}`);
  async function run(order: readonly string[], isParallel: boolean) {
    await using mock = await startChaos(plan);
    const call = async (content: string) => {
      const body = JSON.stringify({ messages: [{ role: "user", content }], max_tokens: 5 });
      for (let attempt = 0; attempt < 3; attempt++) {
        const answer = await post(mock.url, {
          body,
          headers: { "x-stainless-retry-count": String(attempt) },
        });
        await answer.text();
      }
    };
    if (isParallel) await Promise.all(order.map(call));
    else for (const content of order) await call(content);
    const entries = await readJournal(mock);
    return entries.map(({ key, attempt, failure_type }) => `${key}/${attempt} ${failure_type}`)
      .sort();
  }
  const alone = await run(contents, false);
  assertEquals(new Set(alone.map((line) => line.split(" ").at(-1))).size, 4);
  assertEquals(await run(contents.toReversed(), true), alone);
});

Deno.test("headers of a request override the plan, and name the call", async () => {
  await using mock = await startChaos({ failureRates: { api_error_500: 1 } });
  const status = async (headers: Record<string, string>) => {
    const answer = await post(mock.url, { headers });
    await answer.text();
    return answer.status;
  };
  assertEquals(await status({}), 500);
  assertEquals(await status({ "x-omega-chaos": "none" }), 200);
  assertEquals(await status({ "x-omega-chaos": "rate_limit_429" }), 429);
  assertEquals(await status({ "x-omega-chaos": "status_503" }), 503);
  assertEquals(await status({ "x-omega-chaos-key": "mine", "x-omega-chaos-run": "7" }), 500);
  const last = (await readJournal(mock)).at(-1)!;
  assertEquals([last["key"], last["run"], last["attempt"]], ["mine", 7, 1]);
  const bad: readonly Record<string, string>[] = [
    { "x-omega-chaos": "slowness" },
    { "x-omega-chaos-run": "0" },
    { "x-omega-chaos-run": "x" },
    { "x-omega-chaos-key": "k".repeat(201) },
  ];
  for (const headers of bad) assertEquals(await status(headers), 400, JSON.stringify(headers));
  // What cannot be used is no attempt.
  assertEquals((await readJournal(mock)).length, 5);
});

Deno.test("only calls of a model are struck: lists and health checks pass whatever the plan", async () => {
  await using mock = await startChaos({ failureRates: { api_error_500: 1 } });
  await using proxy = await startChaos({ failureRates: { network_error: 1 } }, mock.url);
  const models = await fetch(`${proxy.url}/v1/models`);
  assertEquals([models.status, (await models.json()).object], [200, "list"]);
  assertEquals((await fetch(`${proxy.url}/v1/models`, { method: "HEAD" })).status, 404);
  assertEquals([proxy.requestCount, await readJournal(proxy)], [0, []]);
});

Deno.test("no key is in the journal, the metrics or an error [OC-CHAOS-4704]", async () => {
  const secret = "sk-very-secret-0123456789";
  await using mock = await startChaos({ failureRates: { api_error_500: 0.5 } });
  await using proxy = await startChaos({}, "http://127.0.0.1:9");
  for (const { url } of [mock, proxy]) {
    for (let index = 0; index < 4; index++) {
      const answer = await fetch(`${url}${PATH}?key=${secret}`, {
        method: "POST",
        body: JSON.stringify({ messages: [{ role: "user", content: `${index}` }] }),
        headers: { authorization: `Bearer ${secret}`, "x-api-key": secret },
      });
      assertEquals((await answer.text()).includes(secret), false);
    }
    for (const path of ["journal", "metrics", "plan"]) {
      const text = await (await fetch(`${url}/__omega/${path}`)).text();
      assertEquals([text.length > 0, text.includes(secret)], [true, false]);
    }
  }
});

Deno.test("journal, metrics, plan and health can be read, and nothing else", async () => {
  await using mock = await startChaos({ script: [{ attempts: [1], fault: "rate_limit_429" }] });
  for (let index = 0; index < 2; index++) await (await post(mock.url)).text();
  const read = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`${mock.url}/__omega/${path}`, init);
    return { status: answer.status, text: await answer.text() };
  };
  const journal = JSON.parse((await read("journal")).text);
  assertEquals(journal.schema_version, "CHAOS-WIRE-LOG-1.0");
  assertEquals(
    journal.entries.map((entry: Record<string, unknown>) => [
      entry["injected"],
      entry["failure_type"],
      entry["outcome"],
      entry["status"],
      entry["path"],
    ]),
    [[true, "rate_limit_429", "failed", 429, PATH], [false, undefined, "answered", 200, PATH]],
  );
  const { text: metrics } = await read("metrics");
  assertStringIncludes(metrics, 'omega_chaos_requests_total{status="200"} 1\n');
  assertStringIncludes(
    metrics,
    'omega_chaos_faults_total{type="rate_limit_429",form="status_429"} 1\n',
  );
  assertStringIncludes(metrics, "omega_chaos_request_duration_seconds_count 2\n");
  for (const line of metrics.trimEnd().split("\n")) {
    assert(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^{}]+\})? \S+)$/.test(line), line);
  }
  assertEquals(JSON.parse((await read("plan")).text).schema_version, "CHAOS-PLAN-1.0");
  assertEquals((await read("health")).status, 200);
  assertEquals((await read("nothing")).status, 404);
  assertEquals((await read("journal", { method: "POST" })).status, 405);
  assertEquals(mock.requestCount, 2);
});

Deno.test("an upstream that is not there is 502, one that cuts its answer is never a whole one", async () => {
  await using alone = await startChaos({}, "http://127.0.0.1:9");
  const answer = await post(alone.url);
  assertEquals(answer.status, 502);
  assertStringIncludes(await answer.text(), "Cannot reach the upstream");
  await using upstream = await startRaw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    socket.end();
  });
  await using proxy = await startChaos({}, upstream.url);
  await assertRejects(async () => (await post(proxy.url)).text());
  const entries = [...await readJournal(alone), ...await readJournal(proxy)];
  assertEquals(entries.map(({ outcome, error_code, status }) => [outcome, error_code, status]), [
    ["failed", "UPSTREAM_FAILED", 502],
    ["failed", "BodyCutError", undefined],
  ]);
});

Deno.test("an encrypted upstream is verified, and its answers are struck and passed on alike", async () => {
  const read = (name: string) =>
    Deno.readTextFile(new URL(`../../provider_http/${name}`, import.meta.url));
  const [cert, key] = await Promise.all([read("certificate.pem"), read("certificate_key.pem")]);
  const stream = 'data: {"choices":[{"delta":{"content":"sea"}}]}\n\ndata: [DONE]\n\n';
  await using upstream = Deno.serve(
    { port: 0, hostname: "127.0.0.1", cert, key, onListen: () => {} },
    () => new Response(stream, { headers: { "content-type": "text/event-stream" } }),
  );
  const url = `https://localhost:${upstream.addr.port}`;
  await using stranger = await startChaos({}, url);
  const refused = await post(stranger.url);
  assertEquals(refused.status, 502);
  assertStringIncludes(await refused.text(), "certificate");
  await using proxy = await startChaosServer({
    plan: createChaosPlan({ seed: 1 }),
    upstream: createServerUpstream(url, { ...systemPorts, caCertificates: [cert] }),
    ports: systemPorts,
  });
  for (let turn = 0; turn < 2; turn++) {
    assertEquals(await (await post(proxy.url)).text(), stream);
  }
  const spoilt = await post(proxy.url, { headers: { "x-omega-chaos": "broken_utf8" } });
  assertStringIncludes(await spoilt.text(), "\ufffd");
});

Deno.test("a client that goes away ends the call of the upstream", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using upstream = await startRaw((socket) => socket.on("close", resolve));
  await using proxy = await startChaos({}, upstream.url);
  const stop = new AbortController();
  const running = post(proxy.url, { signal: stop.signal });
  const { clock } = systemPorts;
  while (proxy.requestCount === 0) await clock.sleep(1);
  stop.abort();
  await assertRejects(() => running);
  await promise;
  while ((await readJournal(proxy))[0]!["outcome"] === "unknown") await clock.sleep(1);
  assertEquals((await readJournal(proxy))[0]!["error_code"], "CLIENT_GONE");
});

Deno.test("ending the server ends held and idle connections at once, and twice is harmless", async () => {
  const mock = await startChaos({ failureRates: { timeout: 1 } }, undefined, { timeoutMs: 60_000 });
  const idle = await Deno.connect({ hostname: "127.0.0.1", port: mock.port });
  const held = sendRaw(mock.port, rawRequest(PATH, BODY));
  while (mock.requestCount === 0) await systemPorts.clock.sleep(1);
  const startMs = performance.now();
  await Promise.all([mock[Symbol.asyncDispose](), mock[Symbol.asyncDispose]()]);
  // Answers under way would get two seconds; a held connection is none.
  assert(performance.now() - startMs < 2000);
  assertEquals((await held).text, "");
  assertEquals(await idle.read(new Uint8Array(1)), null);
  idle.close();
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port: mock.port }));
});

Deno.test("ending the server lets an answer that is under way come to its end", async () => {
  let upstreamSocket: Socket | undefined;
  await using upstream = await startRaw((socket) => {
    upstreamSocket = socket;
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
  });
  const proxy = await startChaos({}, upstream.url);
  const reader = (await post(proxy.url)).body!.getReader();
  assertEquals(new TextDecoder().decode((await reader.read()).value), "half");
  const ended = proxy[Symbol.asyncDispose]();
  upstreamSocket!.write("more");
  assertEquals(new TextDecoder().decode((await reader.read()).value), "more");
  assertEquals((await reader.read()).done, true);
  await ended;
});

Deno.test("startChaosServer() listens on loopback alone unless told otherwise [OC-CHAOS-4703]", async () => {
  const options = {
    plan: createChaosPlan({ seed: 1 }),
    upstream: createEmbeddedUpstream(systemPorts, 1),
    ports: systemPorts,
  };
  for (const hostname of ["0.0.0.0", "::", "192.0.2.1", "example.org", "127.0.0.1.example.org"]) {
    await assertRejects(
      () => startChaosServer({ ...options, hostname }),
      InputError,
      "wanted a loopback address",
    );
  }
  for (const hostname of ["127.0.0.1", "127.9.9.9", "localhost"]) {
    await using server = await startChaosServer({ ...options, hostname });
    assertEquals(server.url, `http://${hostname}:${server.port}`);
    await assertRejects(
      () => startChaosServer({ ...options, hostname, port: server.port }),
      WorldError,
      "Cannot listen on",
    );
  }
  await using open = await startChaosServer({
    ...options,
    hostname: "0.0.0.0",
    isRemoteAllowed: true,
  });
  assertEquals(
    (await fetch(`http://127.0.0.1:${open.port}/__omega/health`).then((r) => r.json())).ok,
    true,
  );
});

Deno.test("createServerUpstream() refuses a URL with a key in it", () => {
  for (const url of ["ftp://x", "http://user:pass@127.0.0.1", "nonsense"]) {
    let error: unknown;
    try {
      createServerUpstream(url, systemPorts);
    } catch (thrown) {
      error = thrown;
    }
    assert(error instanceof InputError && !error.message.includes("pass@"));
  }
});
