import type { MetricComparison, StressComparison } from "../../src/stress/compare.ts";

/** A comparison as Markdown: what a pull request shows, and people can read as it is. */
export function renderComparison(comparison: StressComparison): string {
  const { verdict, pairCount, unpairedCount, metrics } = comparison;
  const unpaired = unpairedCount === 0 ? "" : `, ${unpairedCount} without a partner`;
  return [
    `**Stress comparison: ${verdict}** (${pairCount} paired runs${unpaired})`,
    "",
    "| metric | before | after | difference | 95 % interval | verdict |",
    "| --- | ---: | ---: | ---: | :---: | --- |",
    ...metrics.map(renderRow),
  ].join("\n");
}

function renderRow({ metric, before, after, difference, interval, verdict }: MetricComparison) {
  const digits = metric.endsWith("_ms") ? 1 : 4;
  const show = (value: number) => value.toFixed(digits);
  const signed = (value: number) => (value > 0 ? "+" : "") + show(value);
  const bounds = `${signed(interval.low)} .. ${signed(interval.high)}`;
  const cells = [metric, show(before), show(after), signed(difference), bounds, verdict];
  return `| ${cells.join(" | ")} |`;
}
