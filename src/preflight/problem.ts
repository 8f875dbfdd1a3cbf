/** Problems that a project may declare to be none, because it is meant to be so. */
export const ACCEPTABLE_CODES = ["DETACHED_HEAD", "SHALLOW_CLONE", "SUBMODULE_MISSING"] as const;

/** Why a baseline is not what it is thought to be. */
export type ProblemCode =
  | (typeof ACCEPTABLE_CODES)[number]
  /** A critical file is not in the working tree. */
  | "CRITICAL_FILE_MISSING"
  /** A critical file is not in the commit. */
  | "CRITICAL_FILE_UNTRACKED"
  /** git could not be run, or failed. */
  | "GIT_FAILED"
  /** git was told not to look at a file, so its status says nothing about it. */
  | "HIDDEN_FROM_STATUS"
  /** The repository has no commit yet. */
  | "NO_COMMIT"
  /** The working tree is not as committed. */
  | "NOT_CLEAN"
  /** The root is in no git repository. */
  | "NOT_A_REPOSITORY"
  /** Fewer tests passed than the baseline has. */
  | "SUITE_BELOW"
  /** The test command ended with an error and reported no failed test. */
  | "SUITE_COMMAND_FAILED"
  /** Tests failed. */
  | "SUITE_FAILED"
  /** No test was found. */
  | "SUITE_MISSING"
  /** The test command was killed at its time limit. */
  | "SUITE_TIMED_OUT"
  /** The report of the test command cannot be read. */
  | "SUITE_UNREADABLE"
  /** The tests changed files of the working tree. */
  | "TREE_CHANGED_BY_TESTS";

/** One reason to stop. */
export interface Problem {
  /** Stable code for programs. */
  readonly code: ProblemCode;
  /** One sentence for people. */
  readonly message: string;
  /** The file, from the root. */
  readonly path?: string;
  /** The suite. */
  readonly suite?: string;
}
