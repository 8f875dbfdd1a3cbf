// One process of ours. Arguments: file, number of calls, "durable" or "quick". Says "ready", waits for
// a line, says "done".
import { BudgetLedger, parseMoney } from "../../src/budget/mod.ts";

const [file, count, durability] = Deno.args;
const limit = parseMoney("1000000");
const [worst, cost] = [parseMoney("0.3"), parseMoney("0.1")];

await using ledger = await BudgetLedger.open(file!, {
  limitOf: () => limit,
  isDurable: durability === "durable",
});
console.log("ready");
await Deno.stdin.read(new Uint8Array(16));
for (let call = 0; call < Number(count); call++) {
  const request = { model: "m", amount: worst, key: "call", attempt: 1 };
  const reservation = await ledger.reserve(request);
  await reservation.settle(cost);
}
console.log("done");
