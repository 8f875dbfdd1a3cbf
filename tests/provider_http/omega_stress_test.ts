/** `omega stress` against servers and engines that are not ours, as real processes. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { startModelServer } from "../model_server/model_server.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runOmegaHere } from "../cli/omega_here.ts";
import { ROOT } from "../cli/run_omega.ts";
import { CALIBRATION_FLAG, readAllFiles, runOmega, STORY_FLAGS } from "./omega_process.ts";

const KEY = "canary-key-0123456789abcdef";

/** A port on which nothing listens. */
function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("omega stress stops with one sentence where no server answers, and shows no key", async () => {
  await using server = await startModelServer({ apiKey: "another-key", models: ["m"] });
  await using open = await startModelServer({ models: ["m"] });
  await using plain = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(),
  );
  const refused = `http://127.0.0.1:${closedPort()}`;
  const secure = `https://127.0.0.1:${plain.addr.port}`;
  const table: readonly (readonly [string, string, readonly string[], string])[] = [
    [refused, "CONNECT_REFUSED", [], "the connection was refused"],
    [server.url, "UNAUTHORIZED", [], "found status 401 (invalid_api_key: Incorrect API key"],
    [open.url, "NOT_FOUND", ["--model=unknown"], "found status 404 (model_not_found: The model"],
    [secure, "TLS_REFUSED", [], "TLS failed: "],
  ];
  await inTemporaryFolder(async (folder) => {
    const cases = table.map(async ([baseUrl, code, flags, cause], index) => {
      const out = join(folder, `${index}`);
      const ended = await runOmega([
        "stress",
        ...STORY_FLAGS,
        "--provider=openai",
        `--base-url=${baseUrl}`,
        ...(flags.length > 0 ? flags : ["--model=m"]),
        "--count=20",
        "--concurrency=8",
        "--header=X-Secret: header-canary-0123456789",
        `--out=${out}`,
        "--json",
      ], { cwd: folder, env: { OPENAI_API_KEY: KEY } });
      assertEquals(ended.code, 3, ended.stderr);
      const { ok, verdict, error, violations } = JSON.parse(ended.stdout);
      assertEquals([ok, verdict, violations[0].code], [false, "STOP", code]);
      assert(error.startsWith(`Cannot call "${baseUrl}/v1/chat/completions": `), error);
      assert(error.includes(cause), error);
      assertEquals(ended.stderr.trim().split("\n"), [`omega: ${error}`]);
      const files = await readAllFiles(out);
      const [, manifest] = files.find(([path]) => path.endsWith("RUN.json"))!;
      assertEquals(JSON.parse(manifest).status, "incomplete");
      for (const [where, text] of [...files, ["stdout", ended.stdout], ["stderr", ended.stderr]]) {
        assert(!text!.includes(KEY) && !text!.includes("header-canary"), `${where} holds a key`);
      }
    });
    await Promise.all(cases);
  });
  assert(server.received.some(({ headers }) => headers["authorization"] === `Bearer ${KEY}`));
});

Deno.test("a server that fails later costs its runs, and no key reaches any file [OC-PROVIDER-3207]", async () => {
  let count = 0;
  await using server = await startModelServer({
    apiKey: KEY,
    textModel: () => "The night was cold, and she heard the sea.",
    misbehave({ headers }, reply) {
      // Once, in the middle: a run makes three calls.
      if (++count !== 10) return false;
      const message = `Bad key ${headers["authorization"]}`;
      reply.send(401, JSON.stringify({ error: { message, code: "invalid_api_key" } }));
      return true;
    },
  });
  await inTemporaryFolder(async (folder) => {
    const ended = await runOmega([
      "stress",
      ...STORY_FLAGS,
      "--provider=openai",
      `--base-url=${server.url}`,
      "--model=m",
      "--count=6",
      "--concurrency=3",
      "--stream",
      "--out=runs",
      "--json",
    ], { cwd: folder, env: { OMEGA_API_KEY: KEY } });
    assertEquals(ended.code, 1, ended.stderr);
    const answer = JSON.parse(ended.stdout);
    assertEquals(answer.verdict, "FAIL");
    assert(answer.infrastructure_errors > 0 && answer.runs > 0, ended.stdout);
    const files = await readAllFiles(folder);
    assert(
      files.some(([path, text]) => path.endsWith("runs.jsonl") && text.includes("UNAUTHORIZED")),
    );
    for (const [where, text] of [...files, ["stdout", ended.stdout], ["stderr", ended.stderr]]) {
      assert(!text!.includes(KEY), `${where} holds the key`);
    }
  });
});

Deno.test("omega stress runs a module and a program as engines", async () => {
  await using server = await startModelServer({
    textModel: (prompt) => `Said of ${prompt.length}.`,
  });
  await inTemporaryFolder(async (folder) => {
    const module = runOmega([
      "stress",
      `--engine=module:${join(ROOT, "examples/engines/proverb.ts")}`,
      "--provider=tgi",
      `--base-url=${server.url}`,
      "--model=m",
      "--count=4",
      "--concurrency=2",
      "--out=module",
      CALIBRATION_FLAG,
      "--json",
    ], { cwd: folder });
    const script = "import json,os,sys; run=json.load(sys.stdin); " +
      "print(os.environ['OMEGA_API_KEY'], file=sys.stderr); sys.exit(3) if run['run']==2 else None; " +
      "print(json.dumps({'hard_score':1,'soft_score':1,'hard_pass':True,'soft_pass':True}))";
    const command = runOmega([
      "stress",
      `--engine=command:python3 -c "${script}"`,
      "--count=3",
      "--out=command",
      CALIBRATION_FLAG,
      "--json",
    ], { cwd: folder, env: { OMEGA_API_KEY: KEY } });
    const [moduleEnd, commandEnd] = await Promise.all([module, command]);

    const moduleAnswer = JSON.parse(moduleEnd.stdout);
    assertEquals([moduleAnswer.runs, moduleAnswer.infrastructure_errors], [4, 0], moduleEnd.stderr);
    const report = JSON.parse(
      await Deno.readTextFile(join(folder, moduleAnswer.run_dir, "PR_REPORT.json")),
    );
    assertEquals([report.engine, report.provider, report.clock], [
      "module:proverb",
      "tgi",
      "system",
    ]);
    const { served } = server;
    assertEquals(
      [report.usage.calls, report.usage.input_tokens, report.usage.output_tokens],
      [served.calls, served.inputTokens, served.outputTokens],
    );

    const commandAnswer = JSON.parse(commandEnd.stdout);
    assertEquals(
      [commandAnswer.runs, commandAnswer.infrastructure_errors],
      [2, 1],
      commandEnd.stderr,
    );
    const runFolder = join(folder, commandAnswer.run_dir);
    const files = await readAllFiles(runFolder);
    const kept = files.filter(([path]) => path.endsWith("stderr.txt")).map(([, text]) => text);
    assertEquals(kept, ["[redacted]\n", "[redacted]\n", "[redacted]\n"]);
    assert(files.every(([, text]) => !text.includes(KEY)));
    assertMatch(files.find(([path]) => path.endsWith("runs.jsonl"))![1], /"code":"ENGINE_EXIT"/);
  });
});

Deno.test("omega stress --probe-determinism names the first byte that differs", async () => {
  let count = 0;
  await using moody = await startModelServer({
    textModel: () => `The sea. ${count++ >= 5 ? "B" : "A"}.`,
  });
  await inTemporaryFolder(async (folder) => {
    const probe = (name: string, ...words: readonly string[]) =>
      runOmega(["stress", ...STORY_FLAGS, `--out=${name}`, "--json", ...words], { cwd: folder });
    const server = ["--provider=vllm", `--base-url=${moody.url}`, "--model=m"];
    const [same, broken, dead] = await Promise.all([
      probe("same", "--probe-determinism=3"),
      probe("broken", "--probe-determinism=4", ...server),
      probe(
        "dead",
        "--probe-determinism=2",
        ...server.slice(0, 1),
        "--model=m",
        `--base-url=http://127.0.0.1:${closedPort()}`,
      ),
    ]);
    assertEquals(same.code, 0, same.stderr);
    assertEquals(JSON.parse(same.stdout).verdict, "PASS");

    assertEquals(broken.code, 1, broken.stderr);
    const answer = JSON.parse(broken.stdout);
    const [violation] = answer.violations;
    assertEquals([violation.code, violation.path], ["DETERMINISM_BROKEN", "ProsePack.json"]);
    assertMatch(
      violation.message,
      /^repetition \d differs from the first at byte \d+ of ProsePack.json: wanted 0x.., found 0x..$/,
    );
    const document = JSON.parse(
      await Deno.readTextFile(join(folder, answer.run_dir, "DETERMINISM.json")),
    );
    assertEquals([document.verdict, document.difference.offset], ["FAIL", violation.value]);

    assertEquals(dead.code, 3, dead.stderr);
    assertEquals(JSON.parse(dead.stdout).violations[0].code, "CONNECT_REFUSED");
  });
});

Deno.test("flags that do not fit together are refused before anything is written", async () => {
  await inTemporaryFolder(async (folder) => {
    const table: readonly (readonly [readonly string[], string])[] = [
      [["--provider=openai"], "wanted --model NAME, found nothing"],
      [["--provider=tgi", "--model=m"], "wanted a base URL, found none"],
      [["--provider=opena"], 'did you mean "openai"?'],
      [["--base-url=http://h"], "it is no server and takes no --base-url"],
      [
        ["--provider=vllm", "--model=m", "--base-url=http://h", "--clock=virtual"],
        "wanted --clock system",
      ],
      [
        ["--provider=vllm", "--model=m", "--base-url=http://h", "--sampling=heat=1"],
        "wanted NAME=NUMBER",
      ],
      [["--engine=shell:x"], "wanted scribe, module:PATH, command:CMD"],
      [["--engine=command:x", "--provider=vllm"], "which calls models by itself"],
      [["--engine=module:missing.ts"], 'Cannot load engine "missing.ts"'],
      [["--probe-determinism=1"], "wanted an integer in 2..1000"],
      [["--engine-timeout-ms=5"], "wanted --engine command:CMD with it, found scribe"],
      [
        ["--header=A: b", "--header=A: c", "--provider=vllm", "--model=m", "--base-url=http://h"],
        'wanted "A" once',
      ],
    ];
    for (const [words, text] of table) {
      const out = `--out=${join(folder, "runs")}`;
      const ended = await runOmegaHere(["stress", ...STORY_FLAGS, out, ...words]);
      assertEquals(ended.code, 2, ended.stderr);
      assert(ended.stderr.includes(text), ended.stderr);
      assertEquals(ended.stderr.trim().split("\n").length, 1, ended.stderr);
    }
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
});
