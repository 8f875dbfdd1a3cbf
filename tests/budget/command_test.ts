import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { BudgetLedger, formatRunCost, parseMoney, readBudgetLimits } from "../../src/budget/mod.ts";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { runOmega } from "../../cli/omega.ts";
import { ROOT } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { makeCall } from "./_runs.ts";

const CALIBRATION = join(ROOT, "calibration/calibration.json");
const MODEL = "omega-embedded-1";

/** Runs a command line inside this process. */
async function omega(...words: readonly string[]) {
  let [stdout, stderr] = ["", ""];
  const code = await runOmega(words, {
    ports: systemPorts,
    toolchain: { omega: "0", deno: "0", v8: "0" },
    signal: new AbortController().signal,
    terminal: {
      out: (text) => stdout += text,
      err: (text) => stderr += text,
      isOutTerminal: false,
      isErrTerminal: false,
      isColorRefused: true,
      changeFolder: () => {},
      machineFolders: () => [],
      readVariable: () => "",
      input: { read: () => Promise.resolve(null) },
    },
  });
  return { code, stdout, stderr };
}

async function writeRunCost(folder: string, outputTokens = 10): Promise<string> {
  const { calibration } = await loadCalibration(CALIBRATION, systemPorts);
  const calls = [makeCall({ model: MODEL, outputTokens })];
  const text = formatRunCost([{ runId: 1, calls, refusals: [] }], readBudgetLimits(calibration), {
    isComplete: true,
  });
  const path = join(folder, "run-cost.json");
  await Deno.writeTextFile(path, text);
  return path;
}

Deno.test("omega budget check exits 0 for a good file and prints a table [OC-CLI-9101]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = await writeRunCost(folder);
    const { code, stdout } = await omega("budget", "check", path, `--calibration=${CALIBRATION}`);
    assertEquals(code, 0, stdout);
    assert(
      /PASS/.test(stdout) && /omega-embedded-1 +1 +100 +0 +10 +0\.000065/.test(stdout),
      stdout,
    );
  });
});

Deno.test("omega budget check exits 1 for a limit exceeded and for wrong sums [OC-BUDGET-2307]", async () => {
  await inTemporaryFolder(async (folder) => {
    const dear = await writeRunCost(folder, 100_000);
    const flag = `--calibration=${CALIBRATION}`;
    const exceeded = await omega("budget", "check", dear, flag, "--json");
    assertEquals(exceeded.code, 1);
    const { violations, cost_usd_exact } = JSON.parse(exceeded.stdout);
    assertEquals(cost_usd_exact, "0.15005");
    assertEquals(violations.map(({ code }: { code: string }) => code), [
      "COST_PER_CALL",
      "COST_PER_RUN",
    ]);
    const wrong = (await Deno.readTextFile(dear)).replaceAll("0.15005", "0.00005");
    await Deno.writeTextFile(dear, wrong);
    const { code, stdout } = await omega("budget", "check", dear, flag);
    assertEquals(code, 1);
    assert(stdout.includes("ARITHMETIC: $.total_cost_usd"), stdout);
  });
});

Deno.test("omega budget check exits 2 for what cannot be read [OC-BUDGET-2308]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = await writeRunCost(folder);
    const flag = `--calibration=${CALIBRATION}`;
    assertEquals((await omega("budget", "check", join(folder, "none.json"), flag)).code, 2);
    // A folder without a run-cost.json names the file that is missing.
    assertEquals((await omega("budget", "check", join(folder, ".."), flag)).code, 2);
    await Deno.writeTextFile(path, "[]");
    assertEquals((await omega("budget", "check", path, flag)).code, 2);
    await Deno.writeTextFile(path, "{");
    assertEquals((await omega("budget", "check", path, flag)).code, 2);
  });
});

Deno.test("omega budget check says CALIBRATION_NULL for a null limit, and names it", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = await writeRunCost(folder);
    const calibration = join(folder, "calibration.json");
    await Deno.writeTextFile(calibration, '{"BUDGET_LIMITS":{"m":{"max_per_call_usd":null}}}');
    const words = ["budget", "check", path, `--calibration=${calibration}`];
    const { code, stderr } = await omega(...words);
    assertEquals(code, 1);
    assert(stderr.includes("CALIBRATION_NULL") && stderr.includes("m.max_per_call_usd"), stderr);
    const whole = await Deno.readTextFile(CALIBRATION);
    for (const price of ['"0.0005"', "-0.0005"]) {
      await Deno.writeTextFile(calibration, whole.replace("0.0005", price));
      const wrong = await omega(...words);
      assertEquals(wrong.code, 2);
      assert(wrong.stderr.includes("input_cost_per_1k"), wrong.stderr);
    }
    // NaN is no JSON.
    await Deno.writeTextFile(calibration, whole.replace("0.0005", "NaN"));
    assertEquals((await omega(...words)).code, 2);
  });
});

Deno.test("omega budget price gives numbers that a calibration can take", async () => {
  const { code, stdout } = await omega("budget", "price", "claude-sonnet-4-5", "--json");
  assertEquals(code, 0);
  const answer = JSON.parse(stdout);
  assertEquals(
    [answer.input_cost_per_1k, answer.cached_input_cost_per_1k, answer.output_cost_per_1k],
    [0.003, 0.0003, 0.015],
  );
  assert(/^\d{4}-\d\d-\d\d$/.test(answer.as_of) && answer.source.startsWith("https://"));
  // Whoever is charged for writing to the prompt cache unasked reckons with that price.
  const written = await omega("budget", "price", "gpt-6-sol", "--json");
  assertEquals(JSON.parse(written.stdout).input_cost_per_1k, 0.0025);
  const told = (await omega("budget", "price", "gpt-6-sol")).stdout;
  assert(told.includes("input         $2\n") && told.includes("cache write   $2.5,"), told);
  const unknown = await omega("budget", "price", "gtp-4o");
  assertEquals(unknown.code, 2);
  assert(unknown.stderr.includes('did you mean "gpt-4o"?'), unknown.stderr);
});

Deno.test("omega budget ledger shows sums, calls under way and what died, and touches nothing [OC-BUDGET-2407]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "ledger.jsonl");
    const options = { limitOf: () => parseMoney("1"), isDurable: false };
    const request = { model: "m", amount: parseMoney("0.3"), key: "k", attempt: 1 };
    // Who leaves without settling has died as far as the ledger is concerned.
    const careless = await BudgetLedger.open(path, options);
    await careless.reserve(request);
    await careless[Symbol.asyncDispose]();
    await using ledger = await BudgetLedger.open(path, options);
    await (await ledger.reserve(request)).settle(parseMoney("0.1"));
    await ledger.read();
    await ledger.reserve({ ...request, amount: parseMoney("0.25") });
    const before = await Deno.readTextFile(path);
    const { code, stdout } = await omega("budget", "ledger", path);
    assertEquals(code, 0);
    assert(stdout.includes("1 processes, 1 calls under way, 1 reservations expired"), stdout);
    assert(/\n {2}m +0\.4 +0\.25\n/.test(stdout), stdout);
    assert(stdout.includes(`process ${Deno.pid} died with 0.3 USD of m`), stdout);
    const answer = JSON.parse((await omega("budget", "ledger", path, "--json")).stdout);
    assertEquals([answer.accounts[0].spent_usd_exact, answer.expired[0].amount_usd], ["0.4", 0.3]);
    assertEquals(await Deno.readTextFile(path), before);
    // A line that is being written does not count yet; one that was altered is refused.
    await Deno.writeTextFile(path, `${before}{"event":"settle"`);
    assertEquals((await omega("budget", "ledger", path)).code, 0);
    await Deno.writeTextFile(path, before.replace('"cost_usd":"0.1"', '"cost_usd":"0.2"'));
    const altered = await omega("budget", "ledger", path);
    assertEquals(altered.code, 2);
    assert(/ledger\.jsonl:\d+"/.test(altered.stderr), altered.stderr);
    await Deno.writeTextFile(path, before);
    for (const [name, text] of [["none", null], ["notes", "my notes"]] as const) {
      const other = join(folder, name);
      if (text !== null) await Deno.writeTextFile(other, text);
      assertEquals((await omega("budget", "ledger", other)).code, 2);
    }
  });
});
