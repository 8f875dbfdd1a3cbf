import { InputError } from "../internal/errors.ts";
import type { EvidenceReader } from "./gate.ts";
import { GATES } from "./gates/gate_registry.ts";
import type { JudgedGate } from "./judge_gates.ts";

/** What a run of all gates says it did, in the runs folder. */
export const GATES_REPORT_NAME = "GATES.json";

/**
 * Finds gates that were run and that this version has no judgement of: they are not passed, whatever
 * they say of themselves.
 *
 * @param reader The files; without `GATES.json` nothing says which gates were run
 */
export async function findUnknownGates(reader: EvidenceReader): Promise<readonly JudgedGate[]> {
  if (!reader.artefacts.has(GATES_REPORT_NAME)) return [];
  try {
    const gates = (await reader.readJson(GATES_REPORT_NAME)).field("gates").items();
    const names = gates.map((gate) => gate.field("name").string());
    return [...new Set(names)]
      .filter((name) => !GATES.some((gate) => gate.name === name))
      .map((name) => fail(name, `${GATES_REPORT_NAME} names a gate that is not known`));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [fail("gates", error.message)];
  }
}

function fail(name: string, reason: string): JudgedGate {
  return {
    id: "?",
    name,
    invariants: [],
    verdict: "FAIL",
    reasons: [reason],
    evidence: [GATES_REPORT_NAME],
    earlier: [],
  };
}
