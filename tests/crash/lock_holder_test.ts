import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { acquireLock, tryAcquireLock } from "../../src/lock/mod.ts";
import { hasProgram } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { TalkingProcess } from "./talking_process.ts";

async function namesIn(folder: string): Promise<readonly string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}

for (
  const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const
) {
  Deno.test({
    name: `runInterruptibly() releases the lock on ${signal} and exits ${code} [OC-LOCK-1015]`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await inTemporaryFolder(async (folder) => {
        const path = join(folder, "data");
        await using holder = new TalkingProcess("lock_holder.ts", [path], folder);
        assertEquals(await holder.hear(), "held");
        assertEquals(await namesIn(folder), ["data.lock"]);
        holder.kill(signal);
        assertEquals((await holder.end()).status.code, code);
        assertEquals(await namesIn(folder), []);
      });
    },
  });
}

Deno.test("acquireLock() names a holder of another process, and gets the lock when it dies [OC-LOCK-1014]", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "data");
    await using holder = new TalkingProcess("lock_holder.ts", [path], folder);
    await holder.hear();
    const result = await tryAcquireLock(path);
    assert(!result.ok);
    assertEquals(result.heldBy?.purpose, "hold");
    assert(result.heldBy!.pid !== Deno.pid);
    const waiting = acquireLock(path);
    holder.kill("SIGKILL");
    await (await waiting).release();
    assertEquals(await namesIn(folder), []);
  });
});

/** Exit code of util-linux flock that does not wait: 0 where it got the lock, 1 where not. */
async function flock(lockFile: string, mode: "-x" | "-s"): Promise<number> {
  const { code } = await new Deno.Command("flock", { args: ["-n", mode, lockFile, "true"] })
    .output();
  return code;
}

Deno.test({
  name: "flock -n agrees about who holds the lock",
  ignore: !hasProgram("flock"),
  async fn() {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, "data");
      const lockFile = `${path}.lock`;
      {
        await using _lease = await acquireLock(path);
        assertEquals([await flock(lockFile, "-x"), await flock(lockFile, "-s")], [1, 1]);
      }
      {
        await using _lease = await acquireLock(path, { mode: "shared" });
        assertEquals([await flock(lockFile, "-x"), await flock(lockFile, "-s")], [1, 0]);
      }
      assertEquals(await namesIn(folder), []);

      // The other way round: flock holds it, and says so by an open pipe.
      const holder = new Deno.Command("flock", {
        args: ["--no-fork", lockFile, "sh", "-c", "echo held; exec cat"],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const reader = holder.stdout.getReader();
      await reader.read();
      assertEquals(await tryAcquireLock(path), { ok: false, heldBy: null });
      assertEquals((await tryAcquireLock(path, { mode: "shared" })).ok, false);
      await reader.cancel();
      holder.kill("SIGKILL");
      await holder.stdin.abort();
      await holder.status;
      await (await acquireLock(path)).release();
      assertEquals(await namesIn(folder), []);
    });
  },
});
