// One process of the peer: a budget file under proper-lockfile, written by write-file-atomic.
// Arguments: file, number of calls, "durable" or "quick". Says "ready", waits for a line, says "done".
import { lockedUpdate } from "../peer/locked_update.mjs";

const [file, count, durability] = process.argv.slice(2);
const fsync = durability === "durable";

console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
for (let call = 0; call < Number(count); call++) {
  await lockedUpdate(file, fsync, (ledger) => {
    if (ledger.spent + ledger.reserved + 3 > ledger.limit) throw new Error("exhausted");
    ledger.reserved += 3;
  });
  await lockedUpdate(file, fsync, (ledger) => {
    ledger.reserved -= 3;
    ledger.spent += 1;
  });
}
console.log("done");
process.exit();
