import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";
import { BudgetLedger, formatMoney, parseMoney } from "../../src/budget/mod.ts";
import { decodeLedgerEvent } from "../../src/budget/ledger_event.ts";
import { LedgerState } from "../../src/budget/ledger_state.ts";
import { decodeCheckedLine } from "../../src/internal/checked_line.ts";
import { ROOT } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const LIMIT = parseMoney("1");

function startChild(ledger: string, folder: string, ...args: readonly string[]) {
  const module = join(ROOT, "tests/budget/_ledger_child.ts");
  const permissions = ["--allow-read", "--allow-write", "--allow-env"];
  const [program, ...words] = thisDeno("run", ...permissions, module, ledger, folder, ...args);
  return new Deno.Command(program!, {
    args: words,
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Checks after every line of a ledger that the limit holds. */
async function replay(path: string): Promise<LedgerState> {
  const [first, ...rest] = (await Deno.readTextFile(path)).trimEnd().split("\n");
  const decode = (line: string) => decodeCheckedLine(new TextEncoder().encode(line), path);
  const state = LedgerState.decode(decode(first!));
  for (const line of rest) {
    state.apply(decodeLedgerEvent(decode(line)));
    const { spent, reserved } = state.accountOf("m");
    assert(spent + reserved <= LIMIT, `${formatMoney(spent)} + ${formatMoney(reserved)}: ${line}`);
  }
  return state;
}

Deno.test("eight processes keep one ledger's limit, one killed between reserve and settle [OC-BUDGET-2401]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "ledger.jsonl");
    const marks = join(folder, "under-way");
    await Deno.mkdir(marks);
    const hanging = startChild(path, marks, "1", "hang");
    const reader = hanging.stdout.getReader();
    assertEquals(new TextDecoder().decode((await reader.read()).value), "underway 1\n");
    const workers = Array.from({ length: 7 }, () => startChild(path, marks, "12"));
    hanging.kill("SIGKILL");
    await hanging.status;
    await reader.cancel();
    await hanging.stderr.cancel();
    let most = 0;
    for (const worker of workers) {
      const { code, stdout, stderr } = await worker.output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      for (const match of new TextDecoder().decode(stdout).matchAll(/underway (\d+)/g)) {
        most = Math.max(most, Number(match[1]));
      }
    }
    // The killed process's mark stays, as its reservation does until it expires.
    assert(most >= 1 && most <= 3, `${most} calls under way`);
    const state = await replay(path);
    assertEquals(state.expired.map(({ pid, amount }) => [pid, formatMoney(amount)]), [
      [hanging.pid, "0.3"],
    ]);
    const settled = (await Deno.readTextFile(path)).match(/"event":"settle"/g)!.length;
    const { spent, reserved } = state.accountOf("m");
    assertEquals([spent, reserved], [parseMoney("0.3") + BigInt(settled) * parseMoney("0.01"), 0n]);
    await using ledger = await BudgetLedger.open(path, { limitOf: () => LIMIT });
    assertEquals((await ledger.read()).ownerCount, 1);
  });
});
