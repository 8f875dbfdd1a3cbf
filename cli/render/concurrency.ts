import { leastHandOverCount } from "../../src/gates/concurrency/judge_concurrency.ts";
import type { ConcurrencyResult } from "../../src/gates/concurrency/judge_concurrency.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** The verdict, the counts that it rests on, and where the evidence lies. */
export function renderConcurrency(result: ConcurrencyResult, style: TextStyle): string {
  const { verdict, writerCount, updateCount, observation, violations } = result;
  const { readCount, invalidReadCount, versionCount, last } = observation;
  const seconds = (result.durationMs / 1000).toFixed(2);
  const expectedCount = writerCount * updateCount;
  const leastCount = leastHandOverCount(writerCount, updateCount);
  return [
    `PR-G1 concurrency: ${renderVerdict(verdict, style)}  ` +
    `${writerCount} processes, ${updateCount} writes each, ${seconds} s`,
    `  updates         ${last?.counter ?? 0} of ${expectedCount}`,
    `  hand-overs      ${last?.handOvers ?? 0}, at least ${leastCount} wanted`,
    `  reader          ${readCount} reads, ${versionCount} versions, ${invalidReadCount} invalid`,
    `  left behind     ${result.residualLockCount} locks, ` +
    `${result.residualTemporaryCount} temporary files`,
    ...violations.map(({ code, message }) => `  ${code}: ${message}`),
    `  run folder      ${result.runFolder}`,
  ].join("\n");
}
