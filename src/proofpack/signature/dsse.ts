/**
 * DSSE 1.0 envelopes (Dead Simple Signing Envelope, secure-systems-lab/dsse protocol.md): a payload,
 * its type and signatures over both.
 *
 * Invariants: what is signed is `"DSSEv1" SP len(type) SP type SP len(payload) SP payload`, so
 * neither the type nor the payload can be given another meaning. An envelope has one text: it is
 * encoded again and compared, so blanks, further fields, other spellings of base64 and a second
 * signature are refused. An envelope without a signature says so by an empty list, and is accepted
 * only where none is asked for.
 *
 * @module
 */
import { JsonCursor } from "../../internal/cursor.ts";
import { InputError } from "../../internal/errors.ts";
import { formatJson, parseJson } from "../../internal/json.ts";
import type { SigningKey, VerifyingKey } from "./key_pair.ts";
import { SignatureError } from "./signature_error.ts";

/** Type of the payload: an in-toto statement. */
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** Size of an Ed25519 signature. */
const SIGNATURE_BYTES = 64;

/** An envelope, read and not yet verified. */
export interface Envelope {
  /** The statement as it was signed. */
  readonly payload: Uint8Array;
  /** The one signature, null where the envelope has none. */
  readonly signature: { readonly keyId: string; readonly bytes: Uint8Array } | null;
}

// OC-PACK-6401 impl
/** Pre-authentication encoding: the bytes that are signed. */
export function encodePreAuthentication(payload: Uint8Array, type = PAYLOAD_TYPE): Uint8Array {
  const encoder = new TextEncoder();
  const typeLength = encoder.encode(type).length;
  const head = encoder.encode(`DSSEv1 ${typeLength} ${type} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/**
 * The text of an envelope.
 *
 * @param payload What it holds
 * @param key Signs it; null for an envelope without a signature
 */
export async function sealPayload(payload: Uint8Array, key: SigningKey | null): Promise<string> {
  const signature = key && {
    keyId: key.publicKey.id,
    bytes: await key.sign(encodePreAuthentication(payload)),
  };
  return formatEnvelope({ payload, signature });
}

function formatEnvelope({ payload, signature }: Envelope): string {
  return formatJson({
    payloadType: PAYLOAD_TYPE,
    payload: payload.toBase64(),
    signatures: signature === null
      ? []
      : [{ keyid: signature.keyId, sig: signature.bytes.toBase64() }],
  });
}

/**
 * Reads an envelope without verifying it.
 *
 * @param text Its text
 * @param source What it is called in error texts
 * @throws {SignatureError} with `SIGNATURE_MALFORMED` if it is none
 */
export function parseEnvelope(text: string, source: string): Envelope {
  let envelope: Envelope;
  try {
    const root = new JsonCursor(parseJson(text, source), source);
    root.field("payloadType").oneOf([PAYLOAD_TYPE]);
    const [first, second] = root.field("signatures").items();
    second?.fail("one signature");
    envelope = {
      payload: readBase64(root.field("payload")),
      signature: first === undefined ? null : readSignature(first),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new SignatureError("SIGNATURE_MALFORMED", error.message);
  }
  if (formatEnvelope(envelope) !== text) {
    const message = `Cannot accept "${source}": wanted the one text of an envelope, found another`;
    throw new SignatureError("SIGNATURE_MALFORMED", message);
  }
  return envelope;
}

function readBase64(cursor: JsonCursor): Uint8Array {
  try {
    return Uint8Array.fromBase64(cursor.string(), { lastChunkHandling: "strict" });
  } catch (error) {
    if (error instanceof InputError) throw error;
    return cursor.fail("base64");
  }
}

function readSignature(cursor: JsonCursor): NonNullable<Envelope["signature"]> {
  const keyId = cursor.field("keyid").string();
  if (!/^[0-9a-f]{64}$/.test(keyId)) cursor.field("keyid").fail("a lower-case SHA-256");
  const sig = cursor.field("sig");
  const bytes = readBase64(sig);
  if (bytes.length !== SIGNATURE_BYTES) sig.fail(`a signature of ${SIGNATURE_BYTES} bytes`);
  return { keyId, bytes };
}

// OC-PACK-6402 impl
/**
 * Verifies the signature of an envelope.
 *
 * @param envelope What was read
 * @param key The key that is trusted
 * @param source What the envelope is called in error texts
 * @throws {SignatureError} if it has none, is of another key, or was not made over this payload
 */
export async function verifyEnvelope(
  envelope: Envelope,
  key: VerifyingKey,
  source: string,
): Promise<void> {
  const { payload, signature } = envelope;
  if (signature === null) {
    const message = `Cannot accept "${source}": wanted a signature, found none`;
    throw new SignatureError("SIGNATURE_MISSING", message);
  }
  if (signature.keyId !== key.id) {
    const message = `Cannot accept "${source}": wanted a signature by the key ` +
      `${key.id.slice(0, 16)}..., found one by ${signature.keyId.slice(0, 16)}...`;
    throw new SignatureError("SIGNATURE_UNKNOWN_KEY", message);
  }
  if (!(await key.verify(signature.bytes, encodePreAuthentication(payload)))) {
    const message = `Cannot accept "${source}": wanted a signature over its payload, found another`;
    throw new SignatureError("SIGNATURE_INVALID", message);
  }
}
