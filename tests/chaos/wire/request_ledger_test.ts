import { assertEquals } from "@std/assert";
import type { LedgerEnding, RequestIdentity } from "../../../src/chaos/wire/request_ledger.ts";
import { RequestLedger } from "../../../src/chaos/wire/request_ledger.ts";

function identity(key: string, change: Partial<RequestIdentity> = {}): RequestIdentity {
  return { key, idempotencyKey: undefined, retryCount: undefined, ...change };
}

/** Requests one after the other: what they say, how they end; wanted is `key/attempt`. */
type Step = readonly [RequestIdentity, LedgerEnding | "under way", string];

const ROWS: readonly (readonly [string, readonly Step[]])[] = [
  ["a request behind a lost one is the next attempt", [
    [identity("a"), "lost", "a/1"],
    [identity("a"), "lost", "a/2"],
    [identity("a"), "good", "a/3"],
  ]],
  ["a request behind a good one is a new call", [
    [identity("a"), "good", "a/1"],
    [identity("a"), "good", "a#2/1"],
    [identity("a"), "good", "a#3/1"],
  ]],
  ["a request behind a refusal is the next attempt where the client counts nothing", [
    [identity("a"), "refused", "a/1"],
    [identity("a"), "good", "a/2"],
  ]],
  ["a first try behind a refusal is a new call", [
    [identity("a", { retryCount: 0 }), "refused", "a/1"],
    [identity("a", { retryCount: 1 }), "refused", "a/2"],
    [identity("a", { retryCount: 0 }), "good", "a#2/1"],
  ]],
  ["a runtime's own second sending carries the same count and is the next attempt", [
    [identity("a", { retryCount: 0 }), "lost", "a/1"],
    [identity("a", { retryCount: 0 }), "refused", "a/2"],
    [identity("a", { retryCount: 1 }), "good", "a/3"],
  ]],
  ["calls at once with the same request are different calls", [
    [identity("a"), "under way", "a/1"],
    [identity("a"), "under way", "a#2/1"],
  ]],
  ["a retry of a request whose end was not seen is the next attempt", [
    [identity("a", { retryCount: 0 }), "under way", "a/1"],
    [identity("a", { retryCount: 1 }), "good", "a/2"],
  ]],
  ["an idempotency key decides alone", [
    [identity("a", { idempotencyKey: "x" }), "good", "a/1"],
    [identity("a", { idempotencyKey: "y" }), "lost", "a#2/1"],
    [identity("a", { idempotencyKey: "x" }), "good", "a/2"],
    [identity("a", { idempotencyKey: "y" }), "good", "a#2/2"],
    [identity("a"), "good", "a#3/1"],
  ]],
  ["no request moves the numbers of another one", [
    [identity("a"), "lost", "a/1"],
    [identity("b"), "lost", "b/1"],
    [identity("a"), "lost", "a/2"],
    [identity("b"), "good", "b/2"],
    [identity("a"), "good", "a/3"],
  ]],
];

for (const [name, steps] of ROWS) {
  Deno.test(`RequestLedger: ${name}`, () => {
    const ledger = new RequestLedger();
    for (const [request, ending, wanted] of steps) {
      const attempt = ledger.begin(request);
      assertEquals(`${attempt.callKey}/${attempt.attempt}`, wanted);
      if (ending !== "under way") attempt.end(ending);
    }
  });
}

Deno.test("RequestLedger counts calls in the order of their arrival", () => {
  const ledger = new RequestLedger();
  const indices = ["a", "b", "a", "c"].map((key) => {
    const attempt = ledger.begin(identity(key));
    attempt.end("refused");
    return attempt.callIndex;
  });
  assertEquals([indices, ledger.callCount], [[1, 2, 1, 3], 3]);
});

Deno.test("RequestLedger forgets what was not seen for longest and stays small", () => {
  const ledger = new RequestLedger();
  for (let index = 0; index < 101_000; index++) ledger.begin(identity(`key-${index}`)).end("lost");
  assertEquals(ledger.begin(identity("key-100999")).attempt, 2);
  assertEquals(ledger.begin(identity("key-0")).attempt, 1);
});
