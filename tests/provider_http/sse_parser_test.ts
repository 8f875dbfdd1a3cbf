import { assertEquals, assertThrows } from "@std/assert";
import type { SseEvent } from "../../src/provider/http/sse_parser.ts";
import { SseParser } from "../../src/provider/http/sse_parser.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function parseInPieces(bytes: Uint8Array, borders: readonly number[]): readonly SseEvent[] {
  const parser = new SseParser();
  const ends = [...borders, bytes.length];
  return ends.flatMap((end, index) => parser.push(bytes.subarray(ends[index - 1] ?? 0, end)));
}

const TABLE: readonly (readonly [string, string, readonly SseEvent[]])[] = [
  ["one event", "data: a\n\n", [{ type: "message", data: "a" }]],
  ["CR LF", "data: a\r\n\r\n", [{ type: "message", data: "a" }]],
  ["CR", "data: a\r\r", [{ type: "message", data: "a" }]],
  ["mixed line ends", "data: a\r\ndata: b\rdata: c\n\r\n", [{ type: "message", data: "a\nb\nc" }]],
  ["lines of data", "data: a\ndata:\ndata: b\n\n", [{ type: "message", data: "a\n\nb" }]],
  ["comments and pings", ": ping\n\n:\n\ndata: a\n: x\n\n", [{ type: "message", data: "a" }]],
  ["byte order mark", "\ufeffdata: a\n\n", [{ type: "message", data: "a" }]],
  ["a second mark is text", "\ufeffdata: \ufeffa\n\n", [{ type: "message", data: "\ufeffa" }]],
  ["named event", "event: error\ndata: {}\n\n", [{ type: "error", data: "{}" }]],
  ["the name is for one event", "event: x\ndata: a\n\ndata: b\n\n", [
    { type: "x", data: "a" },
    { type: "message", data: "b" },
  ]],
  ["event without data is none", "event: x\n\ndata: b\n\n", [{ type: "message", data: "b" }]],
  ["one blank is taken off", "data:  a \n\n", [{ type: "message", data: " a " }]],
  ["no blank", "data:a:b\n\n", [{ type: "message", data: "a:b" }]],
  ["field without colon", "data\ndata: a\n\n", [{ type: "message", data: "\na" }]],
  ["other fields", "id: 1\nretry: 5\nfoo: x\ndata: a\n\n", [{ type: "message", data: "a" }]],
  ["characters of four bytes", "data: é🐺狼\n\n", [{ type: "message", data: "é🐺狼" }]],
  ["an event that does not end is none", "data: a\n\ndata: b\n", [{ type: "message", data: "a" }]],
];

Deno.test("SseParser gives the same events wherever the pieces end", () => {
  for (const [label, text, wanted] of TABLE) {
    const bytes = encode(text);
    assertEquals(parseInPieces(bytes, []), wanted, label);
    const everyByte = Array.from(bytes.keys()).slice(1);
    assertEquals(parseInPieces(bytes, everyByte), wanted, `${label}, byte by byte`);
    for (let border = 0; border <= bytes.length; border++) {
      assertEquals(parseInPieces(bytes, [border]), wanted, `${label}, cut at ${border}`);
      assertEquals(parseInPieces(bytes, [border, border]), wanted, `${label}, empty at ${border}`);
    }
  }
});

Deno.test("SseParser gives an event as soon as its blank line is there", () => {
  const parser = new SseParser();
  assertEquals(parser.push(encode("data: a\r\n\r")), [{ type: "message", data: "a" }]);
  assertEquals(parser.push(encode("\ndata: b\n\n")), [{ type: "message", data: "b" }]);
});

Deno.test("SseParser refuses bytes that are not UTF-8", () => {
  assertThrows(() => new SseParser().push(new Uint8Array([0x64, 0xff, 0x0a])), TypeError);
});

Deno.test("SseParser takes time in proportion to a long line", () => {
  const parser = new SseParser();
  const piece = encode("x".repeat(1000));
  parser.push(encode("data: "));
  for (let count = 0; count < 5000; count++) parser.push(piece);
  assertEquals(parser.push(encode("\n\n"))[0]?.data.length, 5_000_000);
});
