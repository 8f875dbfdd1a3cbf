/**
 * Runs a program that may be anybody's, and leaves nothing of it behind.
 *
 * The program leads a process group of its own. Whenever its run is over, in order, late or
 * aborted, the whole group is killed: no grandchild lives on and holds a pipe open. A descendant
 * that leaves the group on purpose (`setsid`) escapes; its pipes are let go after a second.
 *
 * @module
 */
import type { Clock } from "../internal/clock.ts";
import { systemCode } from "../internal/errors.ts";

/** After the group is dead its pipes end at once, unless a descendant has left the group. */
const DRAIN_MAX_MS = 1000;

/** What a program is run with. */
export interface ProcessOptions {
  /** Text for its stdin. */
  readonly input: string;
  /** Folder that it runs in. @default the folder of this process */
  readonly cwd?: string | undefined;
  /** Variables on top of those of this process. @default none */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** It is killed when it has run this long. */
  readonly timeLimitMs: number;
  /** It is killed when it has printed more than this to stdout. */
  readonly stdoutMaxBytes: number;
  /** Of its stderr the last so many bytes are kept. */
  readonly stderrMaxBytes: number;
  readonly clock: Clock;
  /** Kills it at once. */
  readonly signal?: AbortSignal | undefined;
}

/** How a program ended. */
export interface ProcessResult {
  /** `exit` in order; the others say why it was killed. */
  readonly end: "exit" | "time limit" | "too much output";
  /** Exit code; 128 and the signal's number where a signal ended it. */
  readonly exitCode: number;
  /** Name of the signal that ended it, null where none did. */
  readonly exitSignal: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Whether the beginning of stderr was dropped. */
  readonly isStderrCut: boolean;
}

/**
 * Runs a program to its end.
 *
 * Needs `--allow-run`.
 *
 * @throws {Deno.errors.NotFound} if there is no such program
 * @throws the signal's reason when aborted
 */
export async function runProcess(
  [program, ...args]: readonly [string, ...string[]],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const { clock, signal, timeLimitMs } = options;
  signal?.throwIfAborted();
  const child = new Deno.Command(program, {
    args,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...options.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  let end: ProcessResult["end"] = "exit";
  const kill = () => killGroup(child.pid);
  const stop = (reason: ProcessResult["end"]) => {
    end = reason;
    kill();
  };
  signal?.addEventListener("abort", kill);
  const timer = new AbortController();
  const limit = clock.sleep(timeLimitMs, { signal: timer.signal }).then(
    () => stop("time limit"),
    () => {},
  );
  const stdout = collect(child.stdout, {
    maxBytes: options.stdoutMaxBytes,
    onOverflow: () => stop("too much output"),
  });
  const stderr = collect(child.stderr, { maxBytes: options.stderrMaxBytes });
  try {
    await writeInput(child.stdin, options.input);
    const { code: exitCode, signal: exitSignal } = await child.status;
    timer.abort();
    await limit;
    await killGroup(child.pid);
    await drain([stdout, stderr], clock);
    signal?.throwIfAborted();
    const { isCut: isStderrCut, bytes } = stderr.result();
    return { end, exitCode, exitSignal, stdout: stdout.result().bytes, stderr: bytes, isStderrCut };
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/** A program that does not read its stdin, or has ended, is no error of ours. */
async function writeInput(stdin: WritableStream<Uint8Array>, input: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Bytes of a pipe as they come. */
interface Collection {
  /** Settles when the pipe has ended. */
  readonly ended: Promise<void>;
  /** Lets go of a pipe that does not end. */
  cancel(): Promise<void>;
  result(): { readonly bytes: Uint8Array; readonly isCut: boolean };
}

/** Collects a pipe: up to a limit with `onOverflow`, the last bytes of it without. */
function collect(
  pipe: ReadableStream<Uint8Array>,
  { maxBytes, onOverflow }: { readonly maxBytes: number; readonly onOverflow?: () => void },
): Collection {
  const reader = pipe.getReader();
  const pieces: Uint8Array[] = [];
  let byteCount = 0;
  let isCut = false;
  async function read(): Promise<void> {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      // After an overflow the pipe is still emptied, so that the program can be killed in peace.
      if (isCut && onOverflow !== undefined) continue;
      pieces.push(next.value);
      byteCount += next.value.length;
      if (byteCount > maxBytes && onOverflow !== undefined) {
        isCut = true;
        onOverflow();
      }
      while (byteCount - pieces[0]!.length >= maxBytes) {
        byteCount -= pieces.shift()!.length;
        isCut = true;
      }
    }
  }
  return {
    ended: read().catch(() => {}),
    cancel: () => reader.cancel(),
    result: () => ({
      bytes: join(pieces, byteCount).slice(-maxBytes),
      isCut: isCut || byteCount > maxBytes,
    }),
  };
}

function join(pieces: readonly Uint8Array[], byteCount: number): Uint8Array {
  const bytes = new Uint8Array(byteCount);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function drain(pipes: readonly Collection[], clock: Clock): Promise<void> {
  const timer = new AbortController();
  const late = clock.sleep(DRAIN_MAX_MS, { signal: timer.signal }).then(async () => {
    await Promise.all(pipes.map((pipe) => pipe.cancel()));
  }, () => {});
  await Promise.all(pipes.map((pipe) => pipe.ended));
  timer.abort();
  await late;
}

// OC-ENGINE-3505 impl
/** Kills all processes of a group; that there are none left is what is wanted. */
async function killGroup(pid: number): Promise<void> {
  if (Deno.build.os === "windows") {
    // There are no groups to kill there: taskkill follows the tree of parents and children.
    const command = new Deno.Command("taskkill", {
      args: ["/pid", String(pid), "/t", "/f"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    await command.output();
    return;
  }
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) && systemCode(error) !== "ESRCH") throw error;
  }
}
