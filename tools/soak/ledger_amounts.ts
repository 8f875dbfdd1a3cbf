import { parseMoney } from "../../src/budget/mod.ts";

/** Far away: what is watched are the sums. */
export const LIMIT = parseMoney("1000000");

/** Set aside before a call, and charged for one whose process died. */
export const WORST_CASE = "0.3";

/** Charged for one that ended. */
export const SETTLED = "0.0001";
