import { decodeTask, encodeResult, runWriter } from "../../src/gates/concurrency/run_writer.ts";
import type { CommandRun, Values } from "../command.ts";

/** One of the processes that `omega concurrency` starts. Nobody types it, so no help shows it. */
export function planConcurrencyWriter(values: Values): CommandRun {
  const task = decodeTask(values.words[0]!);
  return async ({ ports, signal }) => {
    const result = await runWriter(task, { ports, signal });
    return { verdict: "DONE", violations: [], data: encodeResult(result), text: "" };
  };
}
