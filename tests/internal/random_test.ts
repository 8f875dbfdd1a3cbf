import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createStream, createXorshift128, deriveSeed } from "../../src/internal/random.ts";

function take(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

Deno.test("createXorshift128() yields the published sequence from its author's state [OC-DET-0301]", () => {
  const stream = createXorshift128([123456789, 362436069, 521288629, 88675123]);
  assertEquals(take(6, stream.nextUint32), [
    3701687786,
    458299110,
    2500872618,
    3633119408,
    516391518,
    2377269574,
  ]);
});

Deno.test("createXorshift128() refuses the state that it could never leave", () => {
  assertThrows(() => createXorshift128([0, 0, 0, 0]), RangeError, "all zero");
});

Deno.test("createStream() pins the stream of a seed, purpose and key [OC-DET-0302]", () => {
  const stream = createStream(42, "chaos", "run-1/scene-1");
  assertEquals(take(3, stream.nextUint32), [1509893125, 3603077616, 1356129140]);
});

Deno.test("createStream() gives unrelated streams to neighbours [OC-DET-0302]", () => {
  const first = (seed: number, purpose: string, key: string) =>
    createStream(seed, purpose, key).nextUint32();
  const seen = new Set<number>();
  for (let seed = 0; seed < 50; seed++) {
    for (let key = 0; key < 50; key++) seen.add(first(seed, "run", String(key)));
  }
  assertEquals(seen.size, 2500);
  // The parts are delimited: moving a character from one to the next is another stream.
  assertNotEquals(first(1, "ab", "c"), first(1, "a", "bc"));
  assertNotEquals(first(1, "1", ""), first(11, "", ""));
});

Deno.test("createStream() spreads neighbouring first draws evenly", () => {
  const buckets = new Array<number>(16).fill(0);
  const drawCount = 16_000;
  for (let key = 0; key < drawCount; key++) {
    buckets[Math.floor(createStream(1, "x", String(key)).nextUnit() * 16)]! += 1;
  }
  // Chi-squared with 15 degrees of freedom: 37.7 is exceeded by chance once in a thousand.
  const expected = drawCount / 16;
  const chiSquared = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert(chiSquared < 37.7, `chi-squared ${chiSquared}`);
});

Deno.test("nextBelow() stays below its bound and reaches every value", () => {
  const stream = createStream(7, "test", "");
  const seen = new Set(take(500, () => stream.nextBelow(7)));
  assertEquals([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  for (const bound of [0, -1, 1.5, NaN, 2 ** 32 + 1]) {
    assertThrows(() => stream.nextBelow(bound), RangeError, `${bound}`);
  }
});

Deno.test("nextBoolean() is exact at 0 and 1", () => {
  const stream = createStream(7, "test", "");
  assertEquals(new Set(take(2000, () => Number(stream.nextBoolean(0)))), new Set([0]));
  assertEquals(new Set(take(2000, () => Number(stream.nextBoolean(1)))), new Set([1]));
});

Deno.test("deriveSeed() is a 32-bit integer that depends on all three", () => {
  const seed = deriveSeed(42, "run", "1");
  assert(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  assertEquals(seed, deriveSeed(42, "run", "1"));
  assertNotEquals(seed, deriveSeed(43, "run", "1"));
  assertNotEquals(seed, deriveSeed(42, "walk", "1"));
  assertNotEquals(seed, deriveSeed(42, "run", "2"));
});
