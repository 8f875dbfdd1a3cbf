// Runs under Node: the official client against a chaos server, one line of JSON at the end.
// Arguments: the folder that has node_modules, the server's URL.
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, url] = process.argv.slice(2);
const OpenAI = createRequire(join(folder, "package.json"))("openai");

function client(options = {}) {
  return new OpenAI({ apiKey: "none", baseURL: `${url}/v1`, maxRetries: 2, ...options });
}

const request = { model: "gpt-any", messages: [{ role: "user", content: "Two sentences." }] };
const named = (key) => ({ headers: { "x-omega-chaos-key": key } });

async function whole(key, options) {
  const answer = await client(options).chat.completions.create(request, named(key));
  return { text: answer.choices[0].message.content };
}

async function streamed(key) {
  const stream = await client().chat.completions.create({ ...request, stream: true }, named(key));
  let text = "";
  let finishReason = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    finishReason = chunk.choices[0]?.finish_reason ?? finishReason;
  }
  return { text, finishReason };
}

const scenarios = {
  "plain": () => whole("plain"),
  "stream": () => streamed("stream"),
  "two-500": () => whole("two-500"),
  "limited": () => whole("limited"),
  "reset": () => whole("reset"),
  "exhausted": () => whole("exhausted", { maxRetries: 1 }),
  "held": () => whole("held", { timeout: 300 }),
  "cut-whole": () => whole("cut-whole"),
  "cut-stream": () => streamed("cut-stream"),
  "cut-sse": () => streamed("cut-sse"),
};

const results = await Promise.all(
  Object.entries(scenarios).map(async ([name, run]) => {
    try {
      return [name, { ok: true, ...await run() }];
    } catch (error) {
      return [name, { ok: false, error: error.constructor.name, status: error.status ?? null }];
    }
  }),
);
console.log(JSON.stringify(Object.fromEntries(results)));
