import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { clockCheck } from "../../src/doctor/clock_check.ts";
import { lockCheck } from "../../src/doctor/lock_check.ts";
import type { DoctorCheck } from "../../src/doctor/mod.ts";
import { examineMachine } from "../../src/doctor/mod.ts";
import { createServerCheck } from "../../src/doctor/server_check.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { WorldError } from "../../src/internal/errors.ts";
import { readOwnProgram } from "../../src/internal/own_program.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { OMEGA, run } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const CONTEXT = {
  own: readOwnProgram(),
  ports: systemPorts,
  readVariable: () => "",
  signal: new AbortController().signal,
};

Deno.test("omega doctor keeps a second process out of a lock, and leaves nothing behind [OC-CLI-9306]", () =>
  inTemporaryFolder(async (folder) => {
    const words = [...OMEGA.slice(0, 2), "--allow-run", ...OMEGA.slice(2), "doctor", "--json"];
    const ended = await run(words, { cwd: folder });
    const { verdict, checks, violations } = JSON.parse(ended.stdout);
    assertEquals([ended.code, verdict], [0, "PASS"], ended.stderr);
    assertEquals(
      checks.map(({ name }: { name: string }) => name),
      ["locks", "clock", "folder flush", "git", "Chromium", "denort", "JSR"],
    );
    assertEquals(checks[0].state, "ok", ended.stderr);
    // Without --allow-net no server is asked, and the flag to add is named.
    const jsr = violations.find(({ path }: { path: string }) => path === "JSR");
    assertEquals(jsr.code, "JSR_UNREACHABLE");
    assertStringIncludes(jsr.message, "--allow-net");
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("omega doctor ends 3 where a required check is missing, and names the flag to add [OC-CLI-9303]", () =>
  inTemporaryFolder(async (folder) => {
    const ended = await run([...OMEGA, "doctor"], { cwd: folder });
    assertEquals(ended.code, 3);
    assertStringIncludes(ended.stdout, "doctor: STOP");
    assertStringIncludes(ended.stdout, "--allow-run");
  }));

/** Examines with one check in a folder. */
async function examine(folder: string, check: DoctorCheck, context = {}) {
  const [diagnosis] = await examineMachine([check], folder, { ...CONTEXT, ...context });
  return diagnosis!;
}

for (const [got, text] of [["true", "got a lock that was held"], ["false", "stayed held"]]) {
  Deno.test({
    name: `the check of the locks notices a second process that says got: ${got}`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      inTemporaryFolder(async (folder) => {
        const execPath = join(folder, "program");
        await Deno.writeTextFile(execPath, `#!/bin/sh\necho '{"got":${got}}'\n`, { mode: 0o755 });
        const own = { ...CONTEXT.own, execPath, isCompiled: true };
        const { isOk, detail } = await examine(folder, lockCheck, { own });
        assert(!isOk && detail.includes(text!), detail);
      }),
  });
}

Deno.test("the check of the clock notices one that was never set, and one that files do not share", () =>
  inTemporaryFolder(async (folder) => {
    for (
      const [time, text] of [["1970-01-01", "1970-01-01T00:00:00.000Z"], ["2099-01-01", "ms off"]]
    ) {
      const ports = { ...systemPorts, clock: createVirtualClock(Date.parse(time!)) };
      const { isOk, detail } = await examine(folder, clockCheck, { ports });
      assert(!isOk && detail.includes(text!), detail);
    }
  }));

Deno.test("a server that answers is there, and one that refuses or fails is missing", () =>
  inTemporaryFolder(async (folder) => {
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      ({ url }) => new Response(null, { status: url.endsWith("/good") ? 200 : 404 }),
    );
    const { port } = server.addr;
    const table = [[`${port}/good`, "answers"], [`${port}/bad`, "answers 404"], [
      "1/",
      "not answer",
    ]];
    for (const [rest, text] of table) {
      const addressOf = () => `http://127.0.0.1:${rest}`;
      const check = createServerCheck({ name: "x", code: "X", affects: "y", addressOf });
      const { isOk, detail } = await examine(folder, check);
      assertEquals(isOk, rest!.endsWith("/good"));
      assertStringIncludes(detail, text!);
    }
  }));

Deno.test("examineMachine() refuses a root that it cannot write in", async () => {
  const root = join(import.meta.dirname!, "missing");
  await assertRejects(() => examineMachine([], root, CONTEXT), WorldError, "folder to write in");
});
