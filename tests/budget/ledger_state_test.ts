import { assertEquals, assertThrows } from "@std/assert";
import { parseMoney } from "../../src/budget/mod.ts";
import type { LedgerEvent } from "../../src/budget/ledger_event.ts";
import { decodeLedgerEvent, encodeLedgerEvent } from "../../src/budget/ledger_event.ts";
import { LedgerState } from "../../src/budget/ledger_state.ts";
import { planAdmissions } from "../../src/budget/plan_admissions.ts";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { InputError } from "../../src/internal/errors.ts";

const OWNER = { token: "t", pid: 7, since: "2026-01-01T00:00:00.000Z" };

function reservation(id: string, dollars: string, model = "m") {
  return { id, owner: "t", model, amount: parseMoney(dollars) };
}

const EVENTS: readonly LedgerEvent[] = [
  { event: "join", owner: OWNER },
  { event: "reserve", reservation: reservation("a", "0.3") },
  { event: "reserve", reservation: reservation("b", "0.2") },
  { event: "reserve", reservation: reservation("c", "0.1", "n") },
  { event: "settle", id: "a", cost: parseMoney("0.05") },
  { event: "expire", id: "b", at: "2026-01-01T00:00:09.000Z" },
];

function stateOf(events: readonly LedgerEvent[]): LedgerState {
  const state = new LedgerState();
  for (const one of events) state.apply(one);
  return state;
}

Deno.test("a ledger's state follows from its events", () => {
  const state = stateOf(EVENTS);
  assertEquals(state.accountOf("m"), { spent: parseMoney("0.25"), reserved: 0n });
  assertEquals(state.accountOf("n"), { spent: 0n, reserved: parseMoney("0.1") });
  assertEquals(state.accountOf("other"), { spent: 0n, reserved: 0n });
  assertEquals(state.expired.map(({ id, pid, at }) => [id, pid, at]), [
    ["b", 7, "2026-01-01T00:00:09.000Z"],
  ]);
  state.apply({ event: "leave", owner: "t" });
  assertEquals(state.owners, []);
});

Deno.test("a ledger's state comes back from its document", () => {
  for (let count = 0; count <= EVENTS.length; count++) {
    const document = stateOf(EVENTS.slice(0, count)).encode();
    const read = LedgerState.decode(new JsonCursor(document, "ledger"));
    assertEquals(read.encode(), document);
  }
});

Deno.test("a ledger's events come back from their documents", () => {
  const all: readonly LedgerEvent[] = [...EVENTS, { event: "leave", owner: "t" }];
  for (const one of all) {
    assertEquals(decodeLedgerEvent(new JsonCursor(encodeLedgerEvent(one), "ledger")), one);
  }
});

Deno.test("a ledger lists the last 100 expired reservations and counts all", () => {
  const state = stateOf([{ event: "join", owner: OWNER }]);
  for (let index = 0; index < 130; index++) {
    state.apply({ event: "reserve", reservation: reservation(`r${index}`, "0.01") });
    state.apply({ event: "expire", id: `r${index}`, at: "now" });
  }
  assertEquals([state.expired.length, state.expiredCount], [100, 130]);
  assertEquals(state.expired[0]?.id, "r30");
  assertEquals(state.accountOf("m").spent, parseMoney("1.3"));
});

Deno.test("a ledger refuses a settlement of what is not open, and sums that do not add up", () => {
  assertThrows(() => stateOf([...EVENTS, { event: "settle", id: "a", cost: 0n }]), RangeError);
  const document = JSON.parse(JSON.stringify(stateOf(EVENTS).encode()));
  document.accounts[1].reserved_usd = "0.2";
  assertThrows(
    () => LedgerState.decode(new JsonCursor(document, "ledger")),
    InputError,
    "$.accounts[1].reserved_usd",
  );
});

/** Requests of a model and dollars, the state's events, and what becomes of each request. */
const PLANS: readonly (readonly [
  name: string,
  requests: readonly (readonly [model: string, dollars: string])[],
  late: readonly number[],
  kinds: readonly string[],
])[] = [
  ["all that fit together", [["n", "0.4"], ["n", "0.5"]], [], ["admit", "admit"]],
  ["those behind a waiting one wait", [["n", "0.95"], ["n", "0.1"]], [], ["wait", "wait"]],
  ["another model does not wait", [["n", "0.95"], ["m", "0.1"]], [], ["wait", "admit"]],
  ["what can never fit is refused", [["m", "0.8"], ["m", "0.7"]], [], ["refuse", "admit"]],
  ["exactly at the limit", [["m", "0.75"], ["m", "0.1"]], [], ["admit", "wait"]],
  ["patience ends", [["n", "0.95"], ["n", "0.1"]], [0], ["refuse", "admit"]],
];

for (const [name, requests, late, kinds] of PLANS) {
  Deno.test(`planAdmissions(): ${name}`, () => {
    const plans = planAdmissions(
      requests.map(([model, dollars]) => ({
        ...{ model, key: "k", attempt: 1 },
        amount: parseMoney(dollars),
      })),
      stateOf(EVENTS),
      { limitOf: () => parseMoney("1"), isLate: (index) => late.includes(index) },
    );
    assertEquals(plans.map(({ kind }) => kind), kinds);
  });
}
