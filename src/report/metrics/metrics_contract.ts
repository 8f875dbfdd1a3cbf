import document from "../../../calibration/metrics.contract.json" with { type: "json" };
import { JsonCursor } from "../../internal/cursor.ts";

/** Schema of the contract file. */
const CONTRACT_SCHEMA = "METRICS-CONTRACT-1.0";

/** The types of metrics that are written. */
export type MetricType = "gauge" | "histogram" | "summary";

const METRIC_TYPES: readonly MetricType[] = ["gauge", "histogram", "summary"];

/** What is promised about one metric. */
export interface ContractMetric {
  /** Name of the family, which ends in the unit where there is one. */
  readonly name: string;
  /** Its type in the exposition format. */
  readonly type: MetricType;
  /** The unit of its values; null for states and numbers without one. */
  readonly unit: string | null;
  /** Exactly the labels of each sample, beside `le` and `quantile` of the type. */
  readonly labels: readonly string[];
  /** What it tells. */
  readonly help: string;
}

/** What is promised about all metrics, by name, in the order of the file. */
export type MetricsContract = ReadonlyMap<string, ContractMetric>;

/** The contract that ships with the package, as a part of its code: nothing is read at run time. */
export function metricsContract(): MetricsContract {
  return parseMetricsContract(new JsonCursor(document, "metrics.contract.json"));
}

/**
 * Reads a contract.
 *
 * @throws {InputError} naming the file and the place
 */
export function parseMetricsContract(cursor: JsonCursor): MetricsContract {
  cursor.onlyKeys(["schema_version", "description", "metrics"]);
  cursor.field("schema_version").oneOf([CONTRACT_SCHEMA]);
  const contract = new Map<string, ContractMetric>();
  for (const item of cursor.field("metrics").items()) {
    const metric = parseMetric(item);
    if (contract.has(metric.name)) item.field("name").fail("a name that is not taken");
    contract.set(metric.name, metric);
  }
  return contract;
}

function parseMetric(item: JsonCursor): ContractMetric {
  item.onlyKeys(["name", "type", "unit", "labels", "help"]);
  const name = nameAt(item.field("name"));
  const unit = item.field("unit").value === null ? null : nameAt(item.field("unit"));
  if (unit !== null && !name.endsWith(`_${unit}`)) {
    item.field("name").fail(`a name that ends in the unit, _${unit}`);
  }
  return {
    name,
    type: item.field("type").oneOf(METRIC_TYPES),
    unit,
    labels: item.field("labels").items().map(nameAt),
    help: item.field("help").string(),
  };
}

/** Names are lower case: what the format allows beside them is reserved or unusual. */
function nameAt(cursor: JsonCursor): string {
  const name = cursor.string();
  return /^[a-z][a-z0-9_]*$/.test(name) ? name : cursor.fail("a lower-case name");
}
