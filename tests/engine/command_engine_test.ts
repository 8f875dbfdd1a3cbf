import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { createCommandEngine } from "../../src/engine/command_engine.ts";
import type { RunContext } from "../../src/engine/engine.ts";
import { EngineError } from "../../src/engine/engine_error.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const CONTEXT: RunContext = { provider: createProvider("embedded"), ports: systemPorts };
const INPUT = { run: 3, seed: 42 };
const SCORES = '"hard_score":1,"soft_score":0.5,"hard_pass":true,"soft_pass":false';

/** A script of a POSIX shell as one command line; it must not hold a single quote. */
const shell = (script: string) => `sh -c '${script}'`;
const isPosix = Deno.build.os !== "windows";

/** Whether a process runs; one that waits to be reaped does not. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", `${pid}`] })
    .output();
  const state = new TextDecoder().decode(stdout).trim();
  return state !== "" && !state.startsWith("Z");
}

async function waitFor(isDone: () => Promise<boolean>): Promise<boolean> {
  for (let count = 0; count < 100; count++) {
    if (await isDone()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

Deno.test({
  name:
    "a command engine reads the run's document and gives the outcome it prints [OC-ENGINE-3503]",
  ignore: !isPosix,
  async fn() {
    const script = `read document; echo "$document" >&2; echo "{${
      SCORES.replaceAll('"', '\\"')
    },\\"output\\":\\"text\\",\\"artifacts\\":[{\\"path\\":\\"a/b.txt\\",\\"content\\":\\"c\\"}]}"`;
    const engine = createCommandEngine(shell(script));
    const inputs = { plan: { title: "été" } };
    const outcome = await engine.run(INPUT, { ...CONTEXT, model: "m-1", inputs });
    const document =
      '{"schema":"OMEGA-ENGINE-RUN-1.0","run":3,"seed":42,"model":"m-1","inputs":{"plan":{"title":"été"}}}';
    assertEquals(outcome, {
      hardScore: 1,
      softScore: 0.5,
      hardPass: true,
      softPass: false,
      output: "text",
      scenes: [],
      artifacts: [
        { path: "a/b.txt", content: "c" },
        { path: "stderr.txt", content: `${document}\n` },
      ],
    });
    assertEquals(engine.name, "command:sh");
  },
});

Deno.test({
  name: "every other end of a command is an error with its code, and keeps stderr [OC-ENGINE-3504]",
  ignore: !isPosix,
  async fn() {
    const good = `printf "{${SCORES.replaceAll('"', '\\"')}`;
    const table: readonly (readonly [string, string, string])[] = [
      ["echo why >&2; exit 7", "ENGINE_EXIT", "wanted exit code 0, found 7 (why)"],
      ["kill -9 $$", "ENGINE_EXIT", "wanted exit code 0, found SIGKILL"],
      ["sleep 30", "ENGINE_TIMEOUT", "wanted an end within 150 ms, found none"],
      ["yes", "ENGINE_OUTPUT_TOO_LARGE", "wanted at most 4096 bytes on stdout, found more"],
      [":", "ENGINE_BAD_JSON", "Unexpected end"],
      ["echo hello", "ENGINE_BAD_JSON", "wanted JSON, found"],
      [`${good}}"; echo more`, "ENGINE_BAD_JSON", "wanted JSON, found"],
      ['printf "\\"\\377\\""', "ENGINE_BAD_JSON", "wanted UTF-8 text"],
      ["echo []", "ENGINE_BAD_OUTCOME", "at $: wanted an object, found an array"],
      ["echo {}", "ENGINE_BAD_OUTCOME", "at $.hard_score: wanted a value, found nothing"],
      [
        `${good},\\"artefacts\\":[]}"`,
        "ENGINE_BAD_OUTCOME",
        "at $.artefacts: wanted one of the keys",
      ],
      [
        `${good},\\"artifacts\\":[{\\"path\\":\\"../x\\",\\"content\\":\\"\\"}]}"`,
        "ENGINE_BAD_OUTCOME",
        'a part ".."',
      ],
      [
        'echo "{\\"hard_score\\":2,\\"soft_score\\":0,\\"hard_pass\\":true,\\"soft_pass\\":true}"',
        "ENGINE_BAD_OUTCOME",
        "at $.hard_score: wanted a number in 0..1, found 2",
      ],
    ];
    for (const [script, code, text] of table) {
      const engine = createCommandEngine(shell(`echo noise >&2; ${script}`), {
        timeLimitMs: script.startsWith("sleep") ? 150 : 10_000,
        stdoutMaxBytes: 4096,
      });
      const error = await assertRejects(() => engine.run(INPUT, CONTEXT), EngineError, text);
      assertEquals(error.code, code, script);
      assert(!error.message.includes("\n"), error.message);
      assert(error.artifacts[0]?.content.startsWith("noise\n"), script);
    }
  },
});

Deno.test({
  name: "the whole process group ends with the run: in order, late or aborted [OC-ENGINE-3505]",
  ignore: !isPosix,
  async fn() {
    // The grandchild lives in the background, holds the pipes open and says who it is.
    const script = (end: string) => `sleep 300 & echo $! >&2; ${end}`;
    const reason = new Error("enough");
    const table: readonly (readonly [string, number, boolean])[] = [
      [script("exit 1"), 10_000, false],
      [script("wait"), 200, false],
      [script("wait"), 10_000, true],
    ];
    for (const [text, timeLimitMs, isAborted] of table) {
      await inTemporaryFolder(async (folder) => {
        const path = join(folder, "pid");
        const abort = new AbortController();
        const engine = createCommandEngine(shell(text.replace(">&2", `> ${path}`)), {
          timeLimitMs,
        });
        const run = engine.run(INPUT, { ...CONTEXT, signal: abort.signal });
        const settled = run.catch((error) => error);
        assert(await waitFor(async () => (await Deno.readTextFile(path).catch(() => "")) !== ""));
        const pid = Number(await Deno.readTextFile(path));
        if (isAborted) {
          assert(await isRunning(pid), "the grandchild runs before the abort");
          abort.abort(reason);
        }
        const startMs = performance.now();
        const error = await settled;
        assert(performance.now() - startMs < 900, "the end does not wait for the grandchild");
        if (isAborted) assertEquals(error, reason);
        else assert(error instanceof EngineError);
        assert(await waitFor(async () => !(await isRunning(pid))), "the grandchild is gone");
      });
    }
  },
});

Deno.test({
  name: "a command that closes its stdin at once, or never reads it, is judged by its output",
  ignore: !isPosix,
  async fn() {
    const document = `{${SCORES}}`.replaceAll('"', '\\"');
    for (const script of [`exec 0<&-; echo "${document}"`, `sleep 0.05; echo "${document}"`]) {
      const engine = createCommandEngine(shell(script));
      const inputs = { plan: "x".repeat(1_000_000) };
      assertEquals((await engine.run(INPUT, { ...CONTEXT, inputs })).softScore, 0.5);
    }
  },
});

Deno.test({
  name: "of a long stderr the end is kept, and keys are taken out of it",
  ignore: !isPosix,
  async fn() {
    const script = `yes key-12345678 | head -n 20000 >&2; echo last key-12345678 >&2; exit 1`;
    const redact = (text: string) => text.replaceAll("key-12345678", "[redacted]");
    const engine = createCommandEngine(shell(script), { stderrMaxBytes: 1000, redact });
    const error = await assertRejects(() => engine.run(INPUT, CONTEXT), EngineError);
    const [artifact] = error.artifacts;
    assert(artifact!.content.startsWith("[the beginning was dropped]\n"));
    assert(artifact!.content.endsWith("last [redacted]\n"));
    assert(artifact!.content.length < 2000);
    assert(!artifact!.content.includes("key-12345678"));
    assert(error.message.endsWith("found 1 (last [redacted])"));
  },
});

Deno.test("a program that is not there, and a virtual clock, are mistakes of the user", async () => {
  const missing = createCommandEngine("/nowhere/omega-no-such-program --key secret");
  const error = await assertRejects(() => missing.run(INPUT, CONTEXT), InputError, "omega-no-such");
  assertEquals(error.code, "ENGINE_NOT_FOUND");
  assertEquals(missing.name, "command:omega-no-such-program");
  const ports = { ...systemPorts, clock: createVirtualClock(0) };
  const late = () => missing.run(INPUT, { ...CONTEXT, ports });
  await assertRejects(late, InputError, "on the virtual clock");
  for (const field of ["timeLimitMs", "stdoutMaxBytes", "stderrMaxBytes"]) {
    assertThrows(() => createCommandEngine("x", { [field]: 0 }), RangeError, field);
  }
});
