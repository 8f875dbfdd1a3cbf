// One process of ours. Arguments: file, number of updates, "durable" or "quick". Warms up on a file of
// its own, says "ready", waits for a line, says "done" and how long it waited for the lock in each
// update, in milliseconds.
import { updateCacheAtomic, writeCacheAtomic } from "../../src/cache/mod.ts";

/** As the peer does: code that was not compiled yet is not what is compared. */
const WARM_UP_COUNT = 1000;

const [file, count, durability] = Deno.args;
const isDurable = durability === "durable";

async function update(path: string): Promise<number> {
  const startMs = performance.now();
  let waitedMs = 0;
  await updateCacheAtomic(path, (value) => {
    waitedMs = performance.now() - startMs;
    const { counter } = value as { counter: number };
    return { counter: counter + 1 };
  }, { isDurable });
  return waitedMs;
}

const own = `${file}.${Deno.pid}`;
await writeCacheAtomic(own, { counter: 0 });
for (let count = 0; count < WARM_UP_COUNT; count++) await update(own);
console.log("ready");
await Deno.stdin.read(new Uint8Array(16));
const waitsMs: number[] = [];
while (waitsMs.length < Number(count)) waitsMs.push(await update(file!));
console.log(`done ${JSON.stringify(waitsMs)}`);
