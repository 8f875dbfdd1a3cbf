/**
 * Processes that contend for one file: ours, and those of a peer on Node.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";

const root = fromFileUrl(new URL("..", import.meta.url));
const PEERS = ["proper-lockfile@4.1.2", "write-file-atomic@7.0.0"];

/** Middle of the values, the upper one of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await new Deno.Command(program, { args: [...args], cwd }).output();
  if (code !== 0) throw new Error(`${program} ended ${code}: ${new TextDecoder().decode(stderr)}`);
}

/** Where races take place, with the peer installed. */
export interface RaceTrack extends AsyncDisposable {
  readonly folder: string;
}

/**
 * Makes a temporary folder with the peer's packages and its program.
 *
 * @param peer The program of one process of the peer, seen from this folder
 */
export async function createRaceTrack(peer: string): Promise<RaceTrack> {
  const folder = await Deno.makeTempDir({ prefix: "omega-bench-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  try {
    await Deno.mkdir(join(folder, "main"));
    await Deno.mkdir(join(folder, "peer"));
    for (const [from, to] of [[peer, PEER_MAIN], [PEER_UPDATE, PEER_UPDATE]]) {
      await Deno.copyFile(join(root, "bench", from!), join(folder, to!));
    }
    await Deno.writeTextFile(join(folder, "package.json"), '{"private":true,"type":"module"}');
    await run("npm", ["install", "--no-audit", "--no-fund", "--silent", ...PEERS], folder);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, [Symbol.asyncDispose]: remove };
}

const PEER_MAIN = "main/node_peer.mjs";
const PEER_UPDATE = "peer/locked_update.mjs";

/** One process of the peer. */
export const PEER_COMMAND: readonly string[] = ["node", PEER_MAIN];

/** One process of ours; its program is seen from this folder. */
export function omegaCommand(program: string): readonly string[] {
  return [join(root, "bin/deno"), "run", "--allow-all", join(root, "bench", program)];
}

/** How several processes did. */
export interface RaceResult {
  /** From the common start to the end of the last one, in milliseconds. */
  readonly timeMs: number;
  /** What each said when it was done. */
  readonly answers: readonly string[];
}

/** Starts several processes, lets them all go at once, and waits for the last one. */
export async function race(
  command: readonly string[],
  processCount: number,
  { folder }: RaceTrack,
): Promise<RaceResult> {
  const runners = Array.from({ length: processCount }, () => new Runner(command, folder));
  await Promise.all(runners.map((runner) => runner.expect("ready")));
  const startMs = performance.now();
  const answers = await Promise.all(runners.map(async (runner) => {
    await runner.go();
    return await runner.expect("done");
  }));
  const timeMs = performance.now() - startMs;
  await Promise.all(runners.map((runner) => runner.end()));
  return { timeMs, answers };
}

/** A process that says when it is ready and when it is done, so that its start is not measured. */
class Runner {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor([program, ...args]: readonly string[], cwd: string) {
    const streams = { stdin: "piped", stdout: "piped", stderr: "inherit" } as const;
    this.#child = new Deno.Command(program!, { args, cwd, ...streams }).spawn();
    this.#reader = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Waits for a line that begins with the word; gives the rest of it. */
  async expect(word: string): Promise<string> {
    for (;;) {
      const line = new RegExp(`^${word}(.*)\n`, "m").exec(this.#text);
      if (line !== null) return line[1]!;
      const { value, done } = await this.#reader.read();
      if (done) throw new Error(`a process ended before it was ${word}`);
      this.#text += value;
    }
  }

  async go(): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("go\n"));
    await writer.close();
  }

  async end(): Promise<void> {
    await this.#reader.cancel();
    await this.#child.status;
  }
}
