import { readDenoTestCounts } from "./deno_test.ts";
import { readJUnitCounts } from "./junit.ts";
import { readTapCounts } from "./tap.ts";
import type { ReadCounts } from "./test_counts.ts";
import { readVitestCounts } from "./vitest_json.ts";

/** How a test command may report. */
export const REPORT_FORMATS = ["junit", "tap", "deno-test", "vitest-json"] as const;

/** How a test command reports. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The reader of each format. */
export const REPORT_READERS: Readonly<Record<ReportFormat, ReadCounts>> = {
  "junit": readJUnitCounts,
  "tap": readTapCounts,
  "deno-test": readDenoTestCounts,
  "vitest-json": readVitestCounts,
};
