// One process of the peer. Arguments: file, number of updates, "durable" or "quick". Warms up on a file
// of its own, says "ready", waits for a line, says "done" and how long it waited for the lock in each
// update, in milliseconds.
import { writeFileSync } from "node:fs";
import { lockedUpdate } from "../peer/locked_update.mjs";

const WARM_UP_COUNT = 1000;

const [file, count, durability] = process.argv.slice(2);

async function update(path) {
  const startMs = performance.now();
  let waitedMs = 0;
  await lockedUpdate(path, durability === "durable", (value) => {
    waitedMs = performance.now() - startMs;
    value.counter += 1;
  });
  return waitedMs;
}

const own = `${file}.${process.pid}`;
writeFileSync(own, '{"counter":0}');
for (let time = 0; time < WARM_UP_COUNT; time++) await update(own);
console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
const waitsMs = [];
while (waitsMs.length < Number(count)) waitsMs.push(await update(file));
console.log(`done ${JSON.stringify(waitsMs)}`);
process.exit();
