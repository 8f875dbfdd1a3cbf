import { assertEquals, assertRejects } from "@std/assert";
import type { ByteSource } from "../../src/provider/http/byte_source.ts";
import { BodyCutError, BodyReader, BodySizeError } from "../../src/provider/http/body_reader.ts";
import { HttpSyntaxError, readResponseHead } from "../../src/provider/http/response_head.ts";

/** Bytes that arrive in pieces of a given size. */
function sourceOf(text: string, pieceBytes: number): ByteSource {
  const bytes = new TextEncoder().encode(text);
  let [start, end] = [0, 0];
  return {
    get held() {
      return bytes.subarray(start, end);
    },
    take(byteCount) {
      start += byteCount;
    },
    fill() {
      if (end === bytes.length) return Promise.resolve(false);
      end = Math.min(end + pieceBytes, bytes.length);
      return Promise.resolve(true);
    },
  };
}

const PIECE_BYTES = [1, 2, 3, 7, 1000];

async function readAll(text: string, pieceBytes: number, maxBytes = 1000) {
  const source = sourceOf(text, pieceBytes);
  const head = await readResponseHead(source);
  if (head === null) return null;
  const body = new BodyReader(source, head, { maxBytes });
  let content = "";
  for (let bytes = await body.read(); bytes !== null; bytes = await body.read()) {
    content += new TextDecoder().decode(bytes);
  }
  const { status, isKeptAlive } = head;
  return { status, isKeptAlive, content, isReusable: body.isReusable };
}

const OK = "HTTP/1.1 200 OK\r\n";

Deno.test("answers are read alike wherever the pieces end [OC-PROVIDER-3107]", async () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    [`${OK}content-length: 5\r\n\r\nhello`, "hello", true],
    [`${OK}Content-Length: 0\r\n\r\n`, "", true],
    [`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`, "hello", true],
    [
      `${OK}transfer-encoding: Chunked\r\n\r\n2;x=y\r\nhe\r\n00003\r\nllo\r\n0\r\n\r\n`,
      "hello",
      true,
    ],
    [
      `${OK}transfer-encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nx: y\r\n\r\n`,
      "0123456789",
      true,
    ],
    [`${OK}\r\nhello`, "hello", false],
    [`HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok`, "ok", true],
    [`HTTP/1.1 200 OK\ncontent-length: 2\n\nok`, "ok", true],
    [
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\n${OK}content-length: 2\r\n\r\nok`,
      "ok",
      true,
    ],
    [`HTTP/1.1 204 None\r\n\r\n`, "", true],
  ];
  for (const [text, content, isReusable] of table) {
    for (const pieceBytes of PIECE_BYTES) {
      const answer = await readAll(text, pieceBytes);
      assertEquals(answer?.content, content, text);
      assertEquals(answer?.isReusable, isReusable, text);
    }
  }
});

Deno.test("a connection is kept as HTTP/1.1 has it", async () => {
  const table: readonly (readonly [string, boolean])[] = [
    [`${OK}content-length: 0\r\n\r\n`, true],
    [`${OK}connection: Close\r\ncontent-length: 0\r\n\r\n`, false],
    [`HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n`, false],
    [`HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n`, true],
  ];
  for (const [text, isKept] of table) {
    assertEquals((await readAll(text, 1000))?.isKeptAlive, isKept);
  }
});

Deno.test("what is no HTTP/1.1 is refused with its reason", async () => {
  const many = "HTTP/1.1 100 Continue\r\n\r\n".repeat(9);
  const table: readonly (readonly [string, string])[] = [
    ["SSH-2.0-OpenSSH_9.6\r\n\r\n", "no status line"],
    ["HTTP/2 200\r\n\r\n", "no status line"],
    [`${OK}broken\r\n\r\n`, "a malformed header"],
    [`${OK}a: b\r\n folded\r\n\r\n`, "a malformed header"],
    [`${OK}a b: c\r\n\r\n`, "a malformed header"],
    [`${OK}content-length: 5`, "a head that ends too early"],
    [`${OK}content-length: five\r\n\r\n`, "a malformed content length"],
    [`${OK}content-length: -1\r\n\r\n`, "a malformed content length"],
    [`${OK}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`, "a malformed content length"],
    [`${OK}transfer-encoding: gzip, chunked\r\n\r\n`, "the transfer encoding gzip, chunked"],
    [`${OK}transfer-encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n`, "a malformed chunk size"],
    [`${OK}transfer-encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n`, "longer than it said"],
    [`${OK}transfer-encoding: chunked\r\n\r\n${"5".repeat(20_000)}`, "too long"],
    [`${OK}a: ${"x".repeat(70_000)}`, "a head of more than 65536 bytes"],
    [`HTTP/1.1 101 Switching\r\n\r\n`, "a switch of protocols"],
    [many, "more than 8 interim answers"],
  ];
  for (const [text, reason] of table) {
    await assertRejects(() => readAll(text, 1000), HttpSyntaxError, reason);
    if (text.length < 1000) await assertRejects(() => readAll(text, 1), HttpSyntaxError, reason);
  }
});

Deno.test("a body that ends too early is cut, wherever it ends", async () => {
  const bodies = [
    `${OK}content-length: 5\r\n\r\n`.length,
    `${OK}transfer-encoding: chunked\r\n\r\n`.length,
  ];
  const texts = [
    `${OK}content-length: 5\r\n\r\nhello`,
    `${OK}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  ];
  for (const [index, text] of texts.entries()) {
    for (let end = bodies[index]!; end < text.length; end++) {
      await assertRejects(() => readAll(text.slice(0, end), 1000), BodyCutError);
    }
  }
});

Deno.test("a body above the limit is refused, announced or not [OC-PROVIDER-3108]", async () => {
  const table = [
    `${OK}content-length: 11\r\n\r\nhello world`,
    `${OK}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
    `${OK}\r\nhello world`,
  ];
  for (const text of table) {
    await assertRejects(() => readAll(text, 3, 10), BodySizeError, "at most 10 bytes");
    assertEquals((await readAll(text, 3, 11))?.content, "hello world");
  }
});

Deno.test("a connection that ends before an answer gives no head", async () => {
  assertEquals(await readAll("", 1), null);
});
