/** A stopped stress goes on at the same server in the same way, and its failures can be packed. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { startModelServer } from "../model_server/model_server.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runOmegaHere } from "../cli/omega_here.ts";
import { ROOT } from "../cli/run_omega.ts";
import { CALIBRATION_FLAG, readAllFiles } from "./omega_process.ts";

const PROVERB = `--engine=module:${join(ROOT, "examples/engines/proverb.ts")}`;
const KEY = "canary-key-0123456789abcdef";

const SECRETS = [`--header=X-Team: ${KEY}`];
const ENV = { OMEGA_API_KEY: KEY };

/** Starts a stress that nobody answers, and gives its folder. */
async function startAtClosedServer(
  url: string,
  folder: string,
  secrets: readonly string[],
): Promise<string> {
  const started = await runOmegaHere([
    ...["stress", PROVERB, CALIBRATION_FLAG, `--out=${folder}`, "--count=3", "--json"],
    ...["--provider=tgi", `--base-url=${url}/`, "--model=m", "--stream"],
    ...["--sampling=top_k=40,top_p=0.50", "--chat-template=chatml", ...secrets],
  ]);
  assertEquals(started.code, 3, started.stderr);
  const [{ name }] = await Array.fromAsync(Deno.readDir(folder)) as [Deno.DirEntry];
  return join(folder, name);
}

/** A server that answers nobody until it is opened. */
async function startClosedServer() {
  let isOpen = false;
  const server = await startModelServer({
    misbehave(_, reply) {
      if (!isOpen) reply.send(401, '{"error":"not yet"}');
      return !isOpen;
    },
  });
  return Object.assign(server, { open: () => void (isOpen = true) });
}

/** What is given to go on with, and what is said of it. */
const CONTRADICTIONS: readonly (readonly [readonly string[], string])[] = [
  [[], 'Cannot go on: wanted --engine for "module:proverb", found nothing'],
  [[PROVERB, "--base-url=http://127.0.0.1:9"], "found http://127.0.0.1:9"],
  [[PROVERB, "--sampling=top_k=41"], "found top_k=41"],
  [[PROVERB, "--chat-template=gemma"], "wanted chat_template chatml, found gemma"],
  [[PROVERB, "--provider=vllm"], "wanted provider tgi, found vllm"],
];

Deno.test("--resume takes address, sampling, template and streaming from the run folder", () =>
  inTemporaryFolder(async (folder) => {
    await using server = await startClosedServer();
    const runFolder = await startAtClosedServer(server.url, folder, []);
    const text = await Deno.readTextFile(join(runFolder, "RUN.json"));
    const { status, settings } = JSON.parse(text);
    assertEquals(status, "incomplete");
    assertEquals(settings, {
      base_url: server.url,
      sampling: "top_p=0.5,top_k=40",
      chat_template: "chatml",
      stream: "on",
    });

    server.open();
    const resume = (words: readonly string[]) =>
      runOmegaHere(["stress", `--resume=${runFolder}`, ...words]);
    const before = server.received.length;
    for (const [words, problem] of CONTRADICTIONS) {
      const refused = await resume(words);
      assertEquals(refused.code, 2, refused.stderr);
      assert(refused.stderr.includes(problem), refused.stderr);
      assertEquals(refused.stderr.trim().split("\n").length, 1, refused.stderr);
    }
    assertEquals(server.received.length, before, "a refused stress calls nobody");

    const resumed = await resume([PROVERB]);
    assert(resumed.code <= 1, resumed.stderr);
    const { target, body } = server.received.at(-1)!;
    const { inputs, parameters } = JSON.parse(body);
    assertEquals([target, parameters.top_k, parameters.top_p], ["/generate_stream", 40, 0.5]);
    assert(inputs.startsWith("<|im_start|>"));
    const report = JSON.parse(await Deno.readTextFile(join(runFolder, "PR_REPORT.json")));
    assertEquals([report.total_runs, report.usage.calls], [3, server.served.calls]);
  }));

Deno.test("a resumed stress sends a key or header to no address that only its folder names", () =>
  inTemporaryFolder(async (folder) => {
    await using server = await startClosedServer();
    const runFolder = await startAtClosedServer(server.url, folder, SECRETS);
    const text = await Deno.readTextFile(join(runFolder, "RUN.json"));
    assertEquals(JSON.parse(text).settings.headers, "x-team");
    assert(!text.includes(KEY));

    server.open();
    const address = `--base-url=${server.url}`;
    const before = server.received.length;
    const wanted = "wanted --base-url URL to go on with a key or header, found none";
    const table: readonly (readonly [readonly string[], typeof ENV | undefined, string])[] = [
      [[PROVERB], ENV, `${wanted}; RUN.json says ${server.url}`],
      [[PROVERB, ...SECRETS], undefined, wanted],
      [[PROVERB, `--api-key=${KEY}`], undefined, wanted],
      [[PROVERB, address], ENV, "wanted headers x-team, found absent"],
    ];
    for (const [words, env, problem] of table) {
      const refused = await runOmegaHere(["stress", `--resume=${runFolder}`, ...words], env);
      assertEquals(refused.code, 2, refused.stderr);
      assert(refused.stderr.includes(problem), refused.stderr);
      assert(!refused.stderr.includes(KEY), refused.stderr);
    }
    assertEquals(server.received.length, before);

    const words = ["stress", `--resume=${runFolder}`, PROVERB, address, ...SECRETS];
    const resumed = await runOmegaHere(words, ENV);
    assert(resumed.code <= 1, resumed.stderr);
    const { headers } = server.received.at(-1)!;
    assertEquals([headers["x-team"], headers["authorization"]], [KEY, `Bearer ${KEY}`]);
  }));

Deno.test("a key in the query of the address is written nowhere and must be given again", () =>
  inTemporaryFolder(async (folder) => {
    await using server = await startModelServer({ apiKey: "another" });
    const started = await runOmegaHere([
      ...["stress", PROVERB, CALIBRATION_FLAG, `--out=${folder}`, "--provider=vllm", "--model=m"],
      `--base-url=${server.url}/v1?version=2&key=${KEY}`,
    ], ENV);
    assertEquals(started.code, 3, started.stderr);
    assertEquals(server.received[0]!.target, `/v1/chat/completions?version=2&key=${KEY}`);
    const files = await readAllFiles(folder);
    for (const [path, text] of [...files, ["stderr", started.stderr]]) {
      assert(!text!.includes(KEY), `${path} holds the key`);
    }
    const [path, text] = files.find(([path]) => path.endsWith("RUN.json"))!;
    assertEquals(JSON.parse(text).settings, { base_url: `${server.url}/v1`, query: "key,version" });
    const resumed = await runOmegaHere(["stress", PROVERB, `--resume=${path.slice(0, -9)}`]);
    assertEquals(resumed.code, 2);
    assert(resumed.stderr.includes("wanted query key,version, found absent"), resumed.stderr);
  }));

Deno.test("runs that failed are packed: paths in error texts and stderr are written as <path>", () =>
  inTemporaryFolder(async (folder) => {
    let count = 0;
    await using server = await startModelServer({
      misbehave(_, reply) {
        if (++count !== 2) return false;
        const message = "cannot open '/home/ada/models/m.gguf' of 狼";
        reply.send(400, JSON.stringify({ error: { message } }));
        return true;
      },
    });
    const script = "echo cannot open /opt/engine/config.json >&2; exit 3";
    const stresses = [
      [PROVERB, "--provider=vllm", `--base-url=${server.url}`, "--model=m"],
      [`--engine=command:sh -c '${script}'`],
    ];
    const errors = [
      "found status 400 (cannot open '<path>' of 狼)",
      "wanted exit code 0, found 3 (cannot open <path>)",
    ];
    for (const [index, words] of stresses.entries()) {
      const out = join(folder, `${index}`);
      const ended = await runOmegaHere([
        ...["stress", CALIBRATION_FLAG, `--out=${out}`, "--count=3", "--json", ...words],
      ]);
      assertEquals(ended.code, 1, ended.stderr);
      const { run_dir: runFolder } = JSON.parse(ended.stdout);
      const journal = await Deno.readTextFile(join(runFolder, "runs.jsonl"));
      assert(journal.includes(errors[index]!), journal);
      const built = await runOmegaHere([
        ...["proofpack", "build", "--type=stress", `--source=${runFolder}`],
        ...[`--out=${join(folder, `${index}.zip`)}`, "--json"],
      ]);
      const { verdict, pack, violations } = JSON.parse(built.stdout);
      assertEquals([verdict, pack !== undefined], ["FAIL", true], JSON.stringify(violations));
    }
    const [{ name }] = await Array.fromAsync(Deno.readDir(join(folder, "1"))) as [Deno.DirEntry];
    const stderr = await Deno.readTextFile(join(folder, "1", name, "runs/000001/stderr.txt"));
    assertEquals(stderr, "cannot open <path>\n");
  }));
