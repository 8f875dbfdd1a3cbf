/**
 * The events of a budget ledger, and their documents.
 *
 * @module
 */
import type { JsonCursor } from "../internal/cursor.ts";
import type { JsonObject } from "../internal/json.ts";
import type { Money } from "./money.ts";
import { formatMoney } from "./money.ts";
import { moneyField } from "./money_field.ts";

/** A process that uses the ledger. */
export interface LedgerOwner {
  /** Random text that no other process has, not even a later one with the same number. */
  readonly token: string;
  /** Number of the process. */
  readonly pid: number;
  /** When it opened the ledger, ISO 8601. */
  readonly since: string;
}

/** A worst case that was set aside. */
export interface LedgerReservation {
  /** Token of the owner and a number. */
  readonly id: string;
  /** Token of the owner. */
  readonly owner: string;
  /** Name of the model. */
  readonly model: string;
  /** The worst case. */
  readonly amount: Money;
}

/** Something that happened. */
export type LedgerEvent =
  | { readonly event: "join"; readonly owner: LedgerOwner }
  | { readonly event: "reserve"; readonly reservation: LedgerReservation }
  | { readonly event: "settle"; readonly id: string; readonly cost: Money }
  | { readonly event: "expire"; readonly id: string; readonly at: string }
  | { readonly event: "leave"; readonly owner: string };

/** The document of a process. */
export function encodeOwner({ token, pid, since }: LedgerOwner): JsonObject {
  return { token, pid, since };
}

/** Reads a process back. */
export function decodeOwner(cursor: JsonCursor): LedgerOwner {
  return {
    token: cursor.field("token").string(),
    pid: cursor.field("pid").number({ min: 0, isInteger: true }),
    since: cursor.field("since").string(),
  };
}

/** The document of a reservation. */
export function encodeReservation({ id, owner, model, amount }: LedgerReservation): JsonObject {
  return { id, owner, model, amount_usd: formatMoney(amount) };
}

/** Reads a reservation back. */
export function decodeReservation(cursor: JsonCursor): LedgerReservation {
  return {
    id: cursor.field("id").string(),
    owner: cursor.field("owner").string(),
    model: cursor.field("model").string(),
    amount: moneyField(cursor, "amount_usd"),
  };
}

/** The document of an event: a further line of a ledger. */
export function encodeLedgerEvent(entry: LedgerEvent): JsonObject {
  const { event } = entry;
  switch (event) {
    case "join":
      return { event, ...encodeOwner(entry.owner) };
    case "leave":
      return { event, owner: entry.owner };
    case "reserve":
      return { event, ...encodeReservation(entry.reservation) };
    case "settle":
      return { event, id: entry.id, cost_usd: formatMoney(entry.cost) };
    case "expire":
      return { event, id: entry.id, at: entry.at };
    default:
      return event satisfies never;
  }
}

/**
 * Reads an event back.
 *
 * @throws {InputError} naming the file and the place
 */
export function decodeLedgerEvent(cursor: JsonCursor): LedgerEvent {
  const event = cursor.field("event").oneOf(["join", "leave", "reserve", "settle", "expire"]);
  switch (event) {
    case "join":
      return { event, owner: decodeOwner(cursor) };
    case "leave":
      return { event, owner: cursor.field("owner").string() };
    case "reserve":
      return { event, reservation: decodeReservation(cursor) };
    case "settle":
      return { event, id: cursor.field("id").string(), cost: moneyField(cursor, "cost_usd") };
    case "expire":
      return { event, id: cursor.field("id").string(), at: cursor.field("at").string() };
    default:
      return event satisfies never;
  }
}
