import { assertEquals } from "@std/assert";
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatRuns,
  formatShare,
} from "../../src/report/format_number.ts";

const CASES: readonly (readonly [string, string])[] = [
  [formatCount(0), "0"],
  [formatCount(999), "999"],
  [formatCount(1_234_567), "1,234,567"],
  [formatShare(0.93), "93.0 %"],
  [formatDuration(0), "0 ms"],
  [formatDuration(0.25), "0.25 ms"],
  [formatDuration(417), "417 ms"],
  [formatDuration(999.6), "1.0 s"],
  [formatDuration(17_599), "17.6 s"],
  [formatDuration(59_960), "1 min 00 s"],
  [formatDuration(125_000), "2 min 05 s"],
  [formatDuration(11_520_000), "3 h 12 min"],
  [formatDollars(0), "$0"],
  [formatDollars(0.001), "$0.00100"],
  [formatDollars(0.00000123), "$0.00000123"],
  [formatDollars(0.486), "$0.486"],
  [formatDollars(1234.5), "$1,234.50"],
  [formatRuns(7, 7), "run 7"],
  [formatRuns(1, 1000), "runs 1 to 1,000"],
];

Deno.test("numbers have one text without a locale", () => {
  for (const [found, wanted] of CASES) assertEquals(found, wanted);
});
