/**
 * Seeded randomness: xorshift128 streams derived from (seed, purpose, key).
 *
 * Every draw that can reach an artefact comes from a stream of its own, never from one shared
 * stream. Concurrency, order, sharding and resuming therefore change nothing.
 *
 * @module
 */

/** The four 32-bit words of an xorshift128 state, not all zero. */
export type Xorshift128State = readonly [number, number, number, number];

/** A deterministic stream of random numbers. */
export interface RandomStream {
  /** The next word, an integer in [0, 2^32). */
  nextUint32(): number;
  /** The next number in [0, 1), with 32 bits of resolution. */
  nextUnit(): number;
  /** The next integer in [0, bound), without modulo bias. `bound` is an integer in [1, 2^32]. */
  nextBelow(bound: number): number;
  /** True with the given probability; probability 0 is never and 1 is always. */
  nextBoolean(probability: number): boolean;
  /** One element of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
}

// OC-DET-0301 impl
/**
 * The xorshift128 generator of G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8
 * (14), 2003: period 2^128 - 1, shifts (11, 8, 19).
 *
 * @param state The four words to start from
 * @throws {RangeError} if all four words are zero, from which the generator never leaves
 */
export function createXorshift128(state: Xorshift128State): RandomStream {
  let [x, y, z, w] = state.map((word) => word | 0) as [number, number, number, number];
  if ((x | y | z | w) === 0) {
    throw new RangeError("Cannot create xorshift128: the state must not be all zero");
  }

  function nextUint32(): number {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  }

  function nextBelow(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(`Cannot draw: bound must be an integer in 1..2^32, got ${bound}`);
    }
    // Words above the last whole multiple of the bound are rejected: at most every second one.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const word = nextUint32();
      if (word < limit) return word % bound;
    }
  }

  return {
    nextUint32,
    nextUnit: () => nextUint32() / 2 ** 32,
    nextBelow,
    nextBoolean: (probability) => nextUint32() < probability * 2 ** 32,
    pick(items) {
      const item = items[nextBelow(items.length)];
      return item as (typeof items)[number];
    },
  };
}

// OC-DET-0302 impl
/**
 * The stream for one purpose and key under a seed. Small seeds and neighbouring keys give unrelated
 * streams: the text of all three is hashed word by word, and each word of the state is finalised
 * on its own.
 *
 * @param seed Any safe integer
 * @param purpose What the numbers are for, such as `"chaos"`
 * @param key Which one of that kind, such as `"run-7/scene-2"`
 */
export function createStream(seed: number, purpose: string, key: string): RandomStream {
  return createXorshift128(hashText(`${seed}\u0000${purpose}\u0000${key}`));
}

/** A 32-bit seed of its own for one purpose and key: what a run hands on to its calls. */
export function deriveSeed(seed: number, purpose: string, key: string): number {
  return createStream(seed, purpose, key).nextUint32();
}

/**
 * MurmurHash3 (A. Appleby, public domain) over UTF-16 code units, two per block, with its
 * published 32-bit finaliser, from four seeds in one pass. Not a cryptographic hash.
 */
function hashText(text: string): Xorshift128State {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667];
  for (let index = 0; index < text.length; index += 2) {
    // Past the end charCodeAt is NaN, which the bit operations read as 0.
    let block = text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16);
    block = Math.imul(block, 0xcc9e2d51);
    block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    a = mixBlock(a, block);
    b = mixBlock(b, block);
    c = mixBlock(c, block);
    d = mixBlock(d, block);
  }
  const bytes = text.length * 2;
  return [finish(a ^ bytes), finish(b ^ bytes), finish(c ^ bytes), finish(d ^ bytes) | 1];
}

function mixBlock(hash: number, block: number): number {
  const mixed = hash ^ block;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return (whole ^ (whole >>> 16)) >>> 0;
}
