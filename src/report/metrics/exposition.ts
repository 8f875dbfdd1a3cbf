/**
 * The text exposition format 0.0.4 of Prometheus: families in the order of the contract, HELP and
 * TYPE for each of them also without a sample, no timestamps.
 *
 * @module
 */
import { sha256Hex } from "../../internal/hash.ts";
import { LINE_MAX_LENGTH, showLine } from "../visible_text.ts";
import type { ContractMetric, MetricsContract } from "./metrics_contract.ts";

/** One number of a family. */
export interface Sample {
  /** What is added to the family's name: `_bucket`, `_sum` or `_count`. @default nothing */
  readonly suffix?: "_bucket" | "_sum" | "_count";
  /** Labels by name. */
  readonly labels: Readonly<Record<string, string>>;
  /** The number. */
  readonly value: number;
}

/** The name of a family and its samples. */
export type Family = readonly [string, readonly Sample[]];

/** A sample of a family that has no suffixes. */
export function one(value: number, labels: Sample["labels"] = {}): Sample {
  return { labels, value };
}

/** Samples by the name of their family. */
export type SamplesByName = ReadonlyMap<string, readonly Sample[]>;

// OC-REPORT-5607 impl
/** The text of samples; families that the contract does not name are left to the lint to find. */
export function renderExposition(contract: MetricsContract, samples: SamplesByName): string {
  const families = [...contract.values()].map((metric) =>
    renderFamily(metric, samples.get(metric.name) ?? [])
  );
  return families.join("");
}

function renderFamily({ name, type, help }: ContractMetric, samples: readonly Sample[]): string {
  const lines = samples.map(({ suffix = "", labels, value }) =>
    `${name}${suffix}${renderLabels(labels)} ${renderValue(value)}\n`
  );
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function renderLabels(labels: Sample["labels"]): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

/** The shortest text that gives the number back, in the format's words for what is none. */
function renderValue(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

function escapeHelp(text: string): string {
  return showLine(text, 1000).replaceAll("\\", "\\\\");
}

function escapeLabel(value: string): string {
  return labelOf(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

/**
 * A label's value: visible, short, and still another one for another text, because two samples of a
 * family must never have the same labels.
 */
function labelOf(value: string): string {
  const shown = showLine(value, LINE_MAX_LENGTH);
  return shown === value ? value : `${shown} #${sha256Hex(value.toWellFormed()).slice(0, 8)}`;
}
