/**
 * The command line without a process around it: words in, exit code and text out.
 *
 * @module
 */
import { CalibrationNullError } from "../src/calibration/calibration_null_error.ts";
import { InputError, reasonOf, systemCode, WorldError } from "../src/internal/errors.ts";
import type { JsonObject } from "../src/internal/json.ts";
import { formatJson, lineJson } from "../src/internal/json.ts";
import type { Ports } from "../src/internal/ports.ts";
import type { ByteSource } from "../src/proofpack/byte_stream.ts";
import type { Toolchain } from "../src/internal/toolchain.ts";
import { VERSION } from "../src/internal/version.ts";
import { addAdvice } from "./advice.ts";
import type { Answer, CommandContext, Values, Violation } from "./command.ts";
import { COMMANDS } from "./command_table.ts";
import type { Invocation } from "./parse.ts";
import { parseInvocation } from "./parse.ts";
import { renderHelp } from "./render/help.ts";
import { createProgress, silentProgress } from "./render/progress.ts";

/** Schema of the JSON answer. */
export const ANSWER_SCHEMA = "OMEGA-ANSWER-1.0";

/** What the command line uses of the process. */
export interface Terminal {
  /** Writes text to stdout. */
  readonly out: (text: string) => void;
  /** Writes text to stderr. */
  readonly err: (text: string) => void;
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  /** Whether the user asked for no colours (`NO_COLOR`). */
  readonly isColorRefused: boolean;
  /** Changes the working folder. */
  readonly changeFolder: (path: string) => void;
  /** A variable of the environment; empty where it is not set or may not be read. */
  readonly readVariable: (name: string) => string;
  /** Standard input. */
  readonly input: ByteSource;
  /** The user's home folder, the folder for temporary files and the working folder. */
  readonly machineFolders: () => readonly string[];
}

/** What the process gives the command line. */
export interface OmegaContext {
  readonly ports: Ports;
  readonly toolchain: Toolchain;
  readonly terminal: Terminal;
  /** Aborted by an interrupt, with an {@linkcode Interruption} as reason. */
  readonly signal: AbortSignal;
}

// OC-CLI-9104 impl
/** The user or the system asked the process to stop. */
export class Interruption extends Error {
  override readonly name = "Interruption";
  /** 130 for SIGINT, 143 for SIGTERM. */
  readonly exitCode: number;

  /** @param signal Which signal came */
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`interrupted by ${signal}`);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/**
 * Runs one command line.
 *
 * @param words The arguments behind the program's name
 * @returns The exit code: 0 PASS or done, 1 FAIL, 2 misuse, 3 the world failed, 70 our bug,
 * 130 and 143 interrupted
 */
export async function runOmega(words: readonly string[], context: OmegaContext): Promise<number> {
  const { terminal } = context;
  // Asked of the raw words, so that even a command line that cannot be read is answered in JSON.
  const isJson = beforeDashes(words).includes("--json");
  let isAnswered = false;
  /** Writes the one document. What fails on the way leaves no room for a second one. */
  const answerWith = (text: string) => {
    isAnswered = true;
    terminal.out(text);
  };
  const announce = (document: JsonObject) => answerWith(`${lineJson(document)}\n`);
  const fail = (error: unknown): number => {
    const failure = classify(error, context.signal);
    terminal.err(`omega: ${failure.text}\n`);
    if (!isJson || isAnswered) return failure.exitCode;
    try {
      answerWith(formatJson(encodeFailure(failure)));
      return failure.exitCode;
    } catch (writeError) {
      return fail(writeError);
    }
  };
  try {
    const invocation = parseInvocation(words, COMMANDS);
    if (invocation.kind !== "run") {
      answerWith(formatText(invocation, isJson));
      return 0;
    }
    const answer = await runCommand(invocation, { ...context, announce });
    const exitCode = exitCodeOf(answer, invocation.values);
    const name = invocation.command.words.join(" ");
    if (isJson && !isAnswered) answerWith(formatJson(encodeAnswer(name, answer, exitCode)));
    (isAnswered ? terminal.err : terminal.out)(`${answer.text}\n`);
    return exitCode;
  } catch (error) {
    return fail(error);
  }
}

/** The words that may be flags: behind `--` stand others. */
function beforeDashes(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  return end < 0 ? words : words.slice(0, end);
}

function formatText(invocation: Exclude<Invocation, { kind: "run" }>, isJson: boolean): string {
  const text = invocation.kind === "version"
    ? `omega ${VERSION}`
    : renderHelp(invocation.topic, COMMANDS);
  if (!isJson) return `${text}\n`;
  return formatJson({ schema: ANSWER_SCHEMA, ok: true, verdict: "DONE", violations: [], text });
}

async function runCommand(
  { command, values }: Extract<Invocation, { kind: "run" }>,
  context: OmegaContext & Pick<CommandContext, "announce">,
): Promise<Answer> {
  const { ports, toolchain, terminal, signal, announce } = context;
  // Each is relative to the one before.
  for (const folder of values.texts("directory")) enter(folder, terminal);
  const plan = await command.load();
  const run = plan(values);
  const isTextOnErr = values.isOn("json");
  const progress = values.isOn("quiet") ? silentProgress : createProgress({
    isTerminal: terminal.isErrTerminal,
    clock: ports.clock,
    write: terminal.err,
  });
  const isTerminal = isTextOnErr ? terminal.isErrTerminal : terminal.isOutTerminal;
  const hasColor = isTerminal && !terminal.isColorRefused && !values.isOn("no-color");
  try {
    const machineFolders = terminal.machineFolders();
    const { readVariable, input } = terminal;
    return await run({
      commands: COMMANDS,
      ports,
      toolchain,
      signal,
      progress,
      announce,
      isTerminal,
      hasColor,
      readVariable,
      input,
      machineFolders,
    });
  } finally {
    progress.end();
  }
}

function enter(folder: string, terminal: Terminal): void {
  try {
    terminal.changeFolder(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new InputError(
      `Cannot use --directory: wanted a folder, found "${folder}" (${reasonOf(error)})`,
      { code: "USAGE", cause: error },
    );
  }
}

// OC-CLI-9101 impl
function exitCodeOf({ verdict }: Answer, values: Values): number {
  switch (verdict) {
    case "PASS":
    case "DONE":
      return 0;
    case "DOWNGRADE":
      // OC-CLI-9103 impl
      return values.isOn("strict") ? 1 : 0;
    case "FAIL":
      return 1;
    case "STOP":
      return 3;
    default:
      return verdict satisfies never;
  }
}

// OC-CLI-9201 impl
function encodeAnswer(command: string, answer: Answer, exitCode: number): JsonObject {
  return {
    schema: ANSWER_SCHEMA,
    command,
    ok: exitCode === 0,
    verdict: answer.verdict,
    run_dir: answer.runDir,
    violations: answer.violations.map(encodeViolation),
    ...answer.data,
  };
}

function encodeViolation(violation: Violation): JsonObject {
  const { code, message, path, line, value, limit } = violation;
  return { code, message, path, line, value, limit };
}

/** Why there is no answer. */
interface Failure {
  readonly exitCode: number;
  readonly verdict: "FAIL" | "STOP" | "ERROR";
  readonly text: string;
  readonly violations: readonly Violation[];
}

function encodeFailure({ verdict, text, violations, exitCode }: Failure): JsonObject {
  return {
    schema: ANSWER_SCHEMA,
    ok: false,
    verdict,
    exit_code: exitCode,
    error: text,
    violations: violations.map(encodeViolation),
  };
}

/** The one place where what was thrown becomes an exit code. */
function classify(error: unknown, signal: AbortSignal): Failure {
  const cause = signal.aborted ? signal.reason : error;
  const text = reasonOf(cause);
  if (cause instanceof Interruption) {
    return failureOf(cause.exitCode, "STOP", text, "INTERRUPTED");
  }
  if (cause instanceof CalibrationNullError) {
    const violations = cause.fields.map((path) => ({
      code: cause.code,
      message: `calibration_null: ${path} is null`,
      path,
    }));
    return { exitCode: 1, verdict: "FAIL", text: `${cause.code}: ${text}`, violations };
  }
  if (cause instanceof InputError) return failureOf(2, "ERROR", addAdvice(text), cause.code);
  if (cause instanceof WorldError) return failureOf(3, "STOP", text, cause.code);
  // The sandbox's own sentence names the flag to add.
  if (cause instanceof Deno.errors.NotCapable) {
    // OC-CLI-9105 impl
    return failureOf(3, "STOP", `Cannot go on without permission: ${text}`, "NOT_CAPABLE");
  }
  const code = systemCode(cause);
  if (code !== undefined) return failureOf(3, "STOP", text, code);
  const trace = cause instanceof Error ? cause.stack ?? text : text;
  return failureOf(70, "ERROR", `a bug of omega, please report it: ${trace}`, "BUG");
}

function failureOf(
  exitCode: number,
  verdict: Failure["verdict"],
  text: string,
  code: string,
): Failure {
  return { exitCode, verdict, text, violations: [{ code, message: text }] };
}
