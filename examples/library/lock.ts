/** Counts in a file that other processes count in, too. */
import { acquireLock } from "@omega/readiness/lock";

const path = `${await Deno.makeTempDir()}/count`;
await Deno.writeTextFile(path, "0");
await Promise.all(Array.from({ length: 10 }, async () => {
  await using _lease = await acquireLock(path, { timeoutMs: 10_000, purpose: "count" });
  await Deno.writeTextFile(path, `${Number(await Deno.readTextFile(path)) + 1}`);
}));
console.log(`counted to ${await Deno.readTextFile(path)}`);
