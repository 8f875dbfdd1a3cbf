/**
 * The official client of OpenAI, as strangers use it, against a chaos server.
 *
 * It is downloaded by npm into the cache folder of the user, once, and runs under Node. Where either
 * cannot be had, the test says so and is ignored.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import type { ScriptRule } from "../../../src/chaos/mod.ts";
import { readJournal, startChaos } from "./_servers.ts";

const CLIENT_VERSION = "7.55.0";

/** Longer downloads are given up on: a registry that hangs is one that cannot be reached. */
const INSTALL_MAX_MS = 60_000;

async function runTool(words: readonly string[]): Promise<{ ok: boolean; text: string }> {
  const [program, ...args] = words;
  const signal = AbortSignal.timeout(INSTALL_MAX_MS);
  try {
    const command = new Deno.Command(program!, { args, stdin: "null", signal });
    const { success, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    return { ok: success, text: decoder.decode(success ? stdout : stderr) };
  } catch (error) {
    return { ok: false, text: (error as Error).message };
  }
}

/** The folder with the client, or why there is none. */
async function installClient(): Promise<{ folder?: string; problem?: string }> {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? ".", ".cache");
  const folder = join(cache, "omega", "test-clients", `openai-${CLIENT_VERSION}`);
  const node = await runTool(["node", "--version"]);
  if (!node.ok) return { problem: `there is no node (${node.text})` };
  const installed = join(folder, "node_modules", "openai", "package.json");
  try {
    await Deno.stat(installed);
    return { folder };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "package.json"), "{}\n");
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"];
  const npm = await runTool([
    "npm",
    "install",
    ...flags,
    "--prefix",
    folder,
    `openai@${CLIENT_VERSION}`,
  ]);
  return npm.ok ? { folder } : { problem: `npm cannot be reached (${firstError(npm.text)})` };
}

/** Warnings come first and tell nothing. */
function firstError(text: string): string {
  const lines = text.split("\n");
  return lines.find((line) => line.startsWith("npm error")) ?? lines[0]!;
}

const { folder, problem } = await installClient();
if (problem !== undefined) console.log(`SKIPPED: tests with the openai client: ${problem}`);

const SCRIPT: readonly ScriptRule[] = [
  { key: "two-500", attempts: [1, 2], fault: "api_error_500" },
  { key: "limited", attempts: [1], fault: "rate_limit_429" },
  { key: "reset", attempts: [1], fault: "network_error" },
  { key: "exhausted", fault: "api_error_500" },
  { key: "held", attempts: [1], fault: "timeout" },
  { key: "cut-whole", fault: "partial_response", wireForm: "cut_chunked" },
  { key: "cut-stream", fault: "partial_response", wireForm: "cut_chunked" },
  { key: "cut-sse", fault: "partial_response", wireForm: "cut_sse" },
];

Deno.test({
  name: "the openai client retries as the journal says, and cut answers raise",
  ignore: folder === undefined,
  async fn() {
    await using mock = await startChaos({ script: SCRIPT }, undefined, {
      timeoutMs: 10_000,
      retryAfterSeconds: 0.01,
    });
    const script = fromFileUrl(new URL("./_openai_scenarios.mjs", import.meta.url));
    const run = await runTool(["node", script, folder!, mock.url]);
    assert(run.ok, run.text);
    const results = JSON.parse(run.text);
    const journal = Map.groupBy(await readJournal(mock), ({ key }) => String(key));

    /** Attempts, the client's own counts of its retries, and the statuses that it saw. */
    const seen = (key: string) => {
      const entries = journal.get(key)!;
      // The client counts from 0 what we count from 1; nothing of its own is lost or doubled.
      assertEquals(
        entries.map(({ client_retry_count }) => client_retry_count),
        entries.map(({ attempt }) => Number(attempt) - 1),
        key,
      );
      return entries.map(({ status }) => status ?? null);
    };

    const { text } = results["plain"];
    assert(text.length > 20);
    assertEquals(results["stream"], { ok: true, text, finishReason: "stop" });
    for (const key of ["two-500", "limited", "reset", "held"]) {
      assertEquals(results[key], { ok: true, text }, key);
    }
    assertEquals(seen("two-500"), [500, 500, 200]);
    assertEquals(seen("limited"), [429, 200]);
    assertEquals(seen("reset"), [null, 200]);
    assertEquals(seen("held"), [null, 200]);
    assertEquals(results["exhausted"], { ok: false, error: "InternalServerError", status: 500 });
    assertEquals(seen("exhausted"), [500, 500]);
    assertEquals([results["cut-whole"].ok, results["cut-stream"].ok], [false, false]);
    // A stream that ends cleanly without its end mark is the cut that this client overlooks: the
    // missing finish reason alone tells it.
    const { ok, finishReason } = results["cut-sse"];
    assertEquals(ok === false || finishReason === null, true);
  },
});
