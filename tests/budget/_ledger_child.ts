/**
 * A process that shares a ledger: reserves 0.30, shows itself in a folder while its call is under
 * way, settles 0.05, and again. Arguments: ledger, folder, number of calls, and `hang` to stop for
 * ever with a reservation that is never settled. Prints one line for each call.
 */
import { join } from "@std/path";
import { BudgetExhaustedError, BudgetLedger, parseMoney } from "../../src/budget/mod.ts";

const [path, folder, count, mode] = Deno.args;
await using ledger = await BudgetLedger.open(path!, {
  limitOf: () => parseMoney("1"),
  isDurable: false,
});
for (let call = 0; call < Number(count); call++) {
  const request = { model: "m", amount: parseMoney("0.3"), key: `${Deno.pid}-${call}`, attempt: 1 };
  try {
    const reservation = await ledger.reserve(request);
    const mark = join(folder!, request.key);
    await Deno.writeTextFile(mark, "");
    const underWayCount = [...Deno.readDirSync(folder!)].length;
    console.log(`underway ${underWayCount}`);
    if (mode === "hang") await new Promise((resolve) => setTimeout(resolve, 1_000_000));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await Deno.remove(mark);
    await reservation.settle(parseMoney("0.01"));
  } catch (error) {
    if (!(error instanceof BudgetExhaustedError)) throw error;
    console.log("exhausted");
    break;
  }
}
