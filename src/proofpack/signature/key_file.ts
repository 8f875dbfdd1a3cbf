import { InputError, reasonOf, WorldError } from "../../internal/errors.ts";
import type { Files } from "../../internal/files.ts";
import { writeAll } from "../../internal/files.ts";
import type { Ports } from "../../internal/ports.ts";
import { readInputBytes } from "../../internal/read_file.ts";
import type { SigningKey, VerifyingKey } from "./key_pair.ts";
import { generateKeyPair, importSigningKey, importVerifyingKey } from "./key_pair.ts";

/** A key is a few lines; a larger file is none. */
const KEY_MAX_BYTES = 16 * 1024;

/** Only the owner may read and write. */
const PRIVATE_MODE = 0o600;

/** Permission bits of group and others. */
const OTHERS_MASK = 0o077;

/** Where the halves of a pair of keys are. */
export interface KeyFiles {
  /** The private half; only its owner may read it. */
  readonly privatePath: string;
  /** The half to publish. */
  readonly publicPath: string;
  /** See {@linkcode VerifyingKey.id}. */
  readonly keyId: string;
}

/**
 * Makes a pair of keys and writes it as `<prefix>.key` and `<prefix>.pub`. Both are created
 * exclusively: a key that is there is never written over, for what it signed could not be extended
 * any more. The private one has mode 0600 from its first moment on.
 *
 * @param prefix Path of both files without their ending
 * @param ports Where they lie; needs `--allow-write`
 * @throws {InputError} if one of them exists
 * @throws {WorldError} if they cannot be written; then neither is left
 */
export async function writeKeyFiles(
  prefix: string,
  { files }: Pick<Ports, "files">,
): Promise<KeyFiles> {
  const privatePath = `${prefix}.key`;
  const publicPath = `${prefix}.pub`;
  for (const path of [privatePath, publicPath]) {
    if ((await files.lstat(path)) !== null) throw taken(path);
  }
  const { privatePem, publicPem } = await generateKeyPair();
  const { id } = await importVerifyingKey(publicPem, publicPath);
  await createFile(privatePath, privatePem, { files, mode: PRIVATE_MODE });
  try {
    await createFile(publicPath, publicPem, { files, mode: 0o644 });
  } catch (error) {
    await files.removeFile(privatePath);
    throw error;
  }
  return { privatePath, publicPath, keyId: id };
}

function taken(path: string): InputError {
  return new InputError(`Cannot create "${path}": wanted a new file, found one of that name`);
}

// OC-PACK-6405 impl
async function createFile(
  path: string,
  text: string,
  { files, mode }: { readonly files: Files; readonly mode: number },
): Promise<void> {
  let isCreated = false;
  try {
    using file = await files.open(path, { write: true, createNew: true, mode });
    isCreated = true;
    await writeAll(file, new TextEncoder().encode(text));
    await file.sync();
  } catch (error) {
    if (isCreated) await files.removeFile(path);
    else if ((await files.lstat(path)) !== null) throw taken(path);
    throw new WorldError(`Cannot write "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

// OC-PACK-6404 impl
/**
 * Reads a private key.
 *
 * @throws {InputError} if it is none, or if others than its owner may read or write the file
 * @throws {WorldError} if it cannot be read
 */
export async function readSigningKey(
  path: string,
  { files }: Pick<Ports, "files">,
): Promise<SigningKey> {
  const bytes = await readInputBytes(files, path, { maxBytes: KEY_MAX_BYTES });
  const mode = (await files.stat(path))?.mode ?? null;
  // Windows has no such bits; there the folder's access list decides.
  if (mode !== null && (mode & OTHERS_MASK) !== 0) {
    const found = (mode & 0o777).toString(8).padStart(4, "0");
    throw new InputError(
      `Cannot use the key "${path}": wanted a file that only its owner may use (mode 0600), ` +
        `found mode ${found}; "chmod 600" makes it one`,
      { code: "BAD_KEY" },
    );
  }
  return await importSigningKey(new TextDecoder().decode(bytes), path);
}

/**
 * Reads a public key.
 *
 * @throws {InputError} if it is none
 * @throws {WorldError} if it cannot be read
 */
export async function readVerifyingKey(
  path: string,
  { files }: Pick<Ports, "files">,
): Promise<VerifyingKey> {
  const bytes = await readInputBytes(files, path, { maxBytes: KEY_MAX_BYTES });
  return await importVerifyingKey(new TextDecoder().decode(bytes), path);
}
