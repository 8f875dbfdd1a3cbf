import { join } from "@std/path";
import { runProcess } from "../engine/run_process.ts";
import { JsonCursor } from "../internal/cursor.ts";
import { parseJson } from "../internal/json.ts";
import { startAgain } from "../internal/own_program.ts";
import { acquireLock } from "../lock/acquire_lock.ts";
import type { DoctorCheck, DoctorContext } from "./check.ts";
import { LOCK_PROBE_COMMAND } from "./lock_probe_command.ts";

/** A process starts in a tenth of a second; a slow machine may take a hundred times as long. */
const PROBE_LIMIT_MS = 10_000;

/** The answer of a probe is some hundred bytes. */
const OUTPUT_MAX_BYTES = 65_536;

/** The file that is locked. */
const LOCKED_NAME = "locked";

// OC-CLI-9306 impl
/** Whether a second process is kept out while this one holds a lock, and let in behind it. */
export const lockCheck: DoctorCheck = {
  name: "locks",
  code: "LOCKS_MISSING",
  affects: "every gate: files that several processes write could be torn",
  isRequired: true,
  async examine(context) {
    const { folder, ports, signal } = context;
    const lease = await acquireLock(join(folder, LOCKED_NAME), { ...ports, signal });
    const duringLease = await probe(context).finally(() => lease[Symbol.asyncDispose]());
    const afterwards = await probe(context);
    if (duringLease) return { isOk: false, detail: "a second process got a lock that was held" };
    if (!afterwards) return { isOk: false, detail: "a lock that was released stayed held" };
    return { isOk: true, detail: "a second process is kept out, and let in after the release" };
  },
};

/** Whether another process gets the lock. */
async function probe({ folder, own, ports, signal }: DoctorContext): Promise<boolean> {
  const words = ["--json", LOCK_PROBE_COMMAND, LOCKED_NAME];
  const { program, args } = startAgain(own, words, { read: ["."], write: ["."] });
  const { exitCode, stdout, stderr } = await runProcess([program, ...args], {
    input: "",
    cwd: folder,
    timeLimitMs: PROBE_LIMIT_MS,
    stdoutMaxBytes: OUTPUT_MAX_BYTES,
    stderrMaxBytes: OUTPUT_MAX_BYTES,
    clock: ports.clock,
    signal,
  });
  const decoder = new TextDecoder();
  if (exitCode !== 0) {
    throw new Error(`the second process ended with ${exitCode}: ${decoder.decode(stderr)}`);
  }
  return new JsonCursor(parseJson(decoder.decode(stdout), "probe"), "probe").field("got").boolean();
}
