/** An engine of one's own, and its stress: twenty runs on the virtual clock. */
import { loadCalibration } from "@omega/readiness/calibration";
import type { Engine } from "@omega/readiness/engine";
import { bareChain, runStress, type StressResult } from "@omega/readiness/stress";
import { createProvider } from "@omega/readiness/provider";
import { readToolchain, systemPorts } from "@omega/readiness";
import { fromFileUrl } from "@std/path";

/** Scores follow from the seed, so the report is the same on every machine. */
const engine: Engine = {
  name: "dice",
  run({ seed }) {
    const score = 0.7 + (seed % 20) / 100;
    return Promise.resolve({
      ...{ hardScore: score, softScore: score, hardPass: score > 0.71, softPass: true },
      artifacts: [{ path: "score.txt", content: `${score}\n` }],
    });
  },
};

/** Runs the stress into a folder; the examples of reports and packs start from it. */
export async function stressDice(out: string): Promise<StressResult> {
  const path = new URL("../../calibration/calibration.json", import.meta.url);
  const { calibration, digest } = await loadCalibration(fromFileUrl(path), systemPorts);
  using provider = createProvider("embedded");
  return await runStress({
    ...{ engine, calibration, out, count: 20, seed: 42, concurrency: 4, clock: "virtual" },
    openProviderChain: bareChain(provider),
    provider: provider.name,
    model: "omega-embedded-1",
    inputs: { calibration: { digest, bytes: await Deno.readFile(path) } },
  }, { ports: systemPorts, toolchain: readToolchain() });
}
