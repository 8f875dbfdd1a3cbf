// What Node does of old to change a JSON file from several processes: proper-lockfile around
// write-file-atomic.
import { readFileSync } from "node:fs";

/** By a name that is not written out: Deno, which checks this file, does not have the packages. */
const load = (name) => import(name);
const { default: lockfile } = await load("proper-lockfile");
const { default: writeFileAtomic } = await load("write-file-atomic");

// Its polling is set finer than its default of seconds, which would only measure waiting. The number
// of retries is small and repeated for ever: it computes all its delays anew for every lock, and a
// hundred thousand of them took 20 ms.
const retries = { retries: 16, forever: true, factor: 1.2, minTimeout: 1, maxTimeout: 20 };

/** Reads the file, lets `change` change the value in place, and writes it back, all under its lock. */
export async function lockedUpdate(file, fsync, change) {
  const release = await lockfile.lock(file, { retries });
  try {
    const value = JSON.parse(readFileSync(file, "utf8"));
    change(value);
    await writeFileAtomic(file, JSON.stringify(value), { fsync });
  } finally {
    await release();
  }
}
