import { readBudgetLimits } from "../../budget/budget_limits.ts";
import { checkRunCost } from "../../budget/check_run_cost.ts";
import { parseCalibration } from "../../calibration/parse.ts";
import type { EvidenceReader, Gate, GateJudgement } from "../gate.ts";
import { besidePath } from "../gate.ts";
import { readRunInputs } from "./run_inputs.ts";

/** PR-G2: every call priced again and held against the limits that the run was made with. */
export const budgetGate: Gate = {
  id: "PR-G2",
  name: "budget",
  invariants: ["INV-BUDGET-01"],
  mainFile: /(?:^|\/)stress\d+_[^/]+\/run-cost\.json$/,
  judge: judgeBudget,
};

async function judgeBudget(path: string, reader: EvidenceReader): Promise<GateJudgement> {
  const { calibration, evidence } = await readRunInputs(besidePath(path, "RUN.json"), reader);
  const limits = readBudgetLimits(parseCalibration(calibration), calibration.source);
  const root = await reader.readJson(path);
  const { verdict, violations, findings } = checkRunCost(root.value, limits, path);
  const reasons = [
    ...findings.map(({ code, message, path }) => `${code} at ${path}: ${message}`),
    ...violations.map(({ runId, violation }) => `run ${runId}: ${violation.type}`),
  ];
  return { verdict, reasons, evidence: [path, ...evidence] };
}
