import { parseFailureType } from "../calibration/parse.ts";
import type { FailureType } from "../calibration/calibration.ts";
import { JsonCursor } from "../internal/cursor.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { JsonObject } from "../internal/json.ts";
import { canonicalJson } from "../internal/json.ts";
import type { ChaosPlan, FailureRates, ScriptRule } from "./chaos_plan.ts";
import { createChaosPlan, findRateProblem } from "./chaos_plan.ts";
import { WIRE_FORMS } from "./wire_form.ts";

/** Schema of an exported plan. */
export const CHAOS_PLAN_SCHEMA = "CHAOS-PLAN-1.0";

// OC-CHAOS-4510 impl
/** The document of a plan: everything that its draws depend on. */
export function encodeChaosPlan({ profile, seed, failureRates, script }: ChaosPlan): JsonObject {
  return {
    schema_version: CHAOS_PLAN_SCHEMA,
    profile,
    seed,
    failure_rates: { ...failureRates },
    script: script.map((rule) => ({
      run: rule.run,
      key: rule.key,
      call_index: rule.callIndex,
      attempts: rule.attempts && [...rule.attempts],
      fault: rule.fault,
      wire_form: rule.wireForm,
    })),
  };
}

/** What identifies a plan: `sha256:` and the digest of its document's canonical JSON. */
export function chaosPlanDigest(plan: ChaosPlan): string {
  return `sha256:${sha256Hex(canonicalJson(encodeChaosPlan(plan)))}`;
}

/**
 * Reads an exported plan.
 *
 * @param root Cursor at the document's root
 * @throws {InputError} naming file and JSON path
 */
export function parseChaosPlan(root: JsonCursor): ChaosPlan {
  root.onlyKeys([
    "$schema",
    "description",
    "schema_version",
    "profile",
    "seed",
    "failure_rates",
    "script",
  ]);
  root.field("schema_version").oneOf([CHAOS_PLAN_SCHEMA]);
  const rates = root.optional("failure_rates");
  return createChaosPlan({
    profile: root.field("profile").string(),
    seed: root.field("seed").number({ min: 0, isInteger: true }),
    failureRates: rates && parseFailureRates(rates),
    script: root.optional("script")?.items().map(parseRule),
  });
}

/**
 * Reads rates by failure type, by its own name or that of the certification record.
 *
 * @throws {InputError} naming file and JSON path of a type that is unknown or comes twice, of a
 * rate out of 0..1, or of rates that sum above 1
 */
export function parseFailureRates(cursor: JsonCursor): FailureRates {
  const rates: Partial<Record<FailureType, number>> = {};
  for (const [name, member] of cursor.members()) {
    const type = parseFailureType(new JsonCursor(name, member.source, member.path));
    if (rates[type] !== undefined) member.fail("each failure type once");
    rates[type] = member.number({ min: 0, max: 1 });
  }
  const problem = findRateProblem(rates);
  if (problem !== undefined) cursor.fail(`rates that sum to at most 1 (${problem})`);
  return rates;
}

function parseRule(cursor: JsonCursor): ScriptRule {
  cursor.onlyKeys(["description", "run", "key", "call_index", "attempts", "fault", "wire_form"]);
  const index = { min: 1, isInteger: true } as const;
  const fault = cursor.field("fault");
  return {
    run: cursor.optional("run")?.number(index),
    key: cursor.optional("key")?.string(),
    callIndex: cursor.optional("call_index")?.number(index),
    attempts: cursor.optional("attempts")?.items().map((item) => item.number(index)),
    fault: fault.value === "none" ? "none" : parseFailureType(fault),
    wireForm: cursor.optional("wire_form")?.oneOf(WIRE_FORMS),
  };
}
