import type { OwnProgram } from "../internal/own_program.ts";
import type { Ports } from "../internal/ports.ts";

/** What a check found out. */
export interface Finding {
  /** Whether it is as it should be. */
  readonly isOk: boolean;
  /** What was seen, or why it is missing. */
  readonly detail: string;
}

/** Where checks look. */
export interface DoctorContext {
  /** An empty folder of the file system in question; whoever made it removes it. */
  readonly folder: string;
  /** The program that runs, which starts a second process of itself. */
  readonly own: OwnProgram;
  /** Clock, files and chance. */
  readonly ports: Ports;
  /** A variable of the environment; empty where it is not set. */
  readonly readVariable: (name: string) => string;
  /** Ends the looking. */
  readonly signal: AbortSignal;
}

/** Something that this machine can or cannot do. */
export interface DoctorCheck {
  /** One word or two, such as `locks`. */
  readonly name: string;
  /** Stable code for programs where it is missing. */
  readonly code: string;
  /** What does not work where it is missing. */
  readonly affects: string;
  /** Whether no gate can be trusted without it. */
  readonly isRequired: boolean;
  /** Looks; what it throws is the reason why it is missing. */
  readonly examine: (context: DoctorContext) => Promise<Finding>;
}
