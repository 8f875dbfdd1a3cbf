/** Stresses an engine of one's own and prints the verdict of the gate. */
import { wilsonInterval } from "@omega/readiness/stress";
import { stressDice } from "./_dice.ts";

const { verdict, scoredRunCount } = await stressDice(await Deno.makeTempDir());
const { low } = wilsonInterval(scoredRunCount, scoredRunCount);
console.log(
  `${scoredRunCount} runs: ${verdict}; all of them passing says at least ${low.toFixed(2)}`,
);
