import type { Diagnosis } from "../../src/doctor/mod.ts";
import { renderVerdict, type TextStyle } from "./verdict.ts";

/** A line for each check, and for what is missing what that affects. */
export function renderDiagnoses(diagnoses: readonly Diagnosis[], style: TextStyle): string {
  const isStop = diagnoses.some(({ isOk, isRequired }) => !isOk && isRequired);
  const count = diagnoses.filter(({ isOk }) => isOk).length;
  const verdict = renderVerdict(isStop ? "STOP" : "PASS", style);
  return [
    `doctor: ${verdict}  ${count} of ${diagnoses.length} are there`,
    ...diagnoses.flatMap(({ name, isOk, isRequired, detail, affects }) => [
      `  ${name.padEnd(14)}${isOk ? "ok     " : "missing"}  ${detail}`,
      ...(isOk ? [] : [`  ${" ".repeat(14)}${isRequired ? "required" : "optional"}: ${affects}`]),
    ]),
  ].join("\n");
}
