import { formatMoney, toDollars } from "../../src/budget/money.ts";
import { readLedger } from "../../src/budget/read_ledger.ts";
import type { CommandRun, Values } from "../command.ts";
import { renderLedger } from "../render/budget.ts";

// OC-BUDGET-2407 impl
/** `omega budget ledger`: what a shared budget says, without taking part in it. */
export function planBudgetLedger({ words }: Values): CommandRun {
  const path = words[0]!;
  return async ({ ports }) => {
    const ledger = await readLedger(path, ports);
    return {
      verdict: "DONE",
      violations: [],
      data: {
        file: path,
        processes: ledger.ownerCount,
        calls_under_way: ledger.reservationCount,
        accounts: [...ledger.accounts].map(([model, { spent, reserved }]) => ({
          model,
          spent_usd: toDollars(spent),
          spent_usd_exact: formatMoney(spent),
          reserved_usd: toDollars(reserved),
          reserved_usd_exact: formatMoney(reserved),
        })),
        expired_count: ledger.expiredCount,
        expired: ledger.expired.map(({ pid, model, amount, at }) => ({
          pid,
          model,
          amount_usd: toDollars(amount),
          amount_usd_exact: formatMoney(amount),
          at,
        })),
      },
      text: renderLedger(path, ledger),
    };
  };
}
