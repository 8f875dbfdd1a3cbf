/** A process that makes attempts under faults until it is killed; argument: the journal's path. */
import { ChaosJournal, createChaosPlan, RunChaosLog, withChaos } from "../../src/chaos/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { Provider } from "../../src/provider/provider.ts";

const [path] = Deno.args;
using journal = new ChaosJournal(path!, systemPorts);
const plan = createChaosPlan({ seed: 1, failureRates: { api_error_500: 0.5 } });
const never: Provider = {
  name: "never",
  isDeterministic: true,
  generate: (_request, { key }) => {
    if (Number(key.slice("call-".length)) < 200) return Promise.reject(new Error("no"));
    console.log("under way");
    return new Promise(() => setInterval(() => {}, 1000));
  },
};
const request = { model: "m", messages: [], outputMaxTokens: 1, temperature: 0 };
for (let call = 1;; call++) {
  const log = new RunChaosLog({ run: call, plan, journal });
  const context = { key: `call-${call}`, attempt: 1, seed: 1, ports: systemPorts };
  await withChaos(never, log).generate(request, context).catch(() => {});
}
