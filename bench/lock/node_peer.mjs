// One process of the peer. Arguments: file, number of updates, "durable" or "quick". Warms up on a file
// of its own, says "ready", waits for a line, says "done".
import { writeFileSync } from "node:fs";
import { lockedUpdate } from "../peer/locked_update.mjs";

const WARM_UP_COUNT = 50;

const [file, count, durability] = process.argv.slice(2);

async function update(path, times) {
  for (let time = 0; time < times; time++) {
    await lockedUpdate(path, durability === "durable", (value) => value.counter += 1);
  }
}

const own = `${file}.${process.pid}`;
writeFileSync(own, '{"counter":0}');
await update(own, WARM_UP_COUNT);
console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
await update(file, Number(count));
console.log("done");
process.exit();
