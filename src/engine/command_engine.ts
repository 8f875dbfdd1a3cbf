/**
 * An engine in any language: a program that reads one JSON document and prints one.
 *
 * @module
 */
import { JsonCursor } from "../internal/cursor.ts";
import { InputError, reasonOf } from "../internal/errors.ts";
import { parseJson } from "../internal/json.ts";
import { checkArtifacts } from "./check_artifacts.ts";
import type { Artifact, Engine, RunContext, RunInput, RunOutcome } from "./engine.ts";
import { STDERR_NAME } from "./engine.ts";
import type { EngineErrorCode } from "./engine_error.ts";
import { EngineError } from "./engine_error.ts";
import { formatRunDocument, readOutcome } from "./outcome_document.ts";
import type { ProcessResult } from "./run_process.ts";
import { runProcess } from "./run_process.ts";
import { splitCommand } from "./split_command.ts";

/** Options of {@linkcode createCommandEngine}. */
export interface CommandEngineOptions {
  /** A run that takes longer is killed. @default 600 s */
  readonly timeLimitMs?: number | undefined;
  /** A run that prints more is killed. @default 16 MiB */
  readonly stdoutMaxBytes?: number | undefined;
  /** Of stderr the last so many bytes are kept. @default 1 MiB */
  readonly stderrMaxBytes?: number | undefined;
  /** Cleans text that the program printed, such as of keys. @default as it is */
  readonly redact?: ((text: string) => string) | undefined;
  /** Cleans stderr of what means nothing elsewhere, such as paths. @default as it is */
  readonly cleanStderr?: ((text: string) => string) | undefined;
}

/**
 * Creates an engine that starts a program for each run. The program inherits environment and
 * folder, reads the run's document from stdin, prints its outcome to stdout and ends with 0. What
 * it prints to stderr is kept as `stderr.txt`. It calls models by itself: the provider of the run,
 * with its budget, retries and faults, is not around its calls.
 *
 * A run rejects with {@linkcode EngineError} when the program ends otherwise, prints something
 * else, prints too much or takes too long. Its whole process group is killed at the end of the run,
 * also on abort. Needs `--allow-run`; without it the run rejects with `Deno.errors.NotCapable`.
 *
 * @param command The command line, such as `python3 engine.py`; see the documentation of engines
 * @param options Limits
 * @returns The engine, named `command:` and the program's file name
 * @throws {InputError} if the command line cannot be read
 */
export function createCommandEngine(command: string, options: CommandEngineOptions = {}): Engine {
  const {
    timeLimitMs = 600_000,
    stdoutMaxBytes = 16 * 1024 * 1024,
    stderrMaxBytes = 1024 * 1024,
    redact = (text) => text,
    cleanStderr = (text) => text,
  } = options;
  for (const [field, value] of Object.entries({ timeLimitMs, stdoutMaxBytes, stderrMaxBytes })) {
    if (!(value > 0 && Number.isFinite(value))) {
      throw new RangeError(`Cannot create engine: ${field} must be a number > 0, got ${value}`);
    }
  }
  const words = splitCommand(command);
  // Neither folders of this machine nor arguments, which may be keys, belong into a report.
  const name = `command:${words[0].replace(/^.*[/\\]/, "")}`;

  async function run(input: RunInput, context: RunContext): Promise<RunOutcome> {
    const { ports: { clock }, signal, model, inputs } = context;
    if (clock.kind === "virtual") {
      throw new InputError(
        `Cannot run "${name}" on the virtual clock: wanted --clock system, as a program takes ` +
          "real time",
        { code: "USAGE" },
      );
    }
    const result = await start(words, name, {
      input: formatRunDocument(input, { model, inputs }),
      timeLimitMs,
      stdoutMaxBytes,
      stderrMaxBytes,
      clock,
      signal,
    });
    const stderr = stderrArtifact(result, (text) => cleanStderr(redact(text)));
    const limits = { "time limit": timeLimitMs, "too much output": stdoutMaxBytes, exit: 0 };
    const failure = findFailure(result, limits[result.end]);
    if (failure !== null) throw failed(name, failure, stderr, redact);
    return readStdout(result.stdout, { name, stderr, redact });
  }

  return { name, run };
}

/** A program that is not there is a mistake of whoever typed its name: no run can succeed. */
async function start(
  words: Parameters<typeof runProcess>[0],
  name: string,
  options: Parameters<typeof runProcess>[1],
): Promise<ProcessResult> {
  try {
    return await runProcess(words, options);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied;
    if (!isMissing) throw error;
    const found = error instanceof Deno.errors.NotFound ? "none of that name" : reasonOf(error);
    throw new InputError(`Cannot run "${name}": wanted a program, found ${found}`, {
      code: "ENGINE_NOT_FOUND",
      cause: error,
    });
  }
}

interface Failure {
  readonly code: EngineErrorCode;
  readonly problem: string;
}

// OC-ENGINE-3504 impl
function findFailure({ end, exitCode, exitSignal }: ProcessResult, limit: number): Failure | null {
  if (end === "time limit") {
    return { code: "ENGINE_TIMEOUT", problem: `wanted an end within ${limit} ms, found none` };
  }
  if (end === "too much output") {
    const problem = `wanted at most ${limit} bytes on stdout, found more`;
    return { code: "ENGINE_OUTPUT_TOO_LARGE", problem };
  }
  if (exitSignal !== null) {
    return { code: "ENGINE_EXIT", problem: `wanted exit code 0, found ${exitSignal}` };
  }
  if (exitCode !== 0) {
    return { code: "ENGINE_EXIT", problem: `wanted exit code 0, found ${exitCode}` };
  }
  return null;
}

/** The sentence ends with the last line of stderr, which mostly says why. */
function failed(
  name: string,
  { code, problem }: Failure,
  stderr: readonly Artifact[],
  redact: (text: string) => string,
): EngineError {
  const lastLine = stderr[0]?.content.trimEnd().split("\n").at(-1)?.trim() ?? "";
  const hint = lastLine === "" ? "" : ` (${lastLine.slice(0, 300).toWellFormed()})`;
  return new EngineError(code, redact(`Cannot run "${name}": ${problem}${hint}`), stderr);
}

function stderrArtifact(
  { stderr, isStderrCut }: ProcessResult,
  clean: (text: string) => string,
): readonly Artifact[] {
  if (stderr.length === 0) return [];
  const text = new TextDecoder().decode(stderr);
  // The first line of what is left may begin inside of a key, which would not be found.
  const whole = isStderrCut ? text.slice(text.search(/\s/) + 1) : text;
  const head = isStderrCut ? "[the beginning was dropped]\n" : "";
  return [{ path: STDERR_NAME, content: head + clean(whole) }];
}

interface StdoutContext {
  readonly name: string;
  readonly stderr: readonly Artifact[];
  readonly redact: (text: string) => string;
}

function readStdout(stdout: Uint8Array, context: StdoutContext): RunOutcome {
  const { name, stderr, redact } = context;
  let document: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(stdout);
    document = parseJson(redact(text), `stdout of ${name}`);
  } catch (error) {
    const problem = error instanceof InputError
      ? reasonOf(error).replace(/^Cannot read ".*?": /, "")
      : "wanted UTF-8 text, found other bytes";
    throw failed(name, { code: "ENGINE_BAD_JSON", problem }, stderr, redact);
  }
  try {
    const outcome = readOutcome(new JsonCursor(document, `stdout of ${name}`));
    const artifacts = [...outcome.artifacts, ...stderr];
    checkArtifacts(artifacts);
    return { ...outcome, artifacts };
  } catch (error) {
    throw failed(name, { code: "ENGINE_BAD_OUTCOME", problem: reasonOf(error) }, stderr, redact);
  }
}
