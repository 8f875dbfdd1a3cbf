import { dirname, join } from "@std/path";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import { writeAll } from "../internal/files.ts";
import type { Ports } from "../internal/ports.ts";
import type { StarterFile } from "./starter_files.ts";

// OC-CLI-9304, OC-CLI-9305 impl
/**
 * Writes the files, all of them or none, and never over another: where one of the paths is taken,
 * nothing is written, and what was written is removed again when a later file fails.
 *
 * @param root Root of the project; its folders are made as needed
 * @param starterFiles What to write
 * @param ports Where to write; needs `--allow-read` and `--allow-write` for the root
 * @throws {InputError} naming every path that is taken
 * @throws {WorldError} if a file cannot be written
 */
export async function writeStarter(
  root: string,
  starterFiles: readonly StarterFile[],
  { files }: Pick<Ports, "files">,
): Promise<void> {
  const taken: string[] = [];
  for (const { path } of starterFiles) {
    if (await files.stat(join(root, path)) !== null) taken.push(path);
  }
  if (taken.length > 0) {
    throw new InputError(
      `Cannot start a project in "${root}": wanted no such files yet, found ${taken.join(", ")}; ` +
        "move them away, as nothing is written over",
      { code: "FILE_EXISTS" },
    );
  }
  const written: string[] = [];
  try {
    for (const { path, content } of starterFiles) {
      const target = join(root, path);
      await files.makeFolders(dirname(target));
      using file = await files.open(target, { write: true, createNew: true });
      written.push(target);
      await writeAll(file, new TextEncoder().encode(content));
      await file.sync();
    }
  } catch (error) {
    for (const path of written) await files.removeFile(path);
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new WorldError(`Cannot start a project in "${root}": ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
