/**
 * Claim: without faults `omega chaos serve` adds less than 1 ms of median latency at 16 connections
 * and passes at least a quarter of the requests per second of going direct.
 *
 * Client, proxy and server are three processes that share the machine. The client keeps 16
 * connections busy, one request after the other on each, so both latencies are those under full load.
 * Direct and by way of the proxy take turns in short rounds, of which some are not disturbed by
 * whatever else the machine does; the best of each counts.
 *
 *     bin/deno run --allow-all bench/chaos_proxy.ts
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";

const CONNECTIONS = 16;
const REQUESTS = 3_000;
const ROUNDS = 16;

const root = fromFileUrl(new URL("..", import.meta.url));

const REQUEST_BODY = JSON.stringify({
  model: "m",
  messages: [{ role: "user", content: "Write one sentence about the sea. ".repeat(12) }],
  max_tokens: 100,
});

const ANSWER_BODY = JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 0,
  model: "m",
  choices: [{
    index: 0,
    message: { role: "assistant", content: "The tide came in, slowly. ".repeat(16) },
    finish_reason: "stop",
  }],
  usage: { prompt_tokens: 96, completion_tokens: 96, total_tokens: 192 },
});

/** The stand-in for a model server: one fixed answer, by the runtime's own HTTP server. */
function serveAnswers(): void {
  Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen: ({ port }) => console.log(JSON.stringify({ port })),
  }, async (request) => {
    await request.arrayBuffer();
    return new Response(ANSWER_BODY, { headers: { "content-type": "application/json" } });
  });
}

/** Starts a process that prints one JSON line with its port. */
async function start(args: readonly string[]) {
  const child = new Deno.Command(join(root, "bin/deno"), {
    args: ["run", "--allow-all", ...args],
    cwd: root,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) text += (await lines.read()).value ?? "";
  const { port } = JSON.parse(text) as { readonly port: number };
  return {
    port,
    async stop(): Promise<void> {
      child.kill("SIGTERM");
      await lines.cancel();
      await child.status;
    },
  };
}

interface Measure {
  readonly perSecond: number;
  readonly medianMs: number;
}

/** Sends requests over raw connections: the client costs as little as possible. */
async function measure(port: number): Promise<Measure> {
  const encoder = new TextEncoder();
  const message = encoder.encode(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
      "content-type: application/json\r\nauthorization: Bearer none\r\n" +
      `content-length: ${encoder.encode(REQUEST_BODY).length}\r\n\r\n${REQUEST_BODY}`,
  );
  const answerLength = encoder.encode(ANSWER_BODY).length;
  const latencies: number[] = [];
  let left = REQUESTS;
  async function work(): Promise<void> {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    const buffer = new Uint8Array(64 * 1024);
    while (left-- > 0) {
      const startMs = performance.now();
      await connection.write(message);
      await readAnswer(connection, buffer, answerLength);
      latencies.push(performance.now() - startMs);
    }
  }
  const startMs = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  const elapsedMs = performance.now() - startMs;
  latencies.sort((a, b) => a - b);
  return {
    perSecond: (REQUESTS / elapsedMs) * 1000,
    medianMs: latencies[Math.floor(latencies.length / 2)]!,
  };
}

async function readAnswer(connection: Deno.Conn, buffer: Uint8Array, bodyLength: number) {
  let text = "";
  for (let wanted = Infinity; text.length < wanted;) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error("the connection ended");
    text += String.fromCharCode(...buffer.subarray(0, count));
    const end = text.indexOf("\r\n\r\n");
    if (end >= 0) wanted = end + 4 + bodyLength;
  }
  if (!text.startsWith("HTTP/1.1 200")) throw new Error(`no good answer: ${text.slice(0, 200)}`);
}

interface Round {
  readonly direct: Measure;
  readonly proxied: Measure;
}

async function main(): Promise<void> {
  const upstream = await start([fromFileUrl(import.meta.url), "upstream"]);
  const proxy = await start([
    join(root, "cli/main.ts"),
    "chaos",
    "serve",
    `--upstream=http://127.0.0.1:${upstream.port}`,
    `--chaos=${join(root, "calibration/chaos-config.json")}`,
    "--chaos-profile=none",
  ]);
  const rounds: Round[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const direct = await measure(upstream.port);
      const proxied = await measure(proxy.port);
      // The first round warms both up.
      if (round > 0) rounds.push({ direct, proxied });
    }
  } finally {
    await proxy.stop();
    await upstream.stop();
  }
  report(rounds);
}

function report(rounds: readonly Round[]): void {
  console.log("round   direct/s   proxied/s   share   direct ms   proxied ms   added ms");
  for (const [index, { direct, proxied }] of rounds.entries()) {
    console.log([
      String(index + 1).padStart(5),
      direct.perSecond.toFixed(0).padStart(11),
      proxied.perSecond.toFixed(0).padStart(12),
      (proxied.perSecond / direct.perSecond).toFixed(2).padStart(8),
      direct.medianMs.toFixed(3).padStart(12),
      proxied.medianMs.toFixed(3).padStart(13),
      (proxied.medianMs - direct.medianMs).toFixed(3).padStart(11),
    ].join(""));
  }
  const best = (pick: (round: Round) => Measure) => ({
    perSecond: Math.max(...rounds.map((round) => pick(round).perSecond)),
    medianMs: Math.min(...rounds.map((round) => pick(round).medianMs)),
  });
  const [direct, proxied] = [best((round) => round.direct), best((round) => round.proxied)];
  const share = proxied.perSecond / direct.perSecond;
  const added = proxied.medianMs - direct.medianMs;
  const isKept = share >= 0.25 && added < 1;
  console.log(
    `claim: at least 0.25 of the requests and less than 1 ms; measured ${share.toFixed(2)} and ` +
      `${added.toFixed(3)} ms: ${isKept ? "kept" : "BROKEN"}`,
  );
  if (!isKept) Deno.exit(1);
}

if (Deno.args[0] === "upstream") serveAnswers();
else await main();
