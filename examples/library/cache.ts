/** Keeps a small state in a file that is whole after any crash. */
import { readCacheAtomic, updateCacheAtomic } from "@omega/readiness/cache";

const path = `${await Deno.makeTempDir()}/state.json`;
await updateCacheAtomic(path, (state) => ({ visits: (state === null ? 0 : 1) + 1 }));
console.log(`the state is ${JSON.stringify(await readCacheAtomic(path))}`);
