import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { OMEGA, ROOT, runOmega, storyFlags } from "../cli/run_omega.ts";
import { runOmegaHere } from "../cli/omega_here.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const CONFIG = `--chaos=${join(ROOT, "calibration/chaos-config.json")}`;

Deno.test("omega chaos run: a hundred runs under hellfire pass PR-G3 [OC-CHAOS-4602, OC-CLI-9201]", async () => {
  await inTemporaryFolder(async (out) => {
    const { code, stdout, stderr } = await runOmega([
      "chaos",
      "run",
      ...storyFlags(),
      CONFIG,
      "--chaos-profile=hellfire",
      `--out=${out}`,
      "--json",
    ]);
    assertEquals(code, 0, stderr);
    const answer = JSON.parse(stdout);
    assertEquals([answer.verdict, answer.violations], ["PASS", []]);
    const { injected, retried, reported, delayed, silent_success, runs } = answer.reconciliation;
    assertEquals([runs, silent_success], [100, 0]);
    assertEquals(injected, retried + reported + delayed);
    assert(injected > 300, `${injected} faults`);
    for (const text of ["PR-G3 chaos: PASS  100 runs", "hellfire", "MISSED", "rate_limit_429"]) {
      assertEquals(stderr.includes(text), text !== "MISSED" && text !== "hellfire", text);
    }
    const log = JSON.parse(await Deno.readTextFile(join(answer.run_dir, "chaos-log.json")));
    assertEquals(log.entries.length, answer.reconciliation.attempts);
    for (
      const name of ["call_index", "scene_id", "injected", "timestamp", "run", "key", "attempt"]
    ) {
      assert(name in log.entries[0], name);
    }
  });
});

Deno.test("omega chaos plan exports what omega chaos run takes", async () => {
  await inTemporaryFolder(async (out) => {
    const path = join(out, "plan.json");
    const exported = await runOmega([
      "chaos",
      "plan",
      CONFIG,
      "--chaos-profile=heavy",
      "--seed=7",
      `--out=${path}`,
      "--json",
    ]);
    assertEquals(exported.code, 0, exported.stderr);
    assertStringIncludes(exported.stderr, "invalid_json");
    const run = await runOmega([
      "chaos",
      "run",
      ...storyFlags(),
      `--chaos=${path}`,
      "--count=5",
      `--out=${out}`,
      "--json",
    ]);
    assertEquals(run.code, 0, run.stderr);
    assertEquals(JSON.parse(run.stdout).plan_digest, JSON.parse(exported.stdout).plan_digest);
  });
});

/** What the file holds, or the profile that is asked for, and what is said of it. */
const BAD: readonly (readonly [string, readonly string[], string])[] = [
  ['{"profiles":{"p":{"CHAOS_RATE":1.5,"failure_types":["timeout"]}}}', [], "CHAOS_RATE"],
  ['{"profiles":{"p":{"CHAOS_RATE":-1,"failure_types":["timeout"]}}}', [], "found -1"],
  ['{"profiles":{"p":{"CHAOS_RATE":NaN,"failure_types":["timeout"]}}}', [], "wanted JSON"],
  ['{"profiles":{"p":{"failure_rates":{"timeout":0.6,"latency":0.6}}}}', [], "sum to at most 1"],
  ['{"profiles":{"p":{"CHAOS_RATE":0.5,"failure_types":["slow"]}}}', [], 'found "slow"'],
  ["", ["--chaos-profile=hellfyre"], "hellfyre"],
];

for (const [config, flags, text] of BAD) {
  Deno.test(`omega chaos run ends 2 before any call: ${text} [OC-CHAOS-4508]`, async () => {
    await inTemporaryFolder(async (out) => {
      const path = join(out, "chaos.json");
      await Deno.writeTextFile(path, config);
      const chaos = config === "" ? CONFIG : `--chaos=${path}`;
      const runs = join(out, "runs");
      const words = ["chaos", "run", ...storyFlags(), chaos, ...flags, `--out=${runs}`];
      const { code, stderr } = await runOmegaHere(words);
      assertEquals(code, 2, stderr);
      assertStringIncludes(stderr, text);
      assertEquals(await Deno.stat(runs).catch(() => null), null);
    });
  });
}

/** Starts `omega chaos serve` and waits for the line that says where. */
async function serve(flags: readonly string[]) {
  const [program, ...args] = [...OMEGA, "chaos", "serve", CONFIG, ...flags];
  const net = args.indexOf("--allow-read");
  args.splice(net, 0, "--allow-net=127.0.0.1");
  const child = new Deno.Command(program!, {
    args,
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  return {
    line: text,
    async end(signal: Deno.Signal) {
      child.kill(signal);
      let rest = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        rest += part.value;
      }
      const stderr = await new Response(child.stderr).text();
      return { rest, stderr, code: (await child.status).code };
    },
  };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`omega chaos serve prints one line, serves, and ends cleanly on ${signal}`, async () => {
    const server = await serve(["--chaos-profile=none", "--json"]);
    const { event, url, port, upstream } = JSON.parse(server.line);
    assertEquals([event, upstream, url], ["listening", "embedded", `http://127.0.0.1:${port}`]);
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ messages: [{ role: "user", content: "One." }], max_tokens: 5 }),
      headers: { authorization: "Bearer sk-secret-in-a-header" },
    });
    assertEquals((await answer.json()).object, "chat.completion");
    const { rest, stderr, code } = await server.end(signal);
    assertEquals([server.line.split("\n").length, rest, code], [2, "", 0]);
    assertStringIncludes(stderr, "1 requests");
    assertEquals(stderr.includes("sk-secret"), false);
  });
}

Deno.test("omega chaos serve refuses an address that other machines can reach", async () => {
  const flags = ["chaos", "serve", CONFIG, "--host=0.0.0.0"];
  const { code, stderr } = await runOmegaHere(flags);
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, "wanted a loopback address");
});
