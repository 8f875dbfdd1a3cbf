import { join, relative } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import { GATES_REPORT_NAME } from "../certificate/unknown_gates.ts";
import { reasonOf, WorldError } from "../internal/errors.ts";
import { formatJson } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import type { GatesResult } from "./run_gates.ts";

/** Schema of the report. */
export const GATES_REPORT_SCHEMA = "GATES-1.0";

// OC-GATES-7104 impl
/**
 * Writes `GATES.json`: what every gate gave and where it wrote, seen from the report. The
 * certificate comes after it and vouches for it, so it is not in it.
 *
 * @param out Folder; created with its parents
 * @param result What the gates gave
 * @param options Versions for the record, and where to write
 * @returns Path of the report
 * @throws {WorldError} if it cannot be written
 */
export async function writeGatesReport(
  out: string,
  result: GatesResult,
  { toolchain, ports }: { readonly toolchain: Toolchain; readonly ports: Ports },
): Promise<string> {
  const path = join(out, GATES_REPORT_NAME);
  const document = {
    schema_version: GATES_REPORT_SCHEMA,
    verdict: result.verdict,
    gates: result.steps.map(({ name, verdict, runDir, reasons }) => ({
      name,
      verdict,
      run_dir: runDir === undefined ? null : relative(out, runDir).replaceAll("\\", "/") || ".",
      reasons,
    })),
    timestamp: new Date(ports.clock.now()).toISOString(),
    toolchain: { ...toolchain },
  };
  try {
    await ports.files.makeFolders(out);
  } catch (error) {
    throw new WorldError(`Cannot create "${out}": ${reasonOf(error)}`, { cause: error });
  }
  await atomicWriteFile(path, formatJson(document), ports);
  return path;
}
