import type { Json, JsonObject } from "../../internal/json.ts";
import type { ChaosAttemptOutcome, ChaosEntry } from "../chaos_entry.ts";
import { encodeChaosEntry } from "../chaos_entry.ts";
import type { ChaosPlan } from "../chaos_plan.ts";
import { chaosPlanDigest } from "../chaos_plan_document.ts";
import type { WireForm } from "../wire_form.ts";

/** Schema of the journal of `omega chaos serve`. */
export const WIRE_JOURNAL_SCHEMA = "CHAOS-WIRE-LOG-1.0";

/** Entries that are kept; with more of them the oldest are dropped, and counted. */
const ENTRY_MAX_COUNT = 10_000;

/** One request. No text of a header is kept, and no query, so that no key can be. */
export interface WireEntry extends ChaosEntry {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  /** The form of the fault; undefined where none struck. */
  readonly wireForm: WireForm | undefined;
  /** Retries before this one as the client counts them; undefined where it does not say. */
  readonly clientRetryCount: number | undefined;
  /** Status that the client saw; undefined while under way, and where it saw none. */
  readonly status: number | undefined;
}

// OC-CHAOS-4704 impl
/** The last requests, in the order in which they came. */
export class WireJournal {
  readonly #plan: ChaosPlan;
  readonly #entries: WireEntry[] = [];
  #droppedCount = 0;

  /** @param plan What the faults are drawn from */
  constructor(plan: ChaosPlan) {
    this.#plan = plan;
  }

  /**
   * Writes a request down before it is answered.
   *
   * @returns Writes how it ended
   */
  begin(
    entry: Omit<WireEntry, "outcome" | "status" | "errorCode">,
  ): (ending: {
    readonly outcome: ChaosAttemptOutcome;
    readonly status: number | undefined;
    readonly errorCode?: string | undefined;
  }) => void {
    const place = this.#droppedCount + this.#entries.length;
    this.#entries.push({ ...entry, outcome: "unknown", status: undefined, errorCode: undefined });
    if (this.#entries.length > ENTRY_MAX_COUNT) {
      this.#entries.shift();
      this.#droppedCount += 1;
    }
    return ({ outcome, status, errorCode }) => {
      const index = place - this.#droppedCount;
      const begun = this.#entries[index];
      if (begun !== undefined) this.#entries[index] = { ...begun, outcome, status, errorCode };
    };
  }

  /** The document that `/__omega/journal` shows. */
  encode(): JsonObject {
    return {
      schema_version: WIRE_JOURNAL_SCHEMA,
      profile: this.#plan.profile,
      seed: this.#plan.seed,
      plan_digest: chaosPlanDigest(this.#plan),
      dropped_entries: this.#droppedCount,
      entries: this.#entries.map(encodeWireEntry),
    };
  }
}

function encodeWireEntry(entry: WireEntry): Json {
  return {
    ...encodeChaosEntry(entry),
    method: entry.method,
    path: entry.path,
    wire_form: entry.wireForm,
    status: entry.status,
    client_retry_count: entry.clientRetryCount,
  };
}
