/** A stress of an engine that does nothing: `no_op.ts COUNT FOLDER`. */
import { fromFileUrl } from "@std/path";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { readToolchain } from "../../src/internal/toolchain.ts";
import { bareChain, runStress } from "../../src/stress/mod.ts";

const [count, out] = Deno.args as [string, string];
const calibrationPath = fromFileUrl(new URL("../../calibration/calibration.json", import.meta.url));
const calibration = await loadCalibration(calibrationPath, systemPorts);
const score = { hardPass: true, softPass: true, hardScore: 0.9, softScore: 0.95 };

await runStress({
  engine: { name: "no-op", run: () => Promise.resolve({ ...score, artifacts: [] }) },
  openProviderChain: bareChain({
    name: "none",
    isDeterministic: true,
    generate: () => Promise.reject(new Error("not called")),
  }),
  provider: "none",
  model: "none",
  isDeterministic: true,
  calibration: calibration.calibration,
  count: Number(count),
  seed: 42,
  concurrency: 1,
  clock: "virtual",
  inputs: { calibration },
  out,
}, { ports: systemPorts, toolchain: readToolchain() });
