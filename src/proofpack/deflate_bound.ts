/**
 * A larger content may not become shorter than by this factor: an archive that unpacks to far more
 * than was sent keeps its reader busy. Text of a run shrinks 3- to 20-fold.
 */
export const MAX_SHRINKING = 200;

/** Contents up to this size are free of the bound: inflating them takes a moment. */
export const SHRINKING_FREE_BYTES = 16 * 1024 * 1024;
