import { importSigningKey } from "../../../src/proofpack/signature/key_pair.ts";
import { generateKeyPair } from "../../../src/proofpack/signature/key_pair.ts";

/** A new key that signs. */
export async function createSigningKey() {
  const { privatePem } = await generateKeyPair();
  return await importSigningKey(privatePem, "test.key");
}
