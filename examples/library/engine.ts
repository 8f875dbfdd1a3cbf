/** Finds the first byte in which two runs of an engine with the same seed differ. */
import { type Engine, probeDeterminism } from "@omega/readiness/engine";
import { createProvider } from "@omega/readiness/provider";
import { systemPorts } from "@omega/readiness";

let calls = 0;
const engine: Engine = {
  name: "forgetful",
  run: () =>
    Promise.resolve({
      ...{ hardScore: 1, softScore: 1, hardPass: true, softPass: true, artifacts: [] },
      output: `call ${++calls}`,
    }),
};
using provider = createProvider("embedded");
const { difference } = await probeDeterminism(engine, {
  count: 3,
  input: { run: 1, seed: 42 },
  openContext: () => ({ provider, ports: systemPorts }),
});
console.log(
  difference === null
    ? "deterministic"
    : `differs in ${difference.where}, byte ${difference.offset}`,
);
