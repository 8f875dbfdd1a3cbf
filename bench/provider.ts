/**
 * Claim: a call through our adapter costs less than 60 µs and less than 1.15 times of what a bare
 * `fetch` to the same server costs, at concurrency 16.
 *
 * Run: `bin/deno run --allow-read --allow-net --allow-run bench/provider.ts [ROUNDS]`; exit 1 when
 * the claim does not hold.
 *
 * The server answers at once and runs in a process of its own. Both ways send and read the same
 * bytes and parse the answer, turn by turn in one run, so that a busy machine slows both.
 *
 * @module
 */
import { systemPorts } from "../src/internal/ports.ts";
import { createProvider } from "../src/provider/create_provider.ts";
import type { CallContext, GenerateRequest } from "../src/provider/provider.ts";

const CONCURRENCY = 16;
const CALLS_PER_ROUND = 1000;
const OVERHEAD_MAX_US = 60;
const RATIO_MAX = 1.15;

/** An ordinary answer: some 700 bytes of text. */
const SERVER = `
const text = "The night was long, and the harbour smelled of salt. ".repeat(13);
const body = JSON.stringify({
  id: "chatcmpl-1", object: "chat.completion", created: 1767225600, model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
  usage: { prompt_tokens: 400, completion_tokens: 170, total_tokens: 570 },
});
Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) },
  async (request) => {
    await request.text();
    return new Response(body, { headers: { "content-type": "application/json" } });
  },
);`;

const REQUEST: GenerateRequest = {
  model: "m",
  messages: [
    { role: "system", content: "You write one scene of a story." },
    { role: "user", content: "Write about the harbour at night. ".repeat(40) },
  ],
  outputMaxTokens: 512,
  temperature: 0.7,
};

const CONTEXT: CallContext = { key: "bench", attempt: 1, seed: 42, ports: systemPorts };

/** One call; resolves when the answer is parsed. */
type Call = () => Promise<unknown>;

async function load(call: Call): Promise<number> {
  let next = 0;
  const startMs = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
    while (next++ < CALLS_PER_ROUND) await call();
  }));
  return ((performance.now() - startMs) * 1000) / CALLS_PER_ROUND;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function measure(url: string, roundCount: number): Promise<boolean> {
  using provider = createProvider("openai", { baseUrl: url, apiKey: "bench-key" });
  const headers = { "content-type": "application/json", authorization: "Bearer bench-key" };
  const { model, messages, temperature, outputMaxTokens: max_tokens } = REQUEST;
  const ways: Readonly<Record<string, Call>> = {
    async "bare fetch"() {
      const body = JSON.stringify({ model, messages, max_tokens, temperature, seed: 42 });
      const answer = await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body });
      return (await answer.json()).choices[0].message.content;
    },
    "our adapter": () => provider.generate(REQUEST, CONTEXT),
  };
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (const call of Object.values(ways)) await load(call);
  for (let round = 0; round < roundCount; round++) {
    for (const [name, call] of Object.entries(ways)) times[name]!.push(await load(call));
  }
  const [bare, ours] = [median(times["bare fetch"]!), median(times["our adapter"]!)];
  const ratios = times["our adapter"]!.map((time, round) => time / times["bare fetch"]![round]!);
  const ratio = median(ratios);
  const isHeld = ours - bare < OVERHEAD_MAX_US && ratio < RATIO_MAX;
  console.log(`${roundCount} rounds of ${CALLS_PER_ROUND} calls at concurrency ${CONCURRENCY}`);
  console.log(`bare fetch   ${bare.toFixed(1)} µs a call (median of rounds)`);
  console.log(`our adapter  ${ours.toFixed(1)} µs a call`);
  console.log(`overhead     ${(ours - bare).toFixed(1)} µs (claim: < ${OVERHEAD_MAX_US})`);
  console.log(`ratio        ${ratio.toFixed(2)} (claim: < ${RATIO_MAX})`);
  console.log(isHeld ? "HOLDS" : "DOES NOT HOLD");
  return isHeld;
}

if (import.meta.main) {
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--no-lock", "--allow-net", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = server.stdin.getWriter();
  await input.write(new TextEncoder().encode(SERVER));
  await input.close();
  const reader = server.stdout.getReader();
  const port = new TextDecoder().decode((await reader.read()).value).trim();
  let isHeld = false;
  try {
    isHeld = await measure(`http://127.0.0.1:${port}`, Number(Deno.args[0] ?? 12));
  } finally {
    server.kill();
    await reader.cancel();
    await server.status;
  }
  Deno.exit(isHeld ? 0 : 1);
}
