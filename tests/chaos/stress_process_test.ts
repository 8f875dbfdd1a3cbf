import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { readChaosJournal } from "../../src/chaos/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { OMEGA, ROOT, run, storyFlags } from "../cli/run_omega.ts";
import { runOmegaHere } from "../cli/omega_here.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const CHAOS = [
  `--chaos=${join(ROOT, "calibration/chaos-config.json")}`,
  "--chaos-profile=hellfire",
] as const;

// deno-lint-ignore no-explicit-any -- read by its members
async function readDocument(folder: string, name: string): Promise<any> {
  return JSON.parse(await Deno.readTextFile(join(folder, name)));
}

/** What accounts name of an attempt. */
interface NamedAttempt {
  readonly key: string;
  readonly attempt: number;
}

Deno.test("omega stress --chaos: every attempt is paid for, struck, retried and given up alike", async () => {
  await inTemporaryFolder(async (out) => {
    const words = ["stress", ...storyFlags(), ...CHAOS, "--count=6", `--out=${out}`, "--json"];
    const { stdout, stderr } = await runOmegaHere(words);
    const { run_dir: runFolder } = JSON.parse(stdout);
    assert(runFolder !== undefined, stderr);
    const [cost, log] = await Promise.all([
      readDocument(runFolder, "run-cost.json"),
      readDocument(runFolder, "chaos-log.json"),
    ]);
    const nameOf = (runId: number, { key, attempt }: NamedAttempt) => `${runId}/${key}/${attempt}`;
    const paid = cost.calls.map((call: NamedAttempt & { run_id: number }) =>
      nameOf(call.run_id, call)
    );
    const made = log.entries.map((entry: NamedAttempt & { run: number }) =>
      nameOf(entry.run, entry)
    );
    assertEquals(paid.toSorted(), made.toSorted());
    assert(log.reconciliation.retried > 0 && log.reconciliation.reported > 0);
    assertEquals(log.reconciliation.silent_success, 0);
    // A timeout may have cost what was reserved; a rate limit cost nothing.
    const usages = (code: string) =>
      new Set(
        cost.calls.filter((call: { error_code?: string }) => call.error_code === code)
          .map((call: { usage: string }) => call.usage),
      );
    assertEquals(usages("FIRST_BYTE_TIMEOUT"), new Set(["unmeasured"]));
    assertEquals(usages("RATE_LIMITED"), new Set(["not_run"]));
    assertEquals((await runOmegaHere(["budget", "check", runFolder])).code, 0);
  });
});

/** Kills a stress once its write-ahead journal has some attempts; null if it was done before that. */
async function killStress(words: readonly string[], out: string): Promise<string | null> {
  const [program, ...args] = [...OMEGA, ...words, `--out=${out}`];
  const streams = { stdin: "null", stdout: "null", stderr: "null" } as const;
  await using child = new Deno.Command(program!, { args, ...streams }).spawn();
  let isDone = false;
  const ended = child.status.then((status) => {
    isDone = true;
    return status;
  });
  while (!isDone) {
    const [folder] = await Array.fromAsync(Deno.readDir(out)).catch(() => []);
    const journal = join(out, folder?.name ?? "", "chaos-journal.jsonl");
    if (await Deno.stat(journal).then(({ size }) => size > 10_000, () => false)) {
      try {
        child.kill("SIGKILL");
      } catch (error) {
        // It was done in this very moment.
        if (!(error instanceof TypeError)) throw error;
      }
      return (await ended).signal === "SIGKILL" ? journal : null;
    }
    await systemPorts.clock.sleep(2);
  }
  return null;
}

/** On a busy machine a stress may be done before anybody looks. */
const KILLS_MAX = 10;

Deno.test("omega stress --chaos that was killed says what struck, and resumes to the same folder", async () => {
  await inTemporaryFolder(async (folder) => {
    const words = ["stress", ...storyFlags(), ...CHAOS, "--count=16", "--quiet"];
    let journal: string | null = null;
    for (let kill = 1; journal === null; kill++) {
      assert(kill <= KILLS_MAX, "no kill hit a stress that was under way");
      journal = await killStress(words, join(folder, `killed-${kill}`));
    }
    const attempts = await readChaosJournal(journal, systemPorts);
    assert(attempts.length > 20 && attempts.some(({ failureType }) => failureType !== undefined));
    const runFolder = dirname(journal);
    const whole = await runOmegaHere([...words, `--out=${folder}/whole`]);
    const resumed = await runOmegaHere(["stress", "--resume", runFolder, "--quiet"]);
    assertEquals(resumed.code, whole.code, resumed.stderr);
    const [expected] = [...Deno.readDirSync(join(folder, "whole"))];
    const difference = await run(["diff", "-r", join(folder, "whole", expected!.name), runFolder]);
    assertEquals([difference.code, difference.stdout], [0, ""]);
  });
});
