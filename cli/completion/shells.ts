/** The shells that omega can teach its words. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Name of a shell. */
export type ShellName = (typeof SHELLS)[number];
