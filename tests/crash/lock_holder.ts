// A process that holds the lock of a file until it is ended, by a signal or otherwise. Argument: path.
// Says "held" when it has it.
import { acquireLock, runInterruptibly } from "../../src/lock/mod.ts";

await runInterruptibly(async (signal) => {
  await using _lease = await acquireLock(Deno.args[0]!, { signal, purpose: "hold" });
  console.log("held");
  await new Promise((_, reject) => {
    const alive = setInterval(() => {}, 1_000);
    signal.addEventListener("abort", () => {
      clearInterval(alive);
      reject(signal.reason);
    });
  });
});
