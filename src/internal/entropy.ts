/** A source of unpredictable bytes. It names temporary files and owner tokens, nothing else. */
export interface Entropy {
  /** Lower-case hexadecimal text of `byteCount` unpredictable bytes. */
  hex(byteCount: number): string;
}

/** The operating system's entropy. */
export const systemEntropy: Entropy = {
  hex(byteCount) {
    return crypto.getRandomValues(new Uint8Array(byteCount)).toHex();
  },
};
