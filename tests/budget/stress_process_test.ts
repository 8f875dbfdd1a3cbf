import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { BudgetLedger, parseMoney } from "../../src/budget/mod.ts";
import { ROOT, runOmega, storyFlags } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** Writes the shipped calibration with a change in the entry of the embedded model. */
async function writeCalibration(folder: string, change: Record<string, number>): Promise<string> {
  const calibration = JSON.parse(
    await Deno.readTextFile(join(ROOT, "calibration/calibration.json")),
  );
  Object.assign(calibration.BUDGET_LIMITS["omega-embedded-1"], change);
  const path = join(folder, "calibration.json");
  await Deno.writeTextFile(path, JSON.stringify(calibration));
  return `--calibration=${path}`;
}

const STORY = storyFlags().slice(0, 2);

Deno.test("two shards share a ledger: together they never spend more than its limit", async () => {
  await inTemporaryFolder(async (folder) => {
    // Some three of the eight runs can be paid.
    const calibration = await writeCalibration(folder, { max_total_usd: 0.02 });
    const ledgerPath = join(folder, "ledger.jsonl");
    const shards = await Promise.all([1, 2].map((index) =>
      runOmega([
        ...["stress", ...STORY, calibration, "--count=8", `--shard=${index}/2`, "--json"],
        ...[`--budget-ledger=${ledgerPath}`, `--out=${join(folder, "out")}`],
      ])
    ));
    const answers = shards.map(({ stdout }) => JSON.parse(stdout));
    assertEquals(shards.map(({ code }) => code), [1, 1], shards[0]!.stderr);
    assertEquals(answers.map(({ violations: [first] }) => first.code), [
      "BUDGET_EXHAUSTED",
      "BUDGET_EXHAUSTED",
    ]);
    const limit = parseMoney("0.02");
    await using ledger = await BudgetLedger.open(ledgerPath, { limitOf: () => limit });
    const { accounts, ownerCount, expiredCount } = await ledger.read();
    const { spent, reserved } = accounts.get("omega-embedded-1")!;
    assert(spent > parseMoney("0.01") && spent <= limit, `${spent}`);
    assertEquals([reserved, ownerCount, expiredCount], [0n, 1, 0]);
    for (const { run_dir: runFolder } of answers) {
      const manifest = JSON.parse(await Deno.readTextFile(join(runFolder, "RUN.json")));
      assertEquals(manifest.status, "incomplete");
    }
  });
});

Deno.test("a stress over budget exits 1 with a partial report that a check agrees with [OC-INV-0102]", async () => {
  await inTemporaryFolder(async (folder) => {
    const calibration = await writeCalibration(folder, { max_total_usd: 0.02 });
    const words = ["stress", ...STORY, calibration, "--count=8", `--out=${folder}`];
    const { code, stdout } = await runOmega([...words, "--json"]);
    assertEquals(code, 1);
    const { verdict, violations, run_dir: runFolder } = JSON.parse(stdout);
    assertEquals([verdict, violations[1].code], ["FAIL", "BUDGET_EXHAUSTED"]);
    const check = await runOmega(["budget", "check", runFolder, "--json"]);
    assertEquals(check.code, 1);
    assertEquals(JSON.parse(check.stdout).violations.map(({ code }: { code: string }) => code), [
      "BUDGET_EXHAUSTED",
    ]);
    // A looser calibration put beside the evidence is noticed.
    const copy = join(runFolder, "inputs/calibration.json");
    await Deno.writeTextFile(copy, (await Deno.readTextFile(copy)).replace("0.02", "0.2"));
    const altered = await runOmega(["budget", "check", runFolder, "--json"]);
    assertEquals(JSON.parse(altered.stdout).violations[0].code, "CALIBRATION_CHANGED");
  });
});

Deno.test("a model without a price is refused before anything is written [OC-BUDGET-2006]", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = `--out=${join(folder, "out")}`;
    for (const command of ["stress", "scribe"]) {
      const words = [command, ...storyFlags(), "--model=gpt-9", "--provider=openai", out];
      const { code, stderr } = await runOmega(words);
      assertEquals(code, 2);
      assert(stderr.includes('"gpt-9"') && stderr.includes("calibration.json"), stderr);
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});
