// Verifies every malformed archive in a process of its own and prints what was worst, as JSON.
import { systemPorts } from "../../src/internal/ports.ts";
import { verifyPack } from "../../src/proofpack/verify_pack.ts";
import { MALFORMED } from "./_malformed.ts";
import { MALFORMED_DEFLATED } from "./_malformed_deflated.ts";
import { readPeakMemory } from "./_peak_memory.ts";

const cases = [
  ...MALFORMED.map(([name, , make]) => [name, make] as const),
  ...MALFORMED_DEFLATED.map(([name, make]) => [name, make] as const),
];
const accepted: string[] = [];
let longestMs = 0;
for (const [name, make] of cases) {
  const bytes = await make();
  const begin = performance.now();
  const { ok } = await verifyPack(bytes, { ports: systemPorts });
  longestMs = Math.max(longestMs, performance.now() - begin);
  if (ok) accepted.push(name);
}
const peakMemoryMiB = readPeakMemory();
console.log(JSON.stringify({ count: cases.length, accepted, longestMs, peakMemoryMiB }));
