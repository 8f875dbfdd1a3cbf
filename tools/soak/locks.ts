import { join } from "@std/path";
import { readCacheAtomic, sweep } from "../../src/cache/mod.ts";
import { demand, type SoakScenario } from "./scenario.ts";
import { killInTurn, startOwn } from "./victims.ts";

/** Locks and entries: no number is made twice, none is lost, and nothing stays behind. */
export const locksScenario: SoakScenario = {
  name: "locks",
  async run({ folder, durationMs, stream }) {
    const cache = join(folder, "cache");
    await Deno.mkdir(cache);
    const entry = join(cache, "count.json");
    const killCount = await killInTurn(
      (lane, generation) =>
        startOwn(["tools/soak/locks_child.ts", entry, join(folder, `${lane}-${generation}.log`)]),
      { count: 4, durationMs, stream },
    );
    const made = await readLogs(folder);
    const last = Number(await readCacheAtomic(entry));
    demand(new Set(made).size === made.length, "every number is made once");
    demand(made.every((count) => count <= last), `no number is above the last, ${last}`);
    const unsaidCount = last - made.length;
    demand(unsaidCount >= 0 && unsaidCount <= killCount, `${unsaidCount} of ${last} are unsaid`);
    await sweep(cache);
    const left = [...Deno.readDirSync(cache)].map(({ name }) => name);
    demand(left.join() === "count.json", `nothing is left behind: ${left.join(" ")}`);
    return `${last} updates by four processes, ${killCount} killed`;
  },
};

async function readLogs(folder: string): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".log")) continue;
    const lines = (await Deno.readTextFile(join(folder, name))).split("\n");
    // What stands behind the last line feed was cut by a kill.
    numbers.push(...lines.slice(0, -1).map(Number));
  }
  return numbers;
}
