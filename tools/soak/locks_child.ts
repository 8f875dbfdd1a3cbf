// Counts in an entry that others count in, and writes down each number it made. Arguments: entry, log.
import { updateCacheAtomic } from "../../src/cache/mod.ts";

const [entry, log] = Deno.args;
const increment = (count: unknown) => Number(count ?? 0) + 1;
while (true) {
  const count = await updateCacheAtomic(entry!, increment, { isDurable: false });
  await Deno.writeTextFile(log!, `${count}\n`, { append: true });
}
