import type { Refusal } from "./budget_exhausted.ts";
import type { CallRecord } from "./call_record.ts";
import type { Money } from "./money.ts";

/** A call that asks for admission. */
export interface CallRequest {
  /** Name of the model; it must have a price. */
  readonly model: string;
  /** Upper bound of the input tokens, see `estimateInputTokens`. */
  readonly inputTokens: number;
  /** Upper bound of the output tokens. */
  readonly outputMaxTokens: number;
  /** The call inside its run. @default `""` */
  readonly key?: string;
  /** Physical attempt of the call, from 1. @default 1 */
  readonly attempt?: number;
}

/** A call that was admitted: its worst case is set aside until it is recorded. */
export interface Reservation {
  /** Name of the model. */
  readonly model: string;
  /** The worst case, at the full price. */
  readonly amount: Money;
}

/** Whether a call may be sent. */
export type Admission =
  | { readonly ok: true; readonly reservation: Reservation }
  | {
    readonly ok: false;
    readonly refusal: Refusal;
    /** Whether it may fit once calls under way have settled. */
    readonly canFitLater: boolean;
  };

/** A call and what it cost. */
export interface SettledCall {
  /** The record. */
  readonly call: CallRecord;
  /** What it cost. */
  readonly cost: Money;
}
