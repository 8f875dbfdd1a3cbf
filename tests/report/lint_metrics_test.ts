import { assertEquals } from "@std/assert";
import { renderExposition } from "../../src/report/metrics/exposition.ts";
import { lintMetrics } from "../../src/report/metrics/lint_metrics.ts";
import type { MetricsContract } from "../../src/report/metrics/metrics_contract.ts";

const GAUGE = { type: "gauge", unit: "runs", labels: ["kind"], help: "Help." } as const;
const CONTRACT: MetricsContract = new Map([
  ["a_runs", { name: "a_runs", ...GAUGE }],
  ["b_runs", { name: "b_runs", ...GAUGE, type: "summary", labels: [] }],
]);
const HEAD = "# HELP a_runs Help.\n# TYPE a_runs gauge\n";
const TAIL = "# HELP b_runs Help.\n# TYPE b_runs summary\n";

const BROKEN: readonly (readonly [string, string, string])[] = [
  ["a family that is missing", HEAD, "METRIC_MISSING"],
  ["a family that is not promised", `${HEAD}${TAIL}c_runs 1\n`, "METRIC_UNKNOWN"],
  ["an announcement that is not promised", `${HEAD}${TAIL}# TYPE c gauge\n`, "METRIC_UNKNOWN"],
  ["another type", `${HEAD.replace("gauge", "counter")}${TAIL}`, "METRIC_TYPE"],
  ["another help", `${HEAD.replace("Help.", "Other.")}${TAIL}`, "METRIC_HELP"],
  ["a label too few", `${HEAD}${TAIL}a_runs 1\n`, "METRIC_LABELS"],
  ["a label too many", `${HEAD}${TAIL}a_runs{kind="x",other="y"} 1\n`, "METRIC_LABELS"],
  ["a gauge with a suffix", `${HEAD}${TAIL}a_runs_sum{kind="x"} 1\n`, "METRIC_SUFFIX"],
  ["a summary without quantile", `${HEAD}${TAIL}b_runs 1\n`, "METRIC_LABELS"],
  ["the same labels twice", `${HEAD}${TAIL}${`a_runs{kind="x"} 1\n`.repeat(2)}`, "METRIC_REPEATED"],
  ["two announcements", `${HEAD}${TAIL}${TAIL}`, "METRIC_REPEATED"],
  ["a sample before its type", `a_runs{kind="x"} 1\n${HEAD}${TAIL}`, "METRIC_MALFORMED"],
  ["an unescaped quote", `${HEAD}${TAIL}a_runs{kind="x"y"} 1\n`, "METRIC_MALFORMED"],
  ["a timestamp", `${HEAD}${TAIL}a_runs{kind="x"} 1 1700000000\n`, "METRIC_MALFORMED"],
  ["no number", `${HEAD}${TAIL}a_runs{kind="x"} many\n`, "METRIC_MALFORMED"],
  ["an empty line", `${HEAD}\n${TAIL}`, "METRIC_MALFORMED"],
  ["no last line feed", `${HEAD}${TAIL}a_runs{kind="x"} 1`, "METRIC_MALFORMED"],
];

for (const [name, text, code] of BROKEN) {
  Deno.test(`lintMetrics() finds ${name}`, () => {
    const codes = lintMetrics(text, CONTRACT).map((finding) => finding.code);
    assertEquals(codes.includes(code as typeof codes[number]), true, codes.join());
  });
}

Deno.test("lintMetrics() objects to nothing that is promised", () => {
  const samples =
    'a_runs{kind="x\\"y\\\\z"} 1\na_runs{kind="z"} NaN\nb_runs{quantile="0.5"} 1e-7\n' +
    "b_runs_sum 3\nb_runs_count 0\n";
  assertEquals(lintMetrics(HEAD + TAIL + samples, CONTRACT), []);
});

Deno.test("renderExposition() keeps two hostile labels apart, and the lint reads them", () => {
  const values = [
    `"} 1\nevil 2`,
    `\\`,
    "a\u0000",
    "a␀",
    "x".repeat(300),
    `${"x".repeat(299)}y`,
    "\ud800",
    "\u202e",
  ];
  const samples = values.map((kind) => ({ labels: { kind }, value: 1 }));
  const text = renderExposition(CONTRACT, new Map([["a_runs", samples]]));
  assertEquals(lintMetrics(text, CONTRACT), []);
  assertEquals(text.split("\n").length, 4 + values.length + 1);
});
