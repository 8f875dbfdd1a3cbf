/** Name of the hidden command that asks for a lock in a second process. */
export const LOCK_PROBE_COMMAND = "lock-probe";
