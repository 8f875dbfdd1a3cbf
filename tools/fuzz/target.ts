import type { RandomStream } from "../../src/internal/random.ts";

/** Something that reads what anybody may have written. */
export interface FuzzTarget {
  /** Name for `--target`. */
  readonly name: string;
  /**
   * Makes one input from the stream, reads it, and checks what must hold whatever it is.
   *
   * @throws whatever is wrong; that is what is looked for
   */
  check(stream: RandomStream): void | Promise<void>;
}
