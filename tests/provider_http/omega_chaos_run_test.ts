/** PR-G3 at a real server: the faults are ours, the answers its own. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { startModelServer } from "../model_server/model_server.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runOmegaHere } from "../cli/omega_here.ts";
import { ROOT } from "../cli/run_omega.ts";
import { CALIBRATION_FLAG, readAllFiles } from "./omega_process.ts";

const PROVERB = `--engine=module:${join(ROOT, "examples/engines/proverb.ts")}`;
const KEY = "canary-key-0123456789abcdef";

/** The command line up to the provider, with faults that take no time. */
async function writeInputs(folder: string): Promise<readonly string[]> {
  const profiles = {
    quick: { CHAOS_RATE: 0.4, failure_types: ["api_error_500", "network_error", "invalid_json"] },
  };
  const chaosPath = join(folder, "chaos.json");
  await Deno.writeTextFile(
    chaosPath,
    JSON.stringify({ profiles, default_profile: "quick", deterministic_seed: 7 }),
  );
  return ["chaos", "run", PROVERB, CALIBRATION_FLAG, `--chaos=${chaosPath}`, "--json"];
}

Deno.test("omega chaos run puts its faults around a real server, and finds each of them again", () =>
  inTemporaryFolder(async (folder) => {
    await using server = await startModelServer({ apiKey: KEY });
    const ended = await runOmegaHere([
      ...await writeInputs(folder),
      ...["--provider=anthropic", `--base-url=${server.url}`, "--model=m", "--stream"],
      ...["--count=30", "--concurrency=8", `--out=${folder}`],
    ], { ANTHROPIC_API_KEY: KEY });
    assertEquals(ended.code, 0, ended.stdout + ended.stderr);
    const { verdict, reconciliation, run_dir: runFolder } = JSON.parse(ended.stdout);
    const { runs, attempts, injected, retried, reported, silent_success } = reconciliation;
    assertEquals([verdict, runs, silent_success, injected], ["PASS", 30, 0, retried + reported]);
    assert(injected > 5, `${injected} faults`);
    assertEquals(server.served.calls, attempts - injected, "a struck attempt was never sent");
    for (const [path, text] of await readAllFiles(runFolder)) {
      assert(!text.includes(KEY), `${path} holds the key`);
    }
  }));

Deno.test("omega chaos run stops with one sentence where no server can be used", () =>
  inTemporaryFolder(async (folder) => {
    await using server = await startModelServer({ apiKey: "another-key" });
    const ended = await runOmegaHere([
      ...await writeInputs(folder),
      ...["--provider=vllm", `--base-url=${server.url}`, "--model=m", `--out=${folder}/runs`],
      `--api-key=${KEY}`,
    ]);
    assertEquals(server.received[0]!.headers["authorization"], `Bearer ${KEY}`);
    assertEquals(ended.code, 3, ended.stderr);
    const { verdict, violations: [violation], error } = JSON.parse(ended.stdout);
    assertEquals([verdict, violation.code], ["STOP", "UNAUTHORIZED"]);
    assert(error.startsWith(`Cannot call "${server.url}/v1/chat/completions": `), error);
    assertEquals(ended.stderr, `omega: ${error}\n`);
    const files = await readAllFiles(join(folder, "runs"));
    const names = files.map(([path]) => path.replace(/^.*\//, "")).toSorted();
    assertEquals(names, ["chaos-journal.jsonl", "chaos-plan.json"], "there is no log of no runs");
    assert(files.every(([, text]) => !text.includes(KEY)));
  }));
