import { assertEquals, assertThrows } from "@std/assert";
import { firstEventsOf, spoilText } from "../../../src/chaos/wire/spoil.ts";
import { streamedBody } from "../../../src/chaos/wire/upstream.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("firstEventsOf() keeps two events, and half of the third, whatever the pieces", async () => {
  for (const lineEnd of ["\n", "\r\n"]) {
    const events = ["data: one", "data: two", "data: three", "data: four"]
      .map((line) => `${line}${lineEnd}${lineEnd}`);
    const text = events.join("");
    for (const size of [1, 2, 5, 7, 1000]) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g"))!.map(encode);
      const whole = await firstEventsOf(streamedBody(pieces), { hasHalf: false });
      assertEquals(decode(whole), events.slice(0, 2).join(""));
      const half = decode(await firstEventsOf(streamedBody(pieces), { hasHalf: true }));
      assertEquals(text.startsWith(half), true);
      const [two, three] = [events.slice(0, 2).join("").length, events[2]!.length];
      assertEquals(half.length > two && half.length < two + three, true);
    }
  }
});

Deno.test("firstEventsOf() cuts a stream of fewer events too", async () => {
  for (const text of ["data: one\n\n", "data: one"]) {
    const kept = await firstEventsOf(streamedBody([encode(text)]), { hasHalf: true });
    assertEquals(kept.length > 0 && kept.length < text.length, true);
  }
});

Deno.test("spoilText() makes the model's text no UTF-8, and nothing else", () => {
  const rows = [
    ['{"role":"assistant","content":"Über"}', true],
    ['{"content": "text"}', true],
    ['{"type":"text","text":"a"}', true],
    ['data: {"delta":{"content":""}}', false],
    ['{"content":"\\n"}', false],
    ['{"model":"m"}', false],
  ] as const;
  const strict = new TextDecoder("utf-8", { fatal: true });
  for (const [text, isSpoilt] of rows) {
    const spoilt = spoilText(encode(text), { isWhole: false });
    assertEquals(spoilt.length, encode(text).length);
    if (isSpoilt) assertThrows(() => strict.decode(spoilt), TypeError);
    else assertEquals(decode(spoilt), text);
    assertThrows(() => strict.decode(spoilText(encode(text), { isWhole: true })), TypeError);
  }
});
