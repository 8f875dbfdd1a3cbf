import { basename, dirname } from "@std/path";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { Files } from "../internal/files.ts";

/**
 * Checks that the source is a folder and that the pack can lie where it shall. A pack inside its
 * own source is refused: the next build would pack it.
 *
 * @param source The folder to pack
 * @param out Path of the pack
 * @param files Where both are
 * @returns The folders of both, as the file system names them
 * @throws {InputError} naming the one that cannot be used
 */
export async function checkPlaces(
  source: string,
  out: string,
  files: Files,
): Promise<readonly [string, string]> {
  const sourcePath = await findFolder(source, { files, purpose: "pack" });
  const outFolder = await findFolder(dirname(out), { files, purpose: "write into" });
  const separator = sourcePath.includes("\\") ? "\\" : "/";
  const prefix = sourcePath.endsWith(separator) ? sourcePath : sourcePath + separator;
  if (outFolder === sourcePath || outFolder.startsWith(prefix)) {
    throw new InputError(
      `Cannot write "${out}": wanted a place outside of the source "${source}", found one inside`,
    );
  }
  const stat = await inspect(out, files);
  if (stat?.kind === "directory" || basename(out) === "" || /[\\/]$/.test(out)) {
    throw new InputError(`Cannot write "${out}": wanted a file, found a folder`);
  }
  return [sourcePath, outFolder];
}

async function findFolder(
  path: string,
  { files, purpose }: { readonly files: Files; readonly purpose: string },
): Promise<string> {
  const stat = await inspect(path, files);
  if (stat?.kind !== "directory") {
    const found = stat === null ? "nothing there" : "a file";
    throw new InputError(`Cannot ${purpose} "${path}": wanted a folder, found ${found}`);
  }
  return await files.realPath(path);
}

async function inspect(path: string, files: Files): ReturnType<Files["stat"]> {
  try {
    return await files.stat(path);
  } catch (error) {
    throw new WorldError(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}
