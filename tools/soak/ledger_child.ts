// Reserves and settles on a ledger that others use, and writes down each settlement.
// Arguments: ledger, log.
import { BudgetLedger, parseMoney } from "../../src/budget/mod.ts";
import { LIMIT, SETTLED, WORST_CASE } from "./ledger_amounts.ts";

const [path, log] = Deno.args;
await using ledger = await BudgetLedger.open(path!, { limitOf: () => LIMIT, isDurable: false });
for (let call = 1;; call++) {
  const request = { model: "m", amount: parseMoney(WORST_CASE), key: `${call}`, attempt: 1 };
  const reservation = await ledger.reserve(request);
  await reservation.settle(parseMoney(SETTLED));
  await Deno.writeTextFile(log!, "settled\n", { append: true });
}
