import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { readChaosJournal } from "../../src/chaos/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { OMEGA, ROOT, run, runOmega, storyFlags } from "../cli/run_omega.ts";
import { runOmegaHere } from "../provider_http/omega_in_process.ts";
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

/** Waits until the write-ahead journal of the one run folder below a folder has some attempts. */
async function findJournal(out: string, minBytes: number): Promise<string> {
  for (;;) {
    const [folder] = await Array.fromAsync(Deno.readDir(out)).catch(() => []);
    const path = join(out, folder?.name ?? "", "chaos-journal.jsonl");
    const size = await Deno.stat(path).then((stat) => stat.size, () => 0);
    if (size >= minBytes) return path;
    await systemPorts.clock.sleep(2);
  }
}

Deno.test("omega stress --chaos that was killed says what struck, and resumes to the same folder", async () => {
  await inTemporaryFolder(async (folder) => {
    const words = ["stress", ...storyFlags(), ...CHAOS, "--count=30", "--quiet"];
    const [program, ...args] = [...OMEGA, ...words, `--out=${folder}/killed`];
    await using child = new Deno.Command(program!, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const journal = await findJournal(join(folder, "killed"), 20_000);
    child.kill("SIGKILL");
    assertEquals((await child.status).signal, "SIGKILL");
    const attempts = await readChaosJournal(journal, systemPorts);
    assert(attempts.length > 50 && attempts.some(({ failureType }) => failureType !== undefined));
    const runFolder = join(journal, "..");
    const whole = await runOmega([...words, `--out=${folder}/whole`]);
    const resumed = await runOmega(["stress", "--resume", runFolder, "--quiet"]);
    assertEquals(resumed.code, whole.code, resumed.stderr);
    const [expected] = [...Deno.readDirSync(join(folder, "whole"))];
    const { code, stdout } = await run([
      "diff",
      "-r",
      `${folder}/whole/${expected!.name}`,
      runFolder,
    ]);
    assertEquals([code, stdout], [0, ""]);
  });
});
