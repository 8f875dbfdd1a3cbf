// Builds a pack in a process of its own and prints the result as JSON: SOURCE OUT [HOW].
import type { Ports } from "../../src/internal/ports.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { verifyPack } from "../../src/proofpack/mod.ts";
import { build } from "./_pack.ts";
import { readPeakMemory } from "./_peak_memory.ts";

const [source, out, how] = Deno.args;

/** Leaves the disk out of a measurement of memory. */
const withoutSync: Ports = {
  ...systemPorts,
  files: {
    ...systemPorts.files,
    async open(path, options) {
      const file = await systemPorts.files.open(path, options);
      return { ...file, sync: () => Promise.resolve() };
    },
  },
};

try {
  const ports = how === "measure" ? withoutSync : systemPorts;
  const isCompressed = how === "compress";
  const result = await build({ source: source!, out: out!, ports, isCompressed });
  const isVerified = how === "measure" ? (await verifyPack(out!, { ports })).ok : null;
  const peakMemoryMiB = how === "measure" ? readPeakMemory() : null;
  console.log(JSON.stringify({ ...result, isVerified, peakMemoryMiB }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
