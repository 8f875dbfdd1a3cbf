import type { RandomStream } from "../../src/internal/random.ts";

/** What a scenario runs with. */
export interface SoakOptions {
  /** Folder of its own, empty. */
  readonly folder: string;
  /** How long. */
  readonly durationMs: number;
  /** Decides who is killed when; what the system makes of it is another matter. */
  readonly stream: RandomStream;
}

/** Something that must hold for as long as one likes to watch. */
export interface SoakScenario {
  /** Name for `--only`. */
  readonly name: string;
  /**
   * Runs it.
   *
   * @returns One line that says what was seen
   * @throws {Error} naming the promise that was broken
   */
  run(options: SoakOptions): Promise<string>;
}

/** Throws where a promise does not hold. */
export function demand(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`Broken: ${promise}`);
}
