import type { RandomStream } from "../../src/internal/random.ts";
import { demand, type SoakScenario } from "./scenario.ts";
import { startOwn } from "./victims.ts";

const CLIENT_COUNT = 6;
/** What the proxy may grow by while it forgets everything that it should. */
const GROWTH_MAX_MIB = 200;
/** A start under load. */
const START_MAX_MS = 30_000;

const QUESTION = (stream: boolean) =>
  JSON.stringify({
    model: "m",
    messages: [{ role: "user", content: "Write one sentence about the sea." }],
    max_tokens: 60,
    stream,
  });

/** The chaos proxy: lives through faults and through clients that go away, and ends when asked. */
export const proxyScenario: SoakScenario = {
  name: "proxy",
  async run({ durationMs, stream }) {
    const server = startOwn(
      ["cli/main.ts", "chaos", "serve", "--port=0", "--chaos-profile=heavy", "--quiet"],
      "piped",
    );
    const output = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    try {
      const late = setTimeout(() => killIfAlive(server), START_MAX_MS);
      const first = await output.read();
      clearTimeout(late);
      demand(first.value !== undefined, "the proxy says where it listens");
      const { url } = JSON.parse(first.value.split("\n")[0]!) as { url: string };
      const before = await memoryMiB(server.pid);
      const endMs = performance.now() + durationMs;
      const tally = { answers: 0, failures: 0, aborts: 0 };
      const clients = Array.from(
        { length: CLIENT_COUNT },
        () => ask(url, { endMs, stream, tally }),
      );
      await Promise.all(clients);
      const health = await fetch(`${url}/__omega/health`);
      demand((await health.json()).ok === true, "the proxy is well at the end");
      demand(tally.answers > 0 && tally.aborts > 0, `there was something to see: ${tell(tally)}`);
      const growth = await memoryMiB(server.pid) - before;
      demand(growth < GROWTH_MAX_MIB, `memory is bounded: it grew by ${growth} MiB`);
      server.kill("SIGTERM");
      const { code } = await server.status;
      demand(code === 0, `the proxy closes in order on SIGTERM, not with ${code}`);
      return `${tell(tally)}, ${growth} MiB more memory`;
    } finally {
      killIfAlive(server);
      await output.cancel();
      await server.status;
    }
  },
};

function killIfAlive(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

type Tally = { answers: number; failures: number; aborts: number };

const tell = ({ answers, failures, aborts }: Tally) =>
  `${answers} answers, ${failures} faults, ${aborts} clients gone`;

/** Asks again and again; now and then it goes away while it is being answered. */
async function ask(
  url: string,
  { endMs, stream, tally }: { endMs: number; stream: RandomStream; tally: Tally },
): Promise<void> {
  while (performance.now() < endMs) {
    const patienceMs = stream.nextBoolean(0.3) ? stream.nextUnit() * 8 : 2_000;
    const signal = AbortSignal.timeout(Math.max(1, Math.round(patienceMs)));
    try {
      const answer = await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: QUESTION(stream.nextBoolean(0.5)),
        signal,
      });
      await answer.text();
      if (answer.ok) tally.answers += 1;
      else tally.failures += 1;
    } catch (error) {
      // A fault of the wire is a TypeError of fetch, or an error while the body is read.
      if (!(error instanceof Error)) throw error;
      if (signal.aborted) tally.aborts += 1;
      else tally.failures += 1;
    }
  }
}

/** Its resident memory; 0 where the system does not tell. */
async function memoryMiB(pid: number): Promise<number> {
  try {
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", `${pid}`] })
      .output();
    return Math.round(Number(new TextDecoder().decode(stdout)) / 1024);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
