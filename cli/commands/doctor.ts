import { DOCTOR_CHECKS, examineMachine } from "../../src/doctor/mod.ts";
import { readOwnProgram } from "../../src/internal/own_program.ts";
import type { CommandRun, Values } from "../command.ts";
import { renderDiagnoses } from "../render/doctor.ts";

/** `omega doctor`: STOP where something is missing without which no gate can be trusted. */
export function planDoctor(values: Values): CommandRun {
  const root = values.text("root") ?? ".";
  return async ({ ports, signal, readVariable, hasColor }) => {
    const own = readOwnProgram();
    const context = { own, ports, signal, readVariable };
    const diagnoses = await examineMachine(DOCTOR_CHECKS, root, context);
    const missing = diagnoses.filter(({ isOk }) => !isOk);
    return {
      verdict: missing.some(({ isRequired }) => isRequired) ? "STOP" : "PASS",
      violations: missing.map(({ name, code, detail }) => ({ code, message: detail, path: name })),
      data: {
        checks: diagnoses.map(({ name, isOk, isRequired, detail, affects }) => ({
          name,
          state: isOk ? "ok" : "missing",
          required: isRequired,
          detail,
          affects,
        })),
      },
      text: renderDiagnoses(diagnoses, { hasColor }),
    };
  };
}
