// One process of the peer: a budget file under proper-lockfile, written by write-file-atomic.
// Arguments: file, number of calls, "durable" or "quick". Says "ready", waits for a line, says "done".
import { readFileSync } from "node:fs";

/** By a name that is not written out: Deno, which checks this file, does not have the packages. */
const load = (name) => import(name);
const { default: lockfile } = await load("proper-lockfile");
const { default: writeFileAtomic } = await load("write-file-atomic");

const [file, count, durability] = process.argv.slice(2);
const fsync = durability === "durable";

// Its polling is set finer than its default of seconds, which would only measure waiting. The number
// of retries is small and repeated for ever: it computes all its delays anew for every lock, and a
// hundred thousand of them took 20 ms.
const retries = { retries: 16, forever: true, factor: 1.2, minTimeout: 1, maxTimeout: 20 };

async function change(update) {
  const release = await lockfile.lock(file, { retries });
  try {
    const ledger = JSON.parse(readFileSync(file, "utf8"));
    update(ledger);
    await writeFileAtomic(file, JSON.stringify(ledger), { fsync });
  } finally {
    await release();
  }
}

console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
for (let call = 0; call < Number(count); call++) {
  await change((ledger) => {
    if (ledger.spent + ledger.reserved + 3 > ledger.limit) throw new Error("exhausted");
    ledger.reserved += 3;
  });
  await change((ledger) => {
    ledger.reserved -= 3;
    ledger.spent += 1;
  });
}
console.log("done");
process.exit();
