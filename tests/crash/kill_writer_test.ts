import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { sweep } from "../../src/cache/mod.ts";
import { systemClock } from "../../src/internal/clock.ts";
import { createStream } from "../../src/internal/random.ts";
import { acquireLock } from "../../src/lock/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { TalkingProcess } from "./talking_process.ts";
import { readVersion } from "./versioned_entry.ts";

/** Kills in a usual run; `task crash300` makes 300. */
const KILL_COUNT = Number(Deno.env.get("OMEGA_KILLS") ?? 12);

/** Two writers are killed in turn, one on each processor. */
const LANES = 2;

const ENTRY_BYTES = 8 * 1024 * 1024;

/** A rewrite takes about 15 ms, so this is somewhere in the first few. */
const DELAY_MAX_MS = 60;

/** A waiter has the lock within this time of its holder's death. */
const TAKEOVER_MAX_MS = 1_000;

interface Tally {
  kills: number;
  leftFiles: number;
  waits: number;
  versions: number;
}

/** Starts a writer, kills it at a random moment, and looks at what it left. */
async function killOnce(path: string, delayMs: number, tally: Tally): Promise<void> {
  const folder = join(path, "..");
  const before = (await readVersion(path))?.version ?? 0;
  await using writer = new TalkingProcess("rewriter.ts", [path, `${ENTRY_BYTES}`, "0"], folder);
  await writer.hear();
  await systemClock.sleep(delayMs);
  const waiting = acquireLock(path, { purpose: "wait for a death" });
  writer.kill("SIGKILL");
  const diedMs = performance.now();
  const lease = await waiting;
  const tookMs = performance.now() - diedMs;
  const { status, last } = await writer.end();
  assertEquals(status.signal, "SIGKILL");
  assert(tookMs < TAKEOVER_MAX_MS, `the lock was free after ${tookMs} ms`);

  // Committed is what the writer said, and perhaps one version that it could not tell any more.
  const found = await readVersion(path);
  assertEquals(found?.size, ENTRY_BYTES);
  assert([0, 1].includes(found!.version - Number(last)), `${last} said, ${found!.version} found`);
  assert(found!.version > before);
  await lease.release();
  const { removedTemporaries, removedLocks } = await sweep(folder);
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  assertEquals(names, ["entry"]);
  assertEquals((await readVersion(path))?.version, found!.version);
  tally.kills += 1;
  tally.leftFiles += removedTemporaries + removedLocks;
  tally.waits += Number(lease.facts.waitedMs > 0);
  tally.versions += found!.version - before;
}

Deno.test(`an 8 MB entry is one committed version after each of ${KILL_COUNT} SIGKILLs [OC-CACHE-1501]`, async () => {
  const tally: Tally = { kills: 0, leftFiles: 0, waits: 0, versions: 0 };
  await Promise.all(Array.from({ length: LANES }, (_, lane) =>
    inTemporaryFolder(async (folder) => {
      const delays = createStream(1, "kill", `${lane}`);
      for (let kill = lane; kill < KILL_COUNT; kill += LANES) {
        await killOnce(join(folder, "entry"), delays.nextUnit() * DELAY_MAX_MS, tally);
      }
    })));
  assertEquals(tally.kills, KILL_COUNT);
  // The kills struck inside of rewrites, not between them.
  assert(tally.leftFiles > 0 && tally.versions > KILL_COUNT, JSON.stringify(tally));
});

Deno.test("sweep() spares a live writer of another process, which loses nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "live");
    await using writer = new TalkingProcess("rewriter.ts", [path, "65536", "2"], folder);
    await writer.hear();
    const dead = join(folder, "dead.0123456789abcdef.tmp");
    let livingCount = 0;
    for (let round = 0; round < 40; round++) {
      await Deno.writeTextFile(dead, "half");
      const { removedTemporaries, livingFiles } = await sweep(folder);
      assertEquals(removedTemporaries, 1);
      livingCount += livingFiles;
      await systemClock.sleep(1);
    }
    writer.kill("SIGTERM");
    const { status, last } = await writer.end();
    // It ended by the signal: no sweep took a file from under it.
    assertEquals(status.signal, "SIGTERM");
    assert(livingCount > 0, "no sweep met the writer at work");
    const found = await readVersion(path);
    assert([0, 1].includes(found!.version - Number(last)), `${last} said, ${found!.version} found`);
  });
});
