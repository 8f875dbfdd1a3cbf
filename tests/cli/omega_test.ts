import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { runOmegaHere } from "./omega_here.ts";
import { OMEGA, ROOT, run, runOmega, SHORT_STORY_FLAGS, storyFlags } from "./run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

async function onlyFolder(parent: string): Promise<string> {
  const entries = await Array.fromAsync(Deno.readDir(parent));
  assertEquals(entries.length, 1);
  return join(parent, entries[0]!.name);
}

async function isEmptyFolder(path: string): Promise<boolean> {
  return (await Array.fromAsync(Deno.readDir(path))).length === 0;
}

Deno.test("omega stress, proofpack build and verify: the main job, judged by others [OC-INV-0107, OC-CLI-9101, OC-CLI-9201]", async () => {
  await inTemporaryFolder(async (folder) => {
    const stress = await runOmega(["stress", ...storyFlags(), "--count=30", "--json"], {
      cwd: folder,
    });
    assertEquals(stress.code, 0, stress.stderr);
    const answer = JSON.parse(stress.stdout);
    assertEquals([answer.ok, answer.verdict, answer.runs], [true, "PASS", 30]);
    assertMatch(answer.run_dir, /^metrics.pr.PR_RUNS.stress30_\d{8}T\d{6}Z$/);
    assertStringIncludes(stress.stderr, "PR-G4 stress: PASS");

    const pack = join(folder, "run.zip");
    const source = join(folder, answer.run_dir);
    const build = await runOmegaHere(
      ["proofpack", "build", "--source", source, "--out", pack, "--type", "stress"],
    );
    assertEquals(build.code, 0, build.stderr + build.stdout);
    const verify = await runOmegaHere(["proofpack", "verify", pack, "--json"]);
    assertEquals(verify.code, 0, verify.stderr);
    assertEquals(JSON.parse(verify.stdout).pack_verdict, "PASS");

    assertEquals((await run(["unzip", "-tq", pack])).code, 0);
    assertEquals((await run(["python3", "-m", "zipfile", "-t", pack])).code, 0);
    const unpacked = join(folder, "unpacked");
    assertEquals((await run(["unzip", "-q", pack, "-d", unpacked])).code, 0);
    const sums = ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS.txt"];
    assertEquals((await run(sums, { cwd: unpacked })).code, 0);
    assertEquals((await run(["sh", join(unpacked, "replay.sh")], { cwd: folder })).code, 0);
    assertEquals((await runOmegaHere(["proofpack", "verify", unpacked])).code, 0);

    const bytes = await Deno.readFile(pack);
    bytes[bytes.length >> 1]! ^= 1;
    await Deno.writeFile(pack, bytes);
    const altered = await runOmegaHere(["proofpack", "verify", pack, "--json"]);
    assertEquals(altered.code, 1);
    assertEquals(JSON.parse(altered.stdout).ok, false);
  });
});

Deno.test("omega stress gives the same report twice, and in French another", async () => {
  await inTemporaryFolder(async (folder) => {
    const reportOf = async (name: string, ...words: string[]) => {
      const out = join(folder, name);
      const ended = await runOmegaHere(["stress", "--count=10", `--out=${out}`, ...words]);
      assert(ended.code <= 1, ended.stderr);
      return await Deno.readTextFile(join(await onlyFolder(out), "PR_REPORT.json"));
    };
    const first = await reportOf("a", ...SHORT_STORY_FLAGS);
    assertEquals(await reportOf("b", ...SHORT_STORY_FLAGS, "--concurrency=8"), first);
    assert(await reportOf("c", ...SHORT_STORY_FLAGS, "--seed=7") !== first);
    assert(await reportOf("d", ...storyFlags("fr")) !== first);
  });
});

Deno.test("omega scribe writes a story once, and never over another [OC-STRESS-5003]", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "story");
    const words = ["scribe", ...storyFlags("fr"), `--out=${out}`, "--json"];
    const first = await runOmegaHere(words);
    assert(first.code <= 1, first.stderr);
    const { hard_score: score, verdict } = JSON.parse(first.stdout);
    assertEquals(verdict, first.code === 0 ? "PASS" : "FAIL");
    const pack = JSON.parse(await Deno.readTextFile(join(out, "ProsePack.json")));
    assertEquals(pack.score.hard_score, score);
    const second = await runOmegaHere(words);
    assertEquals(second.code, 2);
    assertStringIncludes(second.stderr, "wanted a new or empty folder");
  });
});

async function expectRefusal(words: readonly string[], text: string): Promise<void> {
  const ended = await runOmegaHere([...words, "--json"]);
  assertEquals(ended.code, 2, ended.stderr);
  assertStringIncludes(ended.stderr, text);
  // One sentence, and no stack behind it.
  assertEquals(ended.stderr.trimEnd().split("\n").length, 1, ended.stderr);
  const answer = JSON.parse(ended.stdout);
  assertEquals([answer.ok, answer.verdict], [false, "ERROR"]);
}

Deno.test("omega stress refuses bad inputs in one sentence and writes nothing [OC-CLI-9102]", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "out");
    const good = JSON.parse(await Deno.readTextFile(join(ROOT, "examples/en/plan.json")));
    const files: Record<string, string | Uint8Array> = {
      "empty.json": "",
      "utf16.json": new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
      "cut.json": '{"plan_id": "x"',
      "scenes.json": JSON.stringify({ ...good, arcs: [], scene_count: 0, beat_count: 0 }),
      "number.json": JSON.stringify({ ...good, plan_id: 7 }),
    };
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(join(folder, name), bytes);
    }
    {
      using large = await Deno.open(join(folder, "large.json"), { write: true, create: true });
      await large.truncate(200 * 1024 * 1024);
    }
    await Deno.mkdir(join(folder, "folder.json"));
    const table = [
      ["folder.json", "wanted a file, found a folder"],
      ["empty.json", "wanted JSON, found an empty file"],
      ["large.json", "wanted at most 67108864 bytes, found 209715200 bytes"],
      ["utf16.json", "wanted UTF-8 text, found UTF-16"],
      ["cut.json", "wanted JSON, found"],
      ["scenes.json", "$.arcs"],
      ["number.json", "at $.plan_id: wanted a string"],
      ["missing.json", "wanted a file, found nothing there"],
    ] as const;
    const rest = storyFlags().filter((flag) => !flag.startsWith("--plan"));
    await Promise.all(
      table.map(([name, text]) =>
        expectRefusal(["stress", `--plan=${join(folder, name)}`, ...rest, `--out=${out}`], text)
      ),
    );
    assertEquals(await Deno.stat(out).catch(() => null), null);
  });
});

Deno.test("omega judges by no limit that is null: FAIL CALIBRATION_NULL [OC-INV-0103]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "calibration.json");
    const shipped = await Deno.readTextFile(join(ROOT, "calibration/calibration.json"));
    await Deno.writeTextFile(
      path,
      shipped.replace('"PASS_RATIO_MIN": 0.75', '"PASS_RATIO_MIN": null'),
    );
    const words = [...storyFlags().slice(0, 2), `--calibration=${path}`];
    const ended = await runOmegaHere(["stress", ...words, `--out=${folder}/out`, "--json"]);
    assertEquals(ended.code, 1);
    const answer = JSON.parse(ended.stdout);
    assertEquals([answer.verdict, answer.violations[0].code, answer.violations[0].path], [
      "FAIL",
      "CALIBRATION_NULL",
      "$.PASS_RATIO_MIN",
    ]);
    await Deno.remove(path);
    assert(await isEmptyFolder(folder));
  });
});

Deno.test("omega stress --strict ends 1 on DOWNGRADE [OC-CLI-9103]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "calibration.json");
    const calibration = JSON.parse(
      await Deno.readTextFile(join(ROOT, "calibration/calibration.json")),
    );
    calibration.VARIANCE_ENVELOPES.mean_soft_score = { min: 0, target: 0, max: 0.01 };
    await Deno.writeTextFile(path, JSON.stringify(calibration));
    const words = [
      "stress",
      ...SHORT_STORY_FLAGS.slice(0, 2),
      `--calibration=${path}`,
      "--count=10",
      `--out=${folder}`,
      "--json",
    ];
    const lenient = await runOmegaHere(words);
    assertEquals([lenient.code, JSON.parse(lenient.stdout).verdict], [0, "DOWNGRADE"]);
    const strict = await runOmegaHere([...words, "--strict"]);
    assertEquals([strict.code, JSON.parse(strict.stdout).ok], [1, false]);
  });
});

Deno.test("omega stress ends 130 on SIGINT, 143 on SIGTERM, and says incomplete [OC-CLI-9104]", async () => {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    await inTemporaryFolder(async (out) => {
      const [program, ...args] = OMEGA;
      await using child = new Deno.Command(program!, {
        args: [...args, "stress", ...storyFlags(), "--count=100000", `--out=${out}`],
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      // Plain progress is a line per tenth; the journal grows long before.
      let runFolder: string | undefined;
      while (runFolder === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        for await (const entry of Deno.readDir(out)) runFolder = join(out, entry.name);
      }
      const journal = join(runFolder, "runs.jsonl");
      for (;;) {
        const size = await Deno.stat(journal).then(({ size }) => size, () => 0);
        if (size > 2000) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill(signal);
      const stderr = await new Response(child.stderr).text();
      assertEquals((await child.status).code, code, stderr);
      assertStringIncludes(stderr, `interrupted by ${signal}`);
      const manifest = JSON.parse(await Deno.readTextFile(join(runFolder, "RUN.json")));
      assertEquals(manifest.status, "incomplete");
      assert((await Deno.readTextFile(journal)).endsWith("}\n"));
    });
  }
});

/** An engine that hears of no signal and never ends. */
const DEAF = `console.error("deaf");
export default { name: "deaf", run: () => new Promise((resolve) => setTimeout(resolve, 1e9)) };`;

Deno.test({
  name:
    "omega waits for an engine after one Ctrl-C, and ends 130 at once on the second [OC-CLI-9107]",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const engine = join(folder, "deaf.js");
      await Deno.writeTextFile(engine, DEAF);
      const [program, ...args] = OMEGA;
      const words = ["stress", `--engine=module:${engine}`, "--count=1", "--quiet"];
      const limits = `--calibration=${join(ROOT, "calibration/calibration.json")}`;
      await using child = new Deno.Command(program!, {
        args: [...args, ...words, limits, "--clock=system", `--out=${join(folder, "out")}`],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      const runs = join(folder, "out");
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      while (!await Deno.stat(runs).then(() => true, () => false)) await pause(10);
      await pause(100);
      child.kill("SIGINT");
      const first = await Promise.race([child.status, pause(300)]);
      assertEquals(first, undefined);
      child.kill("SIGINT");
      assertEquals((await child.status).code, 130);
    }),
});

Deno.test("omega without a permission ends 3 and names the flag to add [OC-CLI-9105]", async () => {
  await inTemporaryFolder(async (folder) => {
    const stress = ["stress", ...SHORT_STORY_FLAGS, "--count=1", `--out=${folder}`, "--quiet"];
    const server = ["--provider=vllm", "--model=omega-embedded-1", "--base-url=http://127.0.0.1:9"];
    const faults = `--chaos=${join(ROOT, "calibration/chaos-config.json")}`;
    const table: readonly (readonly [string, readonly string[]])[] = [
      ["--allow-read", stress],
      ["--allow-write", stress],
      ["--allow-net", [...stress, ...server]],
      ["--allow-net", ["chaos", "serve", faults]],
      ["--allow-run", [
        ...stress.filter((word) => !/plan|intent/.test(word)),
        "--engine=command:cat",
      ]],
      ["--allow-run", ["concurrency", ...storyFlags().slice(2), `--out=${folder}`]],
    ];
    await Promise.all(table.map(async ([flag, line]) => {
      const ended = await run([...OMEGA.filter((word) => word !== flag), ...line]);
      assertEquals(ended.code, 3, ended.stderr);
      assertMatch(ended.stderr, new RegExp(`^omega: Cannot .*the ${flag} flag\\n$`));
    }));
  });
});

Deno.test("omega -C walks to a folder before it does anything, and says where it could not go", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "sub"));
    const stress = ["stress", ...SHORT_STORY_FLAGS, "--count=1", "--out=runs", "--quiet"];
    const walk = ["-C", folder, "--directory=sub"];
    assertEquals((await runOmega([...walk, ...stress])).stderr, "");
    assertEquals([...Deno.readDirSync(join(folder, "sub/runs"))].length, 1);
    const lost = await runOmega([...walk, "-C", "gone", ...stress]);
    assertEquals(lost.code, 2);
    assertStringIncludes(lost.stderr, 'Cannot use --directory: wanted a folder, found "gone"');
  });
});

Deno.test("omega --help, --version and a closed pipe end 0 [OC-CLI-9106]", async () => {
  const help = await runOmegaHere(["--help"]);
  assertEquals(help.code, 0);
  for (const word of ["stress", "proofpack build", "proofpack verify", "scribe"]) {
    assertStringIncludes(help.stdout, word);
  }
  const { version } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  assertEquals((await runOmega(["--version"])).stdout, `omega ${version}\n`);
  const command = OMEGA.map((word) => `'${word}'`).join(" ");
  const piped = await run(["sh", "-c", `{ ${command} --help; echo "code $?" >&2; } | head -c 1`]);
  assertStringIncludes(piped.stderr, "code 0");
});

Deno.test({
  name: "omega says in one sentence that stdout cannot be written, and ends 3 [OC-CLI-9108]",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const command = OMEGA.map((word) => `'${word}'`).join(" ");
    const lines = ["--version", "--version --json", "completions zsh", "budget price m --json"];
    await Promise.all(lines.map(async (line) => {
      const { code, stderr } = await run(["sh", "-c", `${command} ${line} >/dev/full`]);
      assertEquals(code, 3, stderr);
      assertMatch(stderr, /omega: Cannot write to stdout: No space left on device[^\n]*\n$/);
    }));
  },
});

Deno.test("omega stress merge makes the single run of shards, also of an Indexed Job's [OC-STRESS-5105]", async () => {
  await inTemporaryFolder(async (folder) => {
    const stress = (out: string, words: string[], variables = {}) =>
      runOmegaHere(
        ["stress", ...SHORT_STORY_FLAGS, "--count=9", `--out=${folder}/${out}`, ...words],
        variables,
      );
    assertEquals((await stress("whole", [])).code, 0);
    assertEquals((await stress("one", ["--shard=1/3"])).code, 0);
    assertEquals((await stress("two", ["--shard=2/3"])).code, 0);
    const third = await stress("three", ["--shard=job/3"], { JOB_COMPLETION_INDEX: "2" });
    assertEquals(third.code, 0, third.stderr);
    const shards = await Promise.all(
      ["three", "one", "two"].map((name) => onlyFolder(join(folder, name))),
    );
    const merged = await runOmegaHere(["stress", "merge", ...shards, `--out=${folder}/merged`]);
    assertEquals(merged.code, 0, merged.stderr);
    const [whole, one] = [`${folder}/whole`, `${folder}/merged`];
    const difference = await run(["diff", "-r", await onlyFolder(whole), await onlyFolder(one)]);
    assertEquals([difference.code, difference.stdout], [0, ""]);
    const refused = await stress("four", ["--shard=job/3"]);
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "JOB_COMPLETION_INDEX");
  });
});
