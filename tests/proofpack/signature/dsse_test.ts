import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  encodePreAuthentication,
  parseEnvelope,
  sealPayload,
  verifyEnvelope,
} from "../../../src/proofpack/signature/dsse.ts";
import { SignatureError } from "../../../src/proofpack/signature/signature_error.ts";
import { decodeStatement, encodeStatement } from "../../../src/proofpack/signature/statement.ts";
import { createSigningKey } from "./_keys.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const KEY = await createSigningKey();
const PREDICATE = "urn:test:predicate";
const STATEMENT = {
  subjects: [{ name: "run.zip", sha256: "ab".repeat(32) }],
  predicateType: PREDICATE,
  predicate: { verdict: "PASS" },
};
const GOOD = await sealPayload(encodeStatement(STATEMENT), KEY);

Deno.test("encodePreAuthentication() gives the bytes of the DSSE specification [OC-PACK-6401]", () => {
  const bytes = encodePreAuthentication(encode("hello world"), "http://example.com/HelloWorld");
  assertEquals(
    new TextDecoder().decode(bytes),
    "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
  );
  assertEquals(
    new TextDecoder().decode(encodePreAuthentication(encode("é"), "é")),
    "DSSEv1 2 é 2 é",
  );
});

Deno.test("sealPayload() seals what verifyEnvelope() accepts, the same way each time", async () => {
  const envelope = parseEnvelope(GOOD, "x");
  await verifyEnvelope(envelope, KEY.publicKey, "x");
  const { subjects, predicate } = decodeStatement(envelope.payload, PREDICATE, "x");
  assertEquals(subjects, STATEMENT.subjects);
  assertEquals(predicate.field("verdict").value, "PASS");
  assertEquals(await sealPayload(encodeStatement(STATEMENT), KEY), GOOD);
});

/** Changes to the text of an envelope that must not be read as the same envelope, or as one. */
const MALFORMED: readonly (readonly [name: string, change: (text: string) => string])[] = [
  ["another payload type", (text) => text.replace("vnd.in-toto+json", "vnd.in-toto+xml")],
  ["an upper-case payload type", (text) => text.replace("application/vnd", "Application/vnd")],
  ["an empty signature", (text) => text.replace(/"sig": ".*"/, '"sig": ""')],
  ["a short signature", (text) => text.replace(/"sig": ".*"/, `"sig": "${btoa("x".repeat(63))}"`)],
  ["a long signature", (text) => text.replace(/"sig": ".*"/, `"sig": "${btoa("x".repeat(65))}"`)],
  [
    "a signature in base64url",
    (text) => text.replace(/"sig": ".*"/, `"sig": "${"_-".repeat(43)}=="`),
  ],
  ["a signature without padding", (text) => text.replace(/==(?="\n {4}\})/, "")],
  [
    "a signature with stray bits",
    (text) =>
      text.replace(/(.)==(?="\n {4}\})/, (_, last) => `${last === "A" ? "B" : nextChar(last)}==`),
  ],
  ["no signatures field", (text) => text.replace(/,\n {2}"signatures"[^\]]*\]/, "")],
  ["two signatures", (text) => text.replace(/(\[)(\n {4}\{[^}]*\})/, "$1$2,$2")],
  ["no key id", (text) => text.replace(/\n {6}"keyid": ".*",/, "")],
  [
    "an upper-case key id",
    (text) => text.replace(/"keyid": "(.*)"/, (_, id) => `"keyid": "${id.toUpperCase()}"`),
  ],
  ["an empty key id", (text) => text.replace(/"keyid": ".*"/, '"keyid": ""')],
  ["a further field", (text) => text.replace("{", '{\n  "x": 1,')],
  ["a field twice", (text) => text.replace("{", '{\n  "payload": "",')],
  ["a payload with a line break", (text) => text.replace(/("payload": ".{4})/, "$1\\n")],
  ["another layout", (text) => JSON.stringify(JSON.parse(text))],
  ["a byte order mark", (text) => `\ufeff${text}`],
  ["no last line feed", (text) => text.trimEnd()],
  ["no JSON", () => "{"],
  ["an empty file", () => ""],
];

function nextChar(char: string): string {
  return String.fromCharCode(char.charCodeAt(0) + 1);
}

for (const [name, change] of MALFORMED) {
  Deno.test(`parseEnvelope() refuses an envelope with ${name}`, () => {
    const text = change(GOOD);
    assertEquals(text === GOOD, false);
    const error = assertThrows(() => parseEnvelope(text, "x"), SignatureError);
    assertEquals(error.code, "SIGNATURE_MALFORMED");
  });
}

Deno.test("verifyEnvelope() refuses another key, payload, signature, and none [OC-PACK-6402]", async () => {
  const good = parseEnvelope(GOOD, "x");
  const other = await createSigningKey();
  const flip = (bytes: Uint8Array) => bytes.with(5, bytes[5]! ^ 1);
  const signature = good.signature!;
  const cases = [
    [good, other.publicKey, "SIGNATURE_UNKNOWN_KEY"],
    [{ ...good, payload: flip(good.payload) }, KEY.publicKey, "SIGNATURE_INVALID"],
    [
      { ...good, signature: { ...signature, bytes: flip(signature.bytes) } },
      KEY.publicKey,
      "SIGNATURE_INVALID",
    ],
    [
      { ...good, signature: { ...signature, keyId: other.publicKey.id } },
      other.publicKey,
      "SIGNATURE_INVALID",
    ],
    [
      { ...good, signature: { ...signature, bytes: new Uint8Array(64) } },
      KEY.publicKey,
      "SIGNATURE_INVALID",
    ],
    [{ ...good, signature: null }, KEY.publicKey, "SIGNATURE_MISSING"],
  ] as const;
  for (const [envelope, key, code] of cases) {
    const error = await assertRejects(() => verifyEnvelope(envelope, key, "x"), SignatureError);
    assertEquals(error.code, code);
  }
});

Deno.test("verifyEnvelope() refuses an envelope of which any one byte is flipped [OC-PACK-6402]", async () => {
  const bytes = encode(GOOD);
  for (let index = 0; index < bytes.length; index++) {
    const text = new TextDecoder().decode(bytes.with(index, bytes[index]! ^ 1));
    await assertRejects(
      async () => await verifyEnvelope(parseEnvelope(text, "x"), KEY.publicKey, "x"),
      SignatureError,
      undefined,
      `flip at ${index}`,
    );
  }
});

/** Payloads that are no statement of the wanted kind. */
const STATEMENTS: readonly (readonly [name: string, change: (text: string) => string])[] = [
  ["an upper-case digest", (text) => text.replace("abab", "ABab")],
  ["a short digest", (text) => text.replace("abab", "")],
  ["an empty digest", (text) => text.replace(/[ab]{64}/, "")],
  ["another algorithm", (text) => text.replace("sha256", "sha512")],
  ["an unknown predicate", (text) => text.replace("urn:test:predicate", "urn:test:other")],
  ["another statement type", (text) => text.replace("Statement/v1", "Statement/v0.1")],
  ["no subject", (text) => text.replace(/\[.*\]/, "[]")],
  ["a further field", (text) => text.replace("{", '{"a":1,')],
  ["a field twice", (text) => text.replace("{", '{"predicateType":"x",')],
  ["blanks", (text) => text.replace(":", ": ")],
  ["bytes that are not UTF-8", (text) => text.replace("PASS", "\ufffd")],
  ["no JSON", () => "PASS"],
];

for (const [name, change] of STATEMENTS) {
  Deno.test(`decodeStatement() refuses a statement with ${name}`, () => {
    const good = new TextDecoder().decode(encodeStatement(STATEMENT));
    const text = change(good);
    assertEquals(text === good, false);
    const bytes = name === "bytes that are not UTF-8" ? encode("\u00ff").subarray(1) : encode(text);
    const error = assertThrows(() => decodeStatement(bytes, PREDICATE, "x"), SignatureError);
    assertEquals(error.code, "SIGNATURE_MALFORMED");
  });
}
