import { assertEquals } from "@std/assert";
import { BudgetExhaustedError, judgeFailedAttempt } from "../../src/budget/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import type { ProviderErrorCode } from "../../src/provider/provider_error.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";

/** Every code, so that a new one fails to compile until somebody decides what it costs. */
const CODES: Readonly<Record<ProviderErrorCode, "charged" | "released">> = {
  DNS_FAILED: "released",
  CONNECT_REFUSED: "released",
  CONNECT_FAILED: "released",
  CONNECT_TIMEOUT: "released",
  TLS_REFUSED: "released",
  REDIRECT_REFUSED: "released",
  UNAUTHORIZED: "released",
  NOT_FOUND: "released",
  RATE_LIMITED: "released",
  CONNECTION_LOST: "charged",
  FIRST_BYTE_TIMEOUT: "charged",
  IDLE_TIMEOUT: "charged",
  TOTAL_TIMEOUT: "charged",
  BAD_HTTP: "charged",
  OVERLOADED: "charged",
  SERVER_ERROR: "charged",
  REQUEST_REFUSED: "charged",
  BAD_STATUS: "charged",
  ERROR_BODY: "charged",
  HTML_BODY: "charged",
  BODY_CUT: "charged",
  BODY_TOO_LARGE: "charged",
  JSON_CUT: "charged",
  NOT_JSON: "charged",
  NO_CHOICES: "charged",
  NO_CONTENT: "charged",
  EMPTY_CONTENT: "charged",
  BAD_ANSWER: "charged",
  STREAM_CUT: "charged",
  STREAM_ERROR: "charged",
  CACHE_MISS: "released",
};

for (const [code, charge] of Object.entries(CODES)) {
  Deno.test(`judgeFailedAttempt() says ${charge} for ${code} [OC-BUDGET-2205]`, () => {
    const error = new ProviderError(code as ProviderErrorCode, "failed");
    assertEquals(judgeFailedAttempt(error), { charge, errorCode: code });
    const wrapped = new Error("outer", { cause: error });
    assertEquals(judgeFailedAttempt(wrapped), { charge, errorCode: code });
  });
}

for (
  const [status, charge] of [
    [400, "released"],
    [413, "released"],
    [422, "released"],
    [408, "charged"],
    [409, "charged"],
    [499, "charged"],
  ] as const
) {
  Deno.test(`judgeFailedAttempt() says ${charge} for a request refused with ${status}`, () => {
    const error = new ProviderError("REQUEST_REFUSED", "refused", { status });
    assertEquals(judgeFailedAttempt(error).charge, charge);
  });
}

Deno.test("judgeFailedAttempt() charges whatever it does not know [OC-BUDGET-2205]", () => {
  assertEquals(judgeFailedAttempt("text"), { charge: "charged", errorCode: "UNKNOWN_FAILURE" });
  const coded = Object.assign(new Error("x"), { code: "ODD" });
  assertEquals(judgeFailedAttempt(coded), { charge: "charged", errorCode: "ODD" });
  const numbered = Object.assign(new Error("x"), { code: 7 });
  assertEquals(judgeFailedAttempt(numbered).errorCode, "UNKNOWN_FAILURE");
});

Deno.test("judgeFailedAttempt() releases a request that the adapter itself refuses", () => {
  const error = new InputError("no such model", { code: "UNKNOWN_MODEL" });
  assertEquals(judgeFailedAttempt(error), { charge: "released", errorCode: "UNKNOWN_MODEL" });
});

Deno.test("BudgetExhaustedError names limit, amounts and model [OC-BUDGET-2105]", () => {
  const [requested, spent, reserved, limit] = [30n, 50n, 25n, 100n].map((cents) =>
    cents * 10n ** 22n
  ) as [bigint, bigint, bigint, bigint];
  const refusal = { model: "m", key: "k", attempt: 1, requested, spent, reserved, limit } as const;
  const error = new BudgetExhaustedError({ ...refusal, type: "cost_per_run", scope: "run" });
  assertEquals(
    error.message,
    'Cannot call model "m": wanted a worst case that fits into cost_per_run of 1 USD, ' +
      "found 0.3 USD beside 0.5 spent and 0.25 reserved",
  );
  assertEquals(error.code, "BUDGET_EXHAUSTED");
});
