/**
 * Bytes as they arrive, with those that nobody has taken yet. Parsers of HTTP read from this, so
 * that they can be tried without a socket.
 */
export interface ByteSource {
  /** The bytes that arrived and were not taken; valid until the next `fill`. */
  readonly held: Uint8Array;
  /** Takes bytes from the front of `held`. */
  take(byteCount: number): void;
  /** Waits for more bytes behind `held`; false at the end of the connection. */
  fill(): Promise<boolean>;
}
