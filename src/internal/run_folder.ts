import { join } from "@std/path";
import { reasonOf, WorldError } from "./errors.ts";
import type { Ports } from "./ports.ts";

/** More folders of one name and second than this are a mistake somewhere else. */
const SAME_SECOND_MAX = 1000;

// OC-STRESS-5003 impl
/**
 * Creates a folder of its own for a run, `<name>_<UTC second>`, with `-2`, `-3`, … behind it where
 * that is taken. Folders are created exclusively: two starts in one second never share one.
 *
 * @param parent Where it shall lie; created with its parents
 * @param name What runs, such as `stress100`
 * @param ports Files and the machine's clock
 * @returns Path of the new, empty folder
 * @throws {WorldError} if it cannot be created
 */
export async function createRunFolder(
  parent: string,
  name: string,
  { files, clock }: Pick<Ports, "files" | "clock">,
): Promise<string> {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  const base = join(parent, `${name}_${stamp}`);
  try {
    await files.makeFolders(parent);
    for (let count = 1; count <= SAME_SECOND_MAX; count++) {
      const path = count === 1 ? base : `${base}-${count}`;
      if (await files.makeNewFolder(path)) return path;
    }
  } catch (error) {
    throw new WorldError(`Cannot create "${base}": ${reasonOf(error)}`, { cause: error });
  }
  throw new WorldError(
    `Cannot create "${base}": wanted a name that is free, found ${SAME_SECOND_MAX} folders of ` +
      "this second; run it again",
  );
}
