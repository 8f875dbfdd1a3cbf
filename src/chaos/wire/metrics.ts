/**
 * Metrics in Prometheus' text format, version 0.0.4.
 *
 * @module
 */
import type { FailureType } from "../../calibration/calibration.ts";
import type { WireForm } from "../wire_form.ts";

/** Upper bounds of the duration's buckets, in seconds. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** Counts what a chaos server does. */
export class WireMetrics {
  readonly #requests = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  readonly #buckets = new Float64Array(BUCKETS_S.length);
  #durationSum = 0;
  #durationCount = 0;
  #upstreamErrors = 0;
  #openConnections = 0;

  /** A client has connected, or gone. */
  countConnection(step: 1 | -1): void {
    this.#openConnections += step;
  }

  /** A fault strikes. */
  countFault(type: FailureType, form: WireForm): void {
    add(this.#faults, `type="${type}",form="${form}"`);
  }

  /** The upstream gave no answer. */
  countUpstreamError(): void {
    this.#upstreamErrors += 1;
  }

  /** A request has ended; status 0 is one whose client saw none. */
  countRequest(status: number, durationMs: number): void {
    add(this.#requests, `status="${status}"`);
    const durationS = durationMs / 1000;
    this.#durationSum += durationS;
    this.#durationCount += 1;
    for (const [index, bound] of BUCKETS_S.entries()) {
      if (durationS <= bound) this.#buckets[index]! += 1;
    }
  }

  /** The text that `/__omega/metrics` shows. */
  encode(): string {
    const durations = BUCKETS_S.map((bound, index) =>
      `omega_chaos_request_duration_seconds_bucket{le="${bound}"} ${this.#buckets[index]}`
    );
    return [
      "# HELP omega_chaos_requests_total Requests by the status that the client saw.",
      "# TYPE omega_chaos_requests_total counter",
      ...lines("omega_chaos_requests_total", this.#requests),
      "# HELP omega_chaos_faults_total Faults that struck.",
      "# TYPE omega_chaos_faults_total counter",
      ...lines("omega_chaos_faults_total", this.#faults),
      "# HELP omega_chaos_upstream_errors_total Requests that the upstream did not answer.",
      "# TYPE omega_chaos_upstream_errors_total counter",
      `omega_chaos_upstream_errors_total ${this.#upstreamErrors}`,
      "# HELP omega_chaos_open_connections Connections of clients.",
      "# TYPE omega_chaos_open_connections gauge",
      `omega_chaos_open_connections ${this.#openConnections}`,
      "# HELP omega_chaos_request_duration_seconds From the request to the end of its answer.",
      "# TYPE omega_chaos_request_duration_seconds histogram",
      ...durations,
      `omega_chaos_request_duration_seconds_bucket{le="+Inf"} ${this.#durationCount}`,
      `omega_chaos_request_duration_seconds_sum ${this.#durationSum}`,
      `omega_chaos_request_duration_seconds_count ${this.#durationCount}`,
      "",
    ].join("\n");
  }
}

function add(counts: Map<string, number>, labels: string): void {
  counts.set(labels, (counts.get(labels) ?? 0) + 1);
}

function lines(name: string, counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([labels, count]) => `${name}{${labels}} ${count}`);
}
