/**
 * The two kinds of failure that are not our bug. The command line maps them to exit codes and
 * everything else is a bug (exit 70).
 *
 * @module
 */

// OC-CLI-9102 impl
/**
 * What was given cannot be used: a file, a flag or an argument is missing or malformed (exit 2).
 *
 * The message is one sentence of the form `Cannot <do what> "<which>": <wanted>, <found>`.
 */
export class InputError extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name = "InputError";
  /** Stable code for programs. */
  readonly code: string;

  /**
   * Creates the error.
   *
   * @param message One sentence that names the file, the place, what was wanted and what was found
   * @param options `code` is stable for programs, `"BAD_INPUT"` by default
   */
  constructor(message: string, options: ErrorOptions & { readonly code?: string } = {}) {
    super(message, options);
    this.code = options.code ?? "BAD_INPUT";
  }
}

/**
 * The world failed: disk, network, permission or another process (exit 3). What had been written
 * whole before is still whole.
 */
export class WorldError extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name: string = "WorldError";
  /** The system's own code where it has one (`ENOSPC`, `EACCES`), `"WORLD_FAILED"` otherwise. */
  readonly code: string;

  /**
   * Creates the error.
   *
   * @param message One sentence that names what could not be done and why
   * @param options `cause` is the system's error; `code` overrides the code found in it
   */
  constructor(message: string, options: ErrorOptions & { readonly code?: string } = {}) {
    super(message, options);
    this.code = options.code ?? systemCode(options.cause) ?? "WORLD_FAILED";
  }
}

/** Whether every run would end alike: what was given is of no use, or a permission is missing. */
export function isSameForEveryRun(error: unknown): boolean {
  return error instanceof InputError || error instanceof Deno.errors.NotCapable;
}

/** The operating system's error code inside an error (`ENOSPC`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return error.code;
  }
  return undefined;
}

/** The text of anything that was thrown, without stack and on one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, " ").trim();
}
