/**
 * What a command is: `plan` turns words into a plan without touching the world, `run` does the
 * work, and the answer says everything that is printed.
 *
 * @module
 */
import type { JsonObject } from "../src/internal/json.ts";
import type { Ports } from "../src/internal/ports.ts";
import type { ByteSource } from "../src/proofpack/byte_stream.ts";
import type { Toolchain } from "../src/internal/toolchain.ts";
import type { FlagName } from "./flags.ts";

/** A word without a dash. */
export interface Positional {
  /** As the help shows it, such as `FILE`. */
  readonly name: string;
  readonly summary: string;
  /** Whether it is a name and not the path of a file. */
  readonly isName?: boolean;
  /** The words that it may be, where it is nothing of the user's. */
  readonly choices?: readonly string[];
  /** Whether more may follow; the last one only. */
  readonly isRepeated?: boolean;
}

/** The values of the flags and words that were given. */
export interface Values {
  /** Value of a text, path or choice; undefined where it was not given. */
  text(name: FlagName): string | undefined;
  /** Values of a flag that may be repeated, in the order given. */
  texts(name: FlagName): readonly string[];
  /** Value of a text, path or choice that the command cannot do without. */
  requiredText(name: FlagName): string;
  /** Value of an integer; undefined where it was not given. */
  integer(name: FlagName): number | undefined;
  /** Whether a switch was given. */
  isOn(name: FlagName): boolean;
  /** The words: one for each positional, more where the last may be repeated. */
  readonly words: readonly string[];
}

/** Something that the answer objects to. */
export interface Violation {
  readonly code: string;
  readonly message: string;
  /** File or JSON path. */
  readonly path?: string | undefined;
  /** Line of the file, from 1. */
  readonly line?: number | undefined;
  /** What was found. */
  readonly value?: number | string | undefined;
  /** What it was compared with. */
  readonly limit?: number | undefined;
}

/** What a command found out. */
export interface Answer {
  readonly verdict: "PASS" | "DOWNGRADE" | "FAIL" | "STOP" | "DONE";
  /** Folder that the command wrote, where there is one. */
  readonly runDir?: string;
  readonly violations: readonly Violation[];
  /** Further members of the JSON answer. */
  readonly data?: JsonObject;
  /** What people read: lines without a final line feed. */
  readonly text: string;
}

/** What a command may use. */
export interface CommandContext {
  /** All commands, for those that run or describe others. */
  readonly commands: readonly Command[];
  readonly ports: Ports;
  readonly toolchain: Toolchain;
  readonly signal: AbortSignal;
  /** Shows how far the command is. */
  readonly progress: Progress;
  /**
   * Writes a document on one line to stdout at once, for programs that wait for it. It is then the
   * only one there: the answer is told on stderr.
   */
  readonly announce: (document: JsonObject) => void;
  /** Whether people read the text in a terminal, rather than in a file or a log. */
  readonly isTerminal: boolean;
  /** Whether the text may hold colours. */
  readonly hasColor: boolean;
  /** A variable of the environment; empty where it is not set or may not be read. */
  readonly readVariable: (name: string) => string;
  /** Standard input. */
  readonly input: ByteSource;
  /** Folders of this machine that nothing we publish may name. */
  readonly machineFolders: readonly string[];
}

/** Where a command tells how far it is. */
export interface Progress {
  /** Shows a state; calls may come as often as they like. */
  update(finishedCount: number, totalCount: number, note?: string): void;
}

/** The work of a command, ready to be done. */
export type CommandRun = (context: CommandContext) => Promise<Answer>;

/** A command of the command line: what is known about it without loading its code. */
export interface Command {
  /** Its words, such as `["proofpack", "build"]`. */
  readonly words: readonly string[];
  /** One line, no full stop. */
  readonly summary: string;
  /** Whether it is for omega's own processes and no help shows it. */
  readonly isHidden?: boolean;
  readonly positionals?: readonly Positional[];
  /** Its flags beside the global ones. */
  readonly flags: readonly FlagName[];
  /** Those of them that the command cannot do without. */
  readonly required?: readonly FlagName[];
  /** One command line as a user would type it. */
  readonly example: string;
  /**
   * Loads the code of the command: what reads the values, touching nothing, and returns the work to
   * do. It throws an `InputError` for values that do not fit together.
   */
  load(): Promise<(values: Values) => CommandRun>;
}
