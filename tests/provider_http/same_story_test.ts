/** The same plan over every adapter gives the same text, the same scores and the same usage. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { loadCalibration } from "../../src/calibration/load.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { readJsonFile } from "../../src/internal/read_file.ts";
import { readToolchain } from "../../src/internal/toolchain.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import { EMBEDDED_MODEL } from "../../src/provider/embedded/embedded_provider.ts";
import { createScribeEngine } from "../../src/scribe/engine.ts";
import { parseIntent } from "../../src/scribe/intent.ts";
import { parsePlan } from "../../src/scribe/plan.ts";
import { bareChain } from "../../src/stress/provider_chain.ts";
import { runStress } from "../../src/stress/stress.ts";
import { startModelServer } from "../model_server/model_server.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { ADAPTERS } from "./adapters.ts";
import { ROOT } from "../cli/run_omega.ts";

const ports = systemPorts;

/** The embedded model behind the server: real prose, and no time passes. */
async function writeProse(prompt: string): Promise<string> {
  const clock = createVirtualClock(0);
  const { text } = await createProvider("embedded").generate({
    model: EMBEDDED_MODEL,
    messages: [{ role: "user", content: prompt }],
    outputMaxTokens: 4000,
    temperature: 0.7,
  }, { key: "k", attempt: 1, seed: 5, ports: { ...ports, clock } });
  return text;
}

async function loadStory() {
  const { calibration } = await loadCalibration(join(ROOT, "calibration/calibration.json"), ports);
  const read = (name: string) => readJsonFile(ports.files, join(ROOT, "examples/en", name));
  const plan = parsePlan((await read("plan.json")).root);
  const intent = parseIntent((await read("intent.json")).root);
  const repair = { maxAttempts: 1, wordCountDeficitRatioMin: 0.1, retryOnlyRules: [] };
  return { calibration, engine: createScribeEngine({ plan, intent, model: "m", repair }) };
}

Deno.test("one plan over all seven adapters: same text, same scores, same usage [OC-PROVIDER-3101]", async () => {
  const { calibration, engine } = await loadStory();
  await inTemporaryFolder(async (folder) => {
    const results = [];
    for (const [index, { label, name, basePath }] of ADAPTERS.entries()) {
      await using server = await startModelServer({ textModel: writeProse });
      const isStreaming = index % 2 === 1;
      using provider = createProvider(name, { baseUrl: server.url + basePath, isStreaming });
      const { runFolder } = await runStress({
        engine,
        openProviderChain: bareChain(provider),
        provider: name,
        model: "m",
        calibration,
        count: 2,
        seed: 42,
        concurrency: 2,
        clock: "system",
        inputs: {},
        out: join(folder, `${index}`),
      }, { ports, toolchain: readToolchain() });
      const report = JSON.parse(await Deno.readTextFile(join(runFolder, "PR_REPORT.json")));
      const story = await Deno.readTextFile(join(runFolder, "runs/000001/prose.txt"));
      const { served } = server;
      assert(served.calls >= 10, label);
      const { calls, failed_calls, unmeasured_calls, input_tokens, output_tokens } = report.usage;
      assertEquals([calls, input_tokens, output_tokens], [
        served.calls,
        served.inputTokens,
        served.outputTokens,
      ], label);
      assertEquals([failed_calls, unmeasured_calls], [0, 0], label);
      results.push({
        story,
        scores: report.runs.map((
          run: Record<string, unknown>,
        ) => [run["hard_score"], run["soft_score"]]),
        usage: { calls, input_tokens, output_tokens },
      });
    }
    const [first, ...others] = results;
    assert(first!.story.length > 2000);
    for (const [index, other] of others.entries()) {
      assertEquals(other, first, ADAPTERS[index + 1]!.label);
    }
  });
});
