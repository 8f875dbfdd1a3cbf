import { JsonCursor } from "../../internal/cursor.ts";
import { reasonOf } from "../../internal/errors.ts";
import { parseJson } from "../../internal/json.ts";
import type { OwnProgram } from "../../internal/own_program.ts";
import { startAgain } from "../../internal/own_program.ts";
import type { WriterResult, WriterTask } from "./run_writer.ts";
import { encodeTask } from "./run_writer.ts";
import { WRITER_COMMAND } from "./writer_command.ts";

/** How a writer ended. */
export type WriterEnd =
  | { readonly ok: true; readonly result: WriterResult }
  | { readonly ok: false; readonly reason: string };

/** A writer that runs. */
export interface WriterProcess {
  /** Resolves when it has ended, however; never rejects. */
  readonly ended: Promise<WriterEnd>;
  /** Ends it: kindly, and at once when asked again. */
  readonly stop: (how: "SIGTERM" | "SIGKILL") => void;
}

/** Starts a writer in the run folder. */
export type StartWriter = (task: WriterTask, folder: string) => WriterProcess;

/** Starts writers as copies of this program, which may read and write the run folder only. */
export function createWriterStart(own: OwnProgram): StartWriter {
  return (task, folder) => {
    const words = ["--json", WRITER_COMMAND, encodeTask(task)];
    const { program, args } = startAgain(own, words, { read: ["."], write: ["."] });
    const child = new Deno.Command(program, {
      args: [...args],
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return {
      ended: child.output().then(readEnd, (error) => ({ ok: false, reason: reasonOf(error) })),
      stop(how) {
        try {
          child.kill(Deno.build.os === "windows" ? "SIGKILL" : how);
        } catch (error) {
          // It has ended already.
          if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) {
            throw error;
          }
        }
      },
    };
  };
}

// OC-CACHE-1803 impl
/** Of a failed process's stderr the last line says why. */
function readEnd({ code, signal, stdout, stderr }: Deno.CommandOutput): WriterEnd {
  const decoder = new TextDecoder();
  if (code !== 0) {
    const said = decoder.decode(stderr).trim().split("\n").at(-1) ?? "";
    const how = signal === null ? `exit code ${code}` : signal;
    return { ok: false, reason: said === "" ? how : `${how}: ${said}` };
  }
  try {
    const root = new JsonCursor(parseJson(decoder.decode(stdout), "writer"), "writer");
    const number = (name: string) => root.field(name).number({ min: 0 });
    const result = {
      updateCount: number("updates"),
      waitTotalMs: number("wait_total_ms"),
      waitMaxMs: number("wait_max_ms"),
    };
    return { ok: true, result };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}
