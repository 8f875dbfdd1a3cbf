/**
 * What a budget ledger says: what is spent, what is reserved by whom, and what expired.
 *
 * The ledger is a log. Its first line is the state at some moment, every further line one event;
 * the state is what applying the events in order gives. Amounts are exact decimal text.
 *
 * @module
 */
import type { JsonCursor } from "../internal/cursor.ts";
import type { JsonObject } from "../internal/json.ts";
import type { LedgerEvent, LedgerOwner, LedgerReservation } from "./ledger_event.ts";
import { decodeOwner, decodeReservation, encodeOwner, encodeReservation } from "./ledger_event.ts";
import type { Money } from "./money.ts";
import { formatMoney } from "./money.ts";
import { moneyField } from "./money_field.ts";

/** Schema of the first line. */
export const LEDGER_SCHEMA = "BUDGET-LEDGER-1.0";

/** Expired reservations that are listed; older ones are only counted, so that the file is bounded. */
const EXPIRED_MAX_COUNT = 100;

/** A reservation whose process died before it settled: it is charged as reserved. */
export interface ExpiredReservation extends LedgerReservation {
  /** Number of the process that died. */
  readonly pid: number;
  /** When somebody noticed, ISO 8601. */
  readonly at: string;
}

/** The sums of one model. */
export interface LedgerAccount {
  /** What settled and expired calls cost. */
  readonly spent: Money;
  /** The worst case of the calls under way. */
  readonly reserved: Money;
}

const EMPTY: LedgerAccount = { spent: 0n, reserved: 0n };

/** The state of a ledger. */
export class LedgerState {
  readonly #accounts = new Map<string, LedgerAccount>();
  readonly #owners = new Map<string, LedgerOwner>();
  readonly #reservations = new Map<string, LedgerReservation>();
  readonly #expired: ExpiredReservation[] = [];
  #expiredCount = 0;

  /** The sums of a model. */
  accountOf(model: string): LedgerAccount {
    return this.#accounts.get(model) ?? EMPTY;
  }

  /** The models that were used. */
  get models(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /** The processes that use the ledger, and those that died without a word. */
  get owners(): readonly LedgerOwner[] {
    return [...this.#owners.values()];
  }

  /** Calls under way. */
  get reservations(): readonly LedgerReservation[] {
    return [...this.#reservations.values()];
  }

  /** The last reservations that expired. */
  get expired(): readonly ExpiredReservation[] {
    return this.#expired;
  }

  /** Number of all reservations that expired. */
  get expiredCount(): number {
    return this.#expiredCount;
  }

  /** Whether a reservation is open. */
  hasReservation(id: string): boolean {
    return this.#reservations.has(id);
  }

  /**
   * Applies an event.
   *
   * @throws {RangeError} if it does not fit: a reservation settled that is not open
   */
  apply(entry: LedgerEvent): void {
    switch (entry.event) {
      case "join":
        this.#owners.set(entry.owner.token, entry.owner);
        return;
      case "leave":
        this.#owners.delete(entry.owner);
        return;
      case "reserve": {
        const { reservation } = entry;
        this.#reservations.set(reservation.id, reservation);
        this.#change(reservation.model, 0n, reservation.amount);
        return;
      }
      case "settle":
        this.#close(entry.id, entry.cost);
        return;
      case "expire": {
        const reservation = this.#close(entry.id, null);
        const pid = this.#owners.get(reservation.owner)?.pid ?? 0;
        this.#addExpired({ ...reservation, pid, at: entry.at });
        return;
      }
      default:
        entry satisfies never;
    }
  }

  #close(id: string, cost: Money | null): LedgerReservation {
    const reservation = this.#reservations.get(id);
    if (reservation === undefined) throw new RangeError(`reservation ${id} is not open`);
    this.#reservations.delete(id);
    const { model, amount } = reservation;
    this.#change(model, cost ?? amount, -amount);
    return reservation;
  }

  #change(model: string, spent: Money, reserved: Money): void {
    const account = this.accountOf(model);
    this.#accounts.set(model, {
      spent: account.spent + spent,
      reserved: account.reserved + reserved,
    });
  }

  #addExpired(reservation: ExpiredReservation): void {
    this.#expiredCount += 1;
    this.#expired.push(reservation);
    if (this.#expired.length > EXPIRED_MAX_COUNT) this.#expired.shift();
  }

  /** The document of the whole state: the first line of a ledger. */
  encode(): JsonObject {
    return {
      schema_version: LEDGER_SCHEMA,
      accounts: [...this.#accounts].map(([model, { spent, reserved }]) => ({
        model,
        spent_usd: formatMoney(spent),
        reserved_usd: formatMoney(reserved),
      })),
      owners: this.owners.map(encodeOwner),
      reservations: this.reservations.map(encodeReservation),
      expired_count: this.#expiredCount,
      expired: this.#expired.map(({ pid, at, ...one }) => ({
        ...encodeReservation(one),
        pid,
        at,
      })),
    };
  }

  // OC-BUDGET-2405 impl
  /**
   * Reads a state back.
   *
   * @throws {InputError} naming the file and the place
   */
  static decode(cursor: JsonCursor): LedgerState {
    cursor.field("schema_version").oneOf([LEDGER_SCHEMA]);
    const state = new LedgerState();
    for (const owner of cursor.field("owners").items()) {
      state.apply({ event: "join", owner: decodeOwner(owner) });
    }
    for (const account of cursor.field("accounts").items()) {
      state.#change(account.field("model").string(), moneyField(account, "spent_usd"), 0n);
    }
    for (const reservation of cursor.field("reservations").items()) {
      state.apply({ event: "reserve", reservation: decodeReservation(reservation) });
    }
    for (const account of cursor.field("accounts").items()) {
      const { reserved } = state.accountOf(account.field("model").string());
      account.field("reserved_usd").oneOf([formatMoney(reserved)]);
    }
    for (const one of cursor.field("expired").items()) {
      state.#expired.push({
        ...decodeReservation(one),
        pid: one.field("pid").number({ min: 0, isInteger: true }),
        at: one.field("at").string(),
      });
    }
    const min = state.#expired.length;
    state.#expiredCount = cursor.field("expired_count").number({ min, isInteger: true });
    return state;
  }
}
