import {
  decodeTask,
  encodeResult,
  runWriter,
  WRITER_COMMAND,
} from "../../src/gates/concurrency/run_writer.ts";
import type { Command } from "../command.ts";

/** One of the processes that `omega concurrency` starts. Nobody types it, so no help shows it. */
export const concurrencyWriterCommand: Command = {
  words: [WRITER_COMMAND],
  summary: "Write as one of the processes of omega concurrency",
  isHidden: true,
  positionals: [{ name: "TASK", summary: "What to do (JSON)" }],
  flags: [],
  example: `omega ${WRITER_COMMAND} TASK`,
  plan(values) {
    const task = decodeTask(values.words[0]!);
    return async ({ ports, signal }) => {
      const result = await runWriter(task, { ports, signal });
      return { verdict: "DONE", violations: [], data: encodeResult(result), text: "" };
    };
  },
};
