import { readOwnProgram, startAgain } from "../../src/internal/own_program.ts";

/** A process of its own that says lines on stdout. */
export class TalkingProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  /**
   * Starts it.
   *
   * @param module Program, seen from this folder
   * @param words Its arguments
   * @param folder What it may read and write
   */
  constructor(module: string, words: readonly string[], folder: string) {
    const own = { ...readOwnProgram(), mainModule: import.meta.resolve(`./${module}`) };
    const { program, args } = startAgain(own, words, { read: [folder], write: [folder] });
    this.#child = new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reader = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Waits until it has said a line; gives the last one. */
  async hear(): Promise<string> {
    for (;;) {
      const lines = this.#text.split("\n");
      if (lines.length > 1) return lines.at(-2)!;
      const { value, done } = await this.#reader.read();
      if (done) throw new Error("the process ended without a word");
      this.#text += value;
    }
  }

  /** Ends it, however; it may have ended already. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits until it has ended; gives how, and the last line that it said. */
  async end(): Promise<{ readonly status: Deno.CommandStatus; readonly last: string | null }> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) break;
      this.#text += value;
    }
    return { status: await this.#child.status, last: this.#text.split("\n").at(-2) ?? null };
  }

  /** Kills it where a test failed before its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.kill("SIGKILL");
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.end();
  }
}
