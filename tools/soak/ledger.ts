import { join } from "@std/path";
import { BudgetLedger, formatMoney, parseMoney } from "../../src/budget/mod.ts";
import { LIMIT, SETTLED, WORST_CASE } from "./ledger_amounts.ts";
import { demand, type SoakScenario } from "./scenario.ts";
import { killInTurn, startOwn } from "./victims.ts";

/** The shared ledger: every settlement counts once, what died counts as its worst case. */
export const ledgerScenario: SoakScenario = {
  name: "ledger",
  async run({ folder, durationMs, stream }) {
    const path = join(folder, "ledger.jsonl");
    const killCount = await killInTurn(
      (lane, generation) =>
        startOwn(["tools/soak/ledger_child.ts", path, join(folder, `${lane}-${generation}.log`)]),
      { count: 3, durationMs, stream },
    );
    await using ledger = await BudgetLedger.open(path, { limitOf: () => LIMIT });
    const { accounts, expiredCount, reservationCount } = await ledger.read();
    const spent = accounts.get("m")?.spent ?? 0n;
    demand(reservationCount === 0, `no reservation of the dead is held: ${reservationCount}`);
    demand(expiredCount <= killCount, `${expiredCount} reservations expired, ${killCount} deaths`);
    const settled = spent - BigInt(expiredCount) * parseMoney(WORST_CASE);
    const settledCount = Number(settled / parseMoney(SETTLED));
    demand(settled === BigInt(settledCount) * parseMoney(SETTLED), `${formatMoney(spent)} adds up`);
    const saidCount = await countLines(folder);
    // A kill takes the last line of the log, or a settlement that was to go with the next call.
    const unsaidCount = Math.abs(settledCount - saidCount);
    demand(unsaidCount <= killCount, `${saidCount} settlements said, ${settledCount} written`);
    demand(
      spent >= BigInt(saidCount) * parseMoney(SETTLED),
      "nothing is charged less than it cost",
    );
    return `${settledCount} calls settled, ${expiredCount} charged for the dead, ${killCount} killed`;
  },
};

async function countLines(folder: string): Promise<number> {
  let count = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".log")) continue;
    count += (await Deno.readTextFile(join(folder, name))).split("\n").length - 1;
  }
  return count;
}
