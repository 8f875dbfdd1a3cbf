/** Asks the embedded model, which needs no server and gives the same answer everywhere. */
import { createProvider } from "@omega/readiness/provider";
import { createVirtualClock, systemPorts } from "@omega/readiness";

using provider = createProvider("embedded");
const { text, usage } = await provider.generate(
  {
    model: "omega-embedded-1",
    messages: [{ role: "user", content: "Write one sentence about the sea." }],
    outputMaxTokens: 2_000,
    temperature: 0.8,
  },
  {
    key: "sea",
    attempt: 1,
    seed: 42,
    ports: { ...systemPorts, clock: createVirtualClock(0) },
  },
);
console.log(`${text.length > 0 ? "an answer" : "nothing"} of ${usage.outputTokens} tokens`);
