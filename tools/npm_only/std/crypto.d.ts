/** Types for the one part of npm `deno-std/crypto` that loads. */

/** Compares two buffers in a time that does not depend on where they differ. */
export function timingSafeEqual(
  a: ArrayBufferView | ArrayBufferLike | DataView,
  b: ArrayBufferView | ArrayBufferLike | DataView,
): boolean;
