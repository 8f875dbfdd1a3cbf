/** `--cache` and the provider `cache`: kept answers are used, and the record says so. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { startModelServer } from "../model_server/model_server.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runOmegaHere } from "../cli/omega_here.ts";
import { ROOT } from "../cli/run_omega.ts";
import { CALIBRATION_FLAG, readAllFiles, STORY_FLAGS } from "./omega_process.ts";

const PROVERB = `--engine=module:${join(ROOT, "examples/engines/proverb.ts")}`;

async function readReport(runFolder: string) {
  return JSON.parse(await Deno.readTextFile(join(runFolder, "PR_REPORT.json")));
}

Deno.test("a stress with kept answers asks for nothing twice, and says which runs are repeats", () =>
  inTemporaryFolder(async (folder) => {
    await using server = await startModelServer({
      textModel: (prompt) => `Long rain of ${prompt.length} ends.`,
    });
    const stress = async (name: string, ...words: readonly string[]) => {
      const ended = await runOmegaHere([
        ...["stress", PROVERB, CALIBRATION_FLAG, "--json", `--out=${join(folder, name)}`],
        ...[`--cache=${join(folder, "kept")}`, "--model=m", ...words],
      ]);
      assert(ended.code <= 1, ended.stderr);
      const answer = JSON.parse(ended.stdout);
      return { answer, stderr: ended.stderr, report: await readReport(answer.run_dir) };
    };
    const server4 = ["--provider=vllm", `--base-url=${server.url}`, "--count=4", "--concurrency=3"];
    const first = await stress("first", ...server4);
    assertEquals(first.answer.cache, { hits: 0, misses: 4, repeated_runs: 0 });
    assertEquals([server.served.calls, first.report.usage.calls], [4, 4]);

    const again = await stress("again", ...server4.slice(0, 2), "--count=6");
    assertEquals(server.served.calls, 6, "the first four runs were not asked for again");
    assertEquals(again.report.cache, { hits: 4, misses: 2, repeated_runs: 4 });
    assertEquals(again.report.usage.calls, 2);
    assert(
      again.stderr.includes("4 of 6 calls were kept answers; 4 runs are repeats, no new samples"),
      again.stderr,
    );
    const page = await Deno.readTextFile(join(again.answer.run_dir, "report.html"));
    assert(page.includes("Calls answered by kept answers: 4"));
    const cost = JSON.parse(
      await Deno.readTextFile(join(again.answer.run_dir, "run-cost.json")),
    );
    assertEquals(cost.total_calls, 2);
    const journal = await Deno.readTextFile(join(again.answer.run_dir, "runs.jsonl"));
    assertEquals(journal.match(/"cache":\[\{"hits":1,"misses":0\}\]/g)?.length, 4);

    const scores = (report: { readonly runs: readonly Record<string, unknown>[] }) =>
      report.runs.map((run) => [run["run_id"], run["hard_score"], run["soft_score"]]);
    const replays = await Promise.all(
      ["one", "two"].map((name) => stress(name, "--provider=cache", "--count=6")),
    );
    for (const { report } of replays) {
      assertEquals(report.cache, { hits: 6, misses: 0, repeated_runs: 6 });
      assertEquals([report.provider, report.clock], ["cache", "virtual"]);
      assertEquals(scores(report), scores(again.report));
    }
    const [one, two] = await Promise.all(replays.map(({ answer }) => readAllFiles(answer.run_dir)));
    const texts = (files: readonly (readonly [string, string])[]) => files.map(([, text]) => text);
    assertEquals(texts(one!).toSorted(), texts(two!).toSorted(), "a replay is byte for byte");
    assertEquals(server.served.calls, 6);

    const miss = await stress("miss", "--provider=cache", "--count=7");
    assertEquals([miss.answer.verdict, miss.answer.infrastructure_errors], ["FAIL", 1]);
    const failed = await Deno.readTextFile(join(miss.answer.run_dir, "runs.jsonl"));
    assert(failed.includes('"code":"CACHE_MISS"'));
  }));

Deno.test("kept answers are refused where they would mislead", () =>
  inTemporaryFolder(async (folder) => {
    const kept = join(folder, "kept");
    const embedded = [...STORY_FLAGS, "--count=1", `--out=${join(folder, "runs")}`];
    const first = await runOmegaHere(["stress", ...embedded, `--cache=${kept}`, "--json"]);
    assert(first.code <= 1, first.stderr);
    const { run_dir: runFolder } = JSON.parse(first.stdout);
    const pack = join(folder, "run.zip");
    const build = ["proofpack", "build", "--type=stress", `--source=${runFolder}`, `--out=${pack}`];
    assert((await runOmegaHere(build)).code <= 1);
    const server = ["--provider=tgi", "--base-url=http://127.0.0.1:9", "--model=m"];
    const table: readonly (readonly [readonly string[], string])[] = [
      [["stress", "--provider=cache", "--model=m"], "wanted --cache DIR, found nothing"],
      [["stress", "--provider=cache", `--cache=${kept}`], "wanted --model NAME"],
      [
        ["stress", "--provider=cache", "--model=m", `--cache=${folder}/none`],
        `Cannot use the cache "${folder}/none": wanted kept answers, found none`,
      ],
      [
        ["stress", "--provider=cache", "--model=m", `--cache=${kept}`, "--base-url=http://h"],
        "it is no server and takes no --base-url",
      ],
      [
        ["stress", ...server, `--cache=${kept}`],
        "wanted answers with provider tgi, found those with embedded",
      ],
      [
        ["stress", `--cache=${kept}`, "--probe-determinism=2"],
        "with --probe-determinism: repetitions would answer each other",
      ],
      [["chaos", "run", `--cache=${kept}`], 'wanted a flag of this command, found "--cache"'],
      [["chaos", "run", "--provider=cache"], "with chaos run: they would meet no fault"],
      [["stress", "--engine=command:x", `--cache=${kept}`], "Cannot use --cache with an engine"],
    ];
    const resume = ["stress", ...STORY_FLAGS, "--count=1", `--resume=${runFolder}`];
    const lines = table.map(([words, text]) => [[...words, ...embedded], text] as const);
    for (const [words, text] of [...lines, [resume, "wanted cache on, found absent"] as const]) {
      const ended = await runOmegaHere(words);
      assertEquals(ended.code, 2, ended.stderr);
      assert(ended.stderr.includes(text), ended.stderr);
      assertEquals(ended.stderr.trim().split("\n").length, 1, ended.stderr);
    }
    assertEquals((await Array.fromAsync(Deno.readDir(join(folder, "runs")))).length, 1);
    const replayed = await runOmegaHere(["proofpack", "replay", pack]);
    assertEquals(replayed.code, 2);
    assert(replayed.stderr.includes("wanted a run without a cache"), replayed.stderr);
  }));

Deno.test("a story is written again from kept answers, and asks for nothing", () =>
  inTemporaryFolder(async (folder) => {
    const write = async (name: string, ...words: readonly string[]) => {
      const out = join(folder, name);
      const ended = await runOmegaHere([
        ...["scribe", ...STORY_FLAGS, `--cache=${join(folder, "kept")}`, "--json"],
        ...[`--out=${out}`, ...words],
      ]);
      assert(ended.code <= 1, ended.stderr);
      const { kept_answers: keptCount } = JSON.parse(ended.stdout);
      return { keptCount, prose: await Deno.readTextFile(join(out, "prose.txt")) };
    };
    const first = await write("first");
    const replay = await write("replay", "--provider=cache", "--model=omega-embedded-1");
    assertEquals(first.keptCount, 0);
    assert(replay.keptCount > 0);
    assertEquals(replay.prose, first.prose);
    const files = await Array.fromAsync(Deno.readDir(join(folder, "replay")));
    assert(files.every(({ name }) => name !== "run-cost.json"), "nothing was called");
  }));
