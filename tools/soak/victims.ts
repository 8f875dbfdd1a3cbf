import { ROOT } from "../run_aloud.ts";
import { thisDeno } from "../this_deno.ts";
import type { SoakOptions } from "./scenario.ts";
import { demand } from "./scenario.ts";

/** Starts a program of ours as a process that may be killed. */
export function startOwn(words: readonly string[], stdout: "null" | "piped" = "null") {
  const flags = ["--no-check", "--quiet", "--allow-all"];
  const [program, ...args] = thisDeno("run", ...flags, ...words);
  return new Deno.Command(program!, { args, cwd: ROOT, stdout, stderr: "inherit" }).spawn();
}

/** Between two kills, so that a process has begun to work and has not yet done much. */
const PAUSE_MIN_MS = 150;
const PAUSE_MAX_MS = 600;

/**
 * Keeps `count` processes running, kills one of them at seeded moments and starts another, until the
 * time is over; then kills them all.
 *
 * @param start Starts the process of a lane; `generation` counts those before it
 * @returns The number of processes that were killed
 */
export async function killInTurn(
  start: (lane: number, generation: number) => Deno.ChildProcess,
  { count, durationMs, stream }: Pick<SoakOptions, "durationMs" | "stream"> & { count: number },
): Promise<number> {
  let killCount = 0;
  const lanes = Array.from({ length: count }, (_, lane) => start(lane, 0));
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) {
    const pauseMs = PAUSE_MIN_MS + stream.nextUnit() * (PAUSE_MAX_MS - PAUSE_MIN_MS);
    await sleep(Math.min(pauseMs, Math.max(0, endMs - performance.now())));
    const lane = stream.nextBelow(count);
    await kill(lanes[lane]!);
    killCount += 1;
    lanes[lane] = start(lane, killCount);
  }
  for (const child of lanes) await kill(child);
  return killCount + count;
}

/** Kills a process that must still be there: one that ended by itself has failed. */
async function kill(child: Deno.ChildProcess): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has ended; how, is what counts.
    if (!(error instanceof TypeError)) throw error;
  }
  const { signal, code } = await child.status;
  demand(signal === "SIGKILL", `a process went on until it was killed (it ended with ${code})`);
}

function sleep(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}
