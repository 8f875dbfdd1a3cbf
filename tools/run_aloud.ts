import { fromFileUrl } from "@std/path";

/** Root of the repository. */
export const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** The launcher of the repository's own Deno. */
export const DENO = `${ROOT}bin/deno`;

/** What came of a program. */
export interface Ended {
  /** What it printed. */
  readonly output: string;
  /** Whether it ended with 0. */
  readonly isOk: boolean;
  readonly seconds: number;
}

/** Runs a program in the repository, lets all that it prints be seen, and keeps it. */
export async function runAloud([program, ...args]: readonly string[]): Promise<Ended> {
  const startMs = performance.now();
  const child = new Deno.Command(program!, {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let output = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    await Deno.stdout.write(new TextEncoder().encode(text));
    output += text;
  }
  const { success } = await child.status;
  return { output, isOk: success, seconds: (performance.now() - startMs) / 1000 };
}
