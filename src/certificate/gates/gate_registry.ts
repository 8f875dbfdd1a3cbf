import type { Gate } from "../gate.ts";
import { budgetGate } from "./budget_gate.ts";
import { chaosGate } from "./chaos_gate.ts";
import { concurrencyGate } from "./concurrency_gate.ts";
import { preflightGate } from "./preflight_gate.ts";
import { proofpackGate } from "./proofpack_gate.ts";
import { stressGate } from "./stress_gate.ts";

/** The gates that a certificate is over; every one of them must be there. */
export const GATES: readonly Gate[] = [
  preflightGate,
  concurrencyGate,
  budgetGate,
  chaosGate,
  stressGate,
  proofpackGate,
];
