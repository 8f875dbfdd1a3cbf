import { join } from "@std/path";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { DoctorCheck, DoctorContext, Finding } from "./check.ts";

/** A check and what came of it. */
export interface Diagnosis extends Finding, Omit<DoctorCheck, "examine"> {}

// OC-CLI-9303 impl
/**
 * Does all checks at once. A check that throws is a finding: what was thrown says what is missing,
 * such as the flag of a permission. Leaves nothing behind.
 *
 * @param checks The checks
 * @param root The folder whose file system is looked at; needs `--allow-read` and `--allow-write`
 * @param context Where to look
 * @returns A diagnosis for each check, in their order
 * @throws {WorldError} if no folder can be made in the root
 * @throws the signal's reason when aborted
 */
export async function examineMachine(
  checks: readonly DoctorCheck[],
  root: string,
  context: Omit<DoctorContext, "folder">,
): Promise<readonly Diagnosis[]> {
  const { ports: { files, entropy }, signal } = context;
  const folder = join(root, `.omega-doctor-${entropy.hex(8)}`);
  try {
    await files.makeNewFolder(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new WorldError(
      `Cannot look at "${root}": wanted a folder to write in, found ${reasonOf(error)}`,
      { cause: error },
    );
  }
  try {
    return await Promise.all(checks.map(async ({ examine, ...check }) => {
      const finding = await examine({ ...context, folder }).catch((error): Finding => {
        signal.throwIfAborted();
        return { isOk: false, detail: reasonOf(error) };
      });
      return { ...check, ...finding };
    }));
  } finally {
    await files.removeFolder(folder);
  }
}
