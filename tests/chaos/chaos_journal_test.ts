import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";
import {
  ChaosJournal,
  createChaosPlan,
  readChaosJournal,
  RunChaosLog,
} from "../../src/chaos/mod.ts";
import { withChaos } from "../../src/chaos/mod.ts";
import { InputError, WorldError } from "../../src/internal/errors.ts";
import type { Ports } from "../../src/internal/ports.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { Provider } from "../../src/provider/provider.ts";
import { ROOT } from "../cli/run_omega.ts";
import { hasAllPermissions } from "../privileged.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const request = { model: "m", messages: [], outputMaxTokens: 1, temperature: 0 };
const context = { key: "k", attempt: 1, seed: 1, ports: systemPorts };
const plan = createChaosPlan({ seed: 1, script: [{ attempts: [1], fault: "api_error_500" }] });

/** The ports without blocking calls, as a test with a file system of its own has them. */
const asyncOnly: Ports = { ...systemPorts, files: { ...systemPorts.files } };

for (const [name, ports] of [["blocking", systemPorts], ["asynchronous", asyncOnly]] as const) {
  Deno.test(`an attempt stands in the journal before it is made (${name} files) [OC-CHAOS-4604]`, async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, "chaos-journal.jsonl");
      const seen: string[] = [];
      const provider: Provider = {
        name: "reading",
        isDeterministic: true,
        async generate() {
          seen.push((await readChaosJournal(path, systemPorts)).map((one) => one.outcome).join());
          throw Object.assign(new Error("no"), { code: "NO" });
        },
      };
      {
        using journal = new ChaosJournal(path, ports);
        const log = new RunChaosLog({ run: 3, plan, journal });
        const chaotic = withChaos(provider, log);
        await assertRejects(() => chaotic.generate(request, context));
        await assertRejects(() => chaotic.generate(request, context));
        assertEquals(await readChaosJournal(path, systemPorts), log.entries());
      }
      // The first attempt was struck and never reached the provider; the second one was under way.
      assertEquals(seen, ["failed,unknown"]);
      const entries = await readChaosJournal(path, systemPorts);
      assertEquals(
        entries.map(({ run, attempt, failureType, errorCode }) => [
          run,
          attempt,
          failureType,
          errorCode,
        ]),
        [[3, 1, "api_error_500", "SERVER_ERROR"], [3, 2, undefined, "NO"]],
      );
      // Another process goes on with the same file.
      {
        using journal = new ChaosJournal(path, ports);
        const log = new RunChaosLog({ run: 4, plan, journal });
        await (await log.begin("k", 0)).end({ outcome: "answered", errorCode: undefined });
      }
      assertEquals((await readChaosJournal(path, systemPorts)).map(({ run }) => run), [3, 3, 4]);
    });
  });
}

Deno.test("a journal survives SIGKILL and says which attempt was under way [OC-CHAOS-4605]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "chaos-journal.jsonl");
    const module = fromFileUrl(new URL("./_endless_child.ts", import.meta.url));
    const [program, ...args] = thisDeno("run", "--allow-read", "--allow-write", module, path);
    const child = new Deno.Command(program!, {
      args,
      cwd: ROOT,
      stdout: "piped",
      stderr: "null",
    }).spawn();
    // Printed when a call behind the two hundredth waits inside the provider.
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    const entries = await readChaosJournal(path, systemPorts);
    assert(entries.length >= 200);
    assertEquals(entries.filter(({ outcome }) => outcome === "unknown"), entries.slice(-1));
    assert(entries.some(({ failureType }) => failureType !== undefined));
  });
});

Deno.test("readChaosJournal() leaves out a torn last line and refuses any other", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "chaos-journal.jsonl");
    {
      using journal = new ChaosJournal(path, systemPorts);
      const log = new RunChaosLog({ run: 1, plan, journal });
      await (await log.begin("k", 0)).end({ outcome: "failed", errorCode: "X" });
      await log.begin("k", 0);
    }
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.slice(0, -10));
    assertEquals((await readChaosJournal(path, systemPorts)).length, 1);
    await Deno.writeTextFile(path, text.replace('"phase":"end"', '"phase":"ende"'));
    await assertRejects(() => readChaosJournal(path, systemPorts), InputError, "jsonl:2");
    await Deno.writeTextFile(path, text.slice(text.indexOf("\n") + 1));
    await assertRejects(() => readChaosJournal(path, systemPorts), InputError, "jsonl:1");
  });
});

Deno.test({
  name: "an attempt is not made when its line cannot be written, and the run does not count",
  // The file that is always full is one of Linux.
  ignore: Deno.build.os !== "linux" || !hasAllPermissions,
  async fn() {
    let callCount = 0;
    const provider: Provider = {
      name: "counting",
      isDeterministic: true,
      generate: () => Promise.reject(new Error(`call ${++callCount}`)),
    };
    for (const ports of [systemPorts, asyncOnly]) {
      using journal = new ChaosJournal("/dev/full", ports);
      const log = new RunChaosLog({ run: 1, plan, journal });
      const call = () => withChaos(provider, log).generate(request, context);
      const error = await assertRejects(call, WorldError, 'Cannot write "/dev/full"');
      assertEquals([error.code, callCount], ["ENOSPC", 0]);
      // An engine may swallow the error; the evidence does not.
      const again = (() => {
        try {
          return log.entries();
        } catch (thrown) {
          return thrown;
        }
      })();
      assertEquals(again, error);
    }
  },
});
