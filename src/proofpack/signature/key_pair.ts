import { InputError } from "../../internal/errors.ts";
import { sha256Hex } from "../../internal/hash.ts";
import { decodePem, encodePem } from "./pem.ts";

/** A key that checks signatures. */
export interface VerifyingKey {
  /** SHA-256 of the key in DER: `openssl pkey -pubin -outform DER | sha256sum`. */
  readonly id: string;
  /** The key as a PEM text. */
  readonly pem: string;
  /** Whether a signature was made over the message with the key's other half. */
  verify(signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

/** A key that makes signatures. Its secret half cannot be asked for. */
export interface SigningKey {
  /** The half that may be published. */
  readonly publicKey: VerifyingKey;
  /** The Ed25519 signature of a message, 64 bytes; one message has one. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** Ed25519: no parameters to choose wrong, no randomness to run out of, and openssl checks it. */
const ALGORITHM = "Ed25519";

/** What every Ed25519 public key in DER begins with (RFC 8410); 32 bytes follow. */
const PUBLIC_PREFIX = "302a300506032b6570032100";

/** A pair of keys as PEM texts. */
export interface KeyPairTexts {
  /** The half that signs (PKCS #8). */
  readonly privatePem: string;
  /** The half that may be published (SPKI). */
  readonly publicPem: string;
}

/** Makes a new pair of keys. */
export async function generateKeyPair(): Promise<KeyPairTexts> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const { privateKey, publicKey } = pair as CryptoKeyPair;
  const [pkcs8, spki] = await Promise.all([
    crypto.subtle.exportKey("pkcs8", privateKey),
    crypto.subtle.exportKey("spki", publicKey),
  ]);
  return {
    privatePem: encodePem("PRIVATE KEY", new Uint8Array(pkcs8)),
    publicPem: encodePem("PUBLIC KEY", new Uint8Array(spki)),
  };
}

/**
 * Reads a public key from a PEM text.
 *
 * @param pem The text
 * @param source What it is called in error texts
 * @throws {InputError} if it is no Ed25519 public key; the text is not shown
 */
export async function importVerifyingKey(pem: string, source: string): Promise<VerifyingKey> {
  const block = decodePem(pem);
  if (block?.label.endsWith("PRIVATE KEY")) {
    throw unusable(source, "a public key", "a private one, which nobody else may see");
  }
  if (block === null || block.label !== "PUBLIC KEY") {
    throw unusable(source, "a public key in PEM", "something else");
  }
  const hex = block.der.toHex();
  if (!hex.startsWith(PUBLIC_PREFIX) || hex.length !== PUBLIC_PREFIX.length + 64) {
    throw unusable(source, "an Ed25519 key", "one of another kind");
  }
  return await createVerifyingKey(block.der);
}

async function createVerifyingKey(der: Uint8Array<ArrayBuffer>): Promise<VerifyingKey> {
  const key = await crypto.subtle.importKey("spki", der, ALGORITHM, true, ["verify"]);
  return {
    id: sha256Hex(der),
    pem: encodePem("PUBLIC KEY", der),
    verify: (signature, message) =>
      crypto.subtle.verify(ALGORITHM, key, signature.slice(), message.slice()),
  };
}

/**
 * Reads a private key from a PEM text (PKCS #8, unencrypted, as `openssl genpkey` writes it).
 *
 * @param pem The text
 * @param source What it is called in error texts
 * @throws {InputError} if it is no Ed25519 private key; the text is not shown
 */
export async function importSigningKey(pem: string, source: string): Promise<SigningKey> {
  const block = decodePem(pem);
  if (block?.label !== "PRIVATE KEY") {
    const found = block === null ? "something else" : `the block "${block.label}"`;
    throw unusable(source, "an unencrypted private key in PEM", found);
  }
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey("pkcs8", block.der, ALGORITHM, true, ["sign"]);
  } catch {
    // The runtime's error is no cause to pass on: it may hold what it could not read.
    throw unusable(source, "an Ed25519 key", "one of another kind");
  }
  const { x } = await crypto.subtle.exportKey("jwk", key);
  const publicBytes = Uint8Array.fromBase64(x!, { alphabet: "base64url" });
  const der = Uint8Array.fromHex(PUBLIC_PREFIX + publicBytes.toHex());
  return {
    publicKey: await createVerifyingKey(der),
    sign: async (message) =>
      new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, message.slice())),
  };
}

function unusable(source: string, wanted: string, found: string): InputError {
  return new InputError(`Cannot use the key "${source}": wanted ${wanted}, found ${found}`, {
    code: "BAD_KEY",
  });
}
