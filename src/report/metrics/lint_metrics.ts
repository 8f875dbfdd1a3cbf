import type { ContractMetric, MetricsContract } from "./metrics_contract.ts";
import { metricsContract } from "./metrics_contract.ts";

/** A place where metrics and contract differ. */
export interface MetricFinding {
  /** Line of the text, from 1; 0 for what is missing from all of it. */
  readonly line: number;
  /** Stable name for programs. */
  readonly code:
    | "METRIC_MALFORMED"
    | "METRIC_UNKNOWN"
    | "METRIC_MISSING"
    | "METRIC_TYPE"
    | "METRIC_HELP"
    | "METRIC_LABELS"
    | "METRIC_SUFFIX"
    | "METRIC_REPEATED";
  /** One sentence. */
  readonly message: string;
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\"n])*)"(?:,|$)/y;
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|[+-]Inf)$/;
const SUFFIXES = ["_bucket", "_sum", "_count"] as const;

/**
 * Compares metrics in the text exposition format with a contract, both ways: every family of the
 * contract must be announced with its help and type, and every sample must belong to one and have
 * exactly its labels, each set of labels once.
 *
 * @param text The text of a `metrics.prom`
 * @param contract What is promised. @default the contract of this package
 * @returns What differs, in the order of the lines
 */
export function lintMetrics(
  text: string,
  contract: MetricsContract = metricsContract(),
): readonly MetricFinding[] {
  const lint = new Lint(contract);
  const lines = text.split("\n");
  lines.forEach((line, index) => lint.read(line, index + 1, index === lines.length - 1));
  return lint.finish();
}

class Lint {
  readonly #contract: MetricsContract;
  readonly #findings: MetricFinding[] = [];
  readonly #helped = new Set<string>();
  readonly #typed = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(contract: MetricsContract) {
    this.#contract = contract;
  }

  read(text: string, line: number, isLast: boolean): void {
    if (isLast) {
      if (text !== "") this.#find(line, "METRIC_MALFORMED", "The last line has no line feed");
      return;
    }
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/.exec(text);
    if (comment === null) this.#readSample(text, line);
    else this.#readComment(comment[1]!, comment[2]!, { text: comment[3]!, line });
  }

  #find(line: number, code: MetricFinding["code"], message: string): void {
    this.#findings.push({ line, code, message });
  }

  #readComment(
    keyword: string,
    name: string,
    { text, line }: { readonly text: string; readonly line: number },
  ): void {
    const metric = this.#contract.get(name);
    if (metric === undefined) {
      return this.#find(line, "METRIC_UNKNOWN", `The contract has no metric "${name}"`);
    }
    const announced = keyword === "HELP" ? this.#helped : this.#typed;
    if (announced.has(name)) this.#find(line, "METRIC_REPEATED", `${keyword} of "${name}" again`);
    announced.add(name);
    if (keyword === "TYPE" && text !== metric.type) {
      this.#find(line, "METRIC_TYPE", `"${name}" is a ${metric.type}, found ${text}`);
    }
    if (keyword === "HELP" && text !== metric.help.replaceAll("\\", "\\\\")) {
      this.#find(line, "METRIC_HELP", `The help of "${name}" is not that of the contract`);
    }
  }

  #readSample(text: string, line: number): void {
    const match = SAMPLE.exec(text);
    const labels = match === null ? null : readLabels(match[2] ?? "");
    if (match === null || labels === null || !NUMBER.test(match[3]!)) {
      return this.#find(line, "METRIC_MALFORMED", "Wanted a sample, found another line");
    }
    const name = match[1]!;
    const found = this.#familyOf(name);
    if (found === null) {
      return this.#find(line, "METRIC_UNKNOWN", `The contract has no metric "${name}"`);
    }
    const { metric, suffix } = found;
    if (!this.#typed.has(metric.name)) {
      this.#find(line, "METRIC_MALFORMED", `"${name}" stands before its TYPE`);
    }
    this.#checkLabels(metric, { suffix, labels, line });
    const identity = `${name}{${JSON.stringify([...labels].sort())}}`;
    if (this.#seen.has(identity)) {
      this.#find(line, "METRIC_REPEATED", `A sample of "${name}" again`);
    }
    this.#seen.add(identity);
  }

  /** A name may end in a suffix of its type, or be a family's own. */
  #familyOf(name: string): { readonly metric: ContractMetric; readonly suffix: string } | null {
    const own = this.#contract.get(name);
    if (own !== undefined) return { metric: own, suffix: "" };
    for (const suffix of SUFFIXES) {
      const metric = this.#contract.get(name.slice(0, -suffix.length));
      if (name.endsWith(suffix) && metric !== undefined) return { metric, suffix };
    }
    return null;
  }

  #checkLabels(
    metric: ContractMetric,
    { suffix, labels, line }: {
      readonly suffix: string;
      readonly labels: ReadonlyMap<string, string>;
      readonly line: number;
    },
  ): void {
    const extra = extraLabels(metric.type, suffix);
    if (extra === null) {
      const message = `A ${metric.type} has no sample "${metric.name}${suffix}"`;
      return this.#find(line, "METRIC_SUFFIX", message);
    }
    const wanted = [...metric.labels, ...extra].sort().join(", ");
    const found = [...labels.keys()].sort().join(", ");
    if (wanted !== found) {
      const message = `"${metric.name}" has the labels ${wanted || "none"}, found ${
        found || "none"
      }`;
      this.#find(line, "METRIC_LABELS", message);
    }
  }

  finish(): readonly MetricFinding[] {
    for (const name of this.#contract.keys()) {
      if (this.#helped.has(name) && this.#typed.has(name)) continue;
      this.#find(0, "METRIC_MISSING", `"${name}" is in the contract and was not announced`);
    }
    return this.#findings;
  }
}

/** Labels that a type adds; null where it has no such sample. */
function extraLabels(type: ContractMetric["type"], suffix: string): readonly string[] | null {
  switch (type) {
    case "gauge":
      return suffix === "" ? [] : null;
    case "histogram":
      if (suffix === "") return null;
      return suffix === "_bucket" ? ["le"] : [];
    case "summary":
      if (suffix === "_bucket") return null;
      return suffix === "" ? ["quantile"] : [];
    default: {
      const never: never = type;
      return never;
    }
  }
}

function readLabels(text: string): ReadonlyMap<string, string> | null {
  const labels = new Map<string, string>();
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const match = LABEL.exec(text);
    if (match === null || labels.has(match[1]!)) return null;
    labels.set(match[1]!, match[2]!);
  }
  return labels;
}
