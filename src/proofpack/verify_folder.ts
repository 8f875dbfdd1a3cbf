import { join } from "@std/path";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { VerifyResult } from "./check_contents.ts";
import { checkContents, DOCUMENT_NAMES } from "./check_contents.ts";
import { ContentMeter } from "./content_meter.ts";
import { DocumentKeeper } from "./document_keeper.ts";
import type { PackFile } from "./pack_file.ts";
import { checkCollisions, listFolder } from "./source_folder.ts";
import type { VerifyOptions } from "./inspect_pack.ts";

/** Read at a time. */
const CHUNK_BYTES = 1024 * 1024;

// OC-PACK-6306 impl
/**
 * Verifies an unpacked pack, as {@linkcode verifyPack} does a packed one, apart from the archive:
 * every file is what the lists say and there is no other. Folders without files do not count.
 *
 * @param folder The folder that the pack was unpacked into
 * @param options Where it is
 * @throws {InputError} if there is no folder at the path
 * @throws {WorldError} if something in it cannot be read
 * @throws the signal's reason when aborted
 */
export async function verifyFolder(folder: string, options: VerifyOptions): Promise<VerifyResult> {
  const { ports, signal } = options;
  try {
    const stat = await ports.files.stat(folder);
    if (stat?.kind !== "directory") {
      const found = stat === null ? "nothing there" : "a file";
      throw new InputError(`Cannot verify "${folder}": wanted a folder, found ${found}`);
    }
    const listing = await listFolder(folder, ports.files);
    const files = new Map<string, PackFile>();
    const keeper = new DocumentKeeper((path) => DOCUMENT_NAMES.has(path));
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (const path of listing.paths) {
      files.set(path, await readFile(path, { ...options, folder, keeper, buffer }));
    }
    const earlier = [
      ...listing.violations,
      ...checkCollisions(listing.paths),
      ...keeper.violations,
    ];
    return checkContents({ files, documents: keeper.documents }, earlier);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InputError || error instanceof WorldError) throw error;
    throw new WorldError(`Cannot read "${folder}": ${reasonOf(error)}`, { cause: error });
  }
}

async function readFile(
  path: string,
  { folder, ports, signal, keeper, buffer }: VerifyOptions & {
    readonly folder: string;
    readonly keeper: DocumentKeeper;
    readonly buffer: Uint8Array;
  },
): Promise<PackFile> {
  using file = await ports.files.open(join(folder, path), { read: true });
  const meter = new ContentMeter();
  keeper.begin(path, (await file.stat()).size);
  for (;;) {
    signal?.throwIfAborted();
    const count = await file.read(buffer);
    if (count === null) break;
    const chunk = buffer.subarray(0, count);
    meter.update(chunk);
    keeper.add(chunk);
  }
  keeper.end();
  const { size, sha256 } = meter.finish();
  return { path, size, sha256 };
}
