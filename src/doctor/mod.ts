/**
 * What this machine can do: whether locks exclude, folders can be flushed and the clock is right,
 * and which programs and servers are at hand.
 *
 * @module
 */
export type { OwnProgram } from "../internal/own_program.ts";
export type { DoctorCheck, DoctorContext, Finding } from "./check.ts";
export { DOCTOR_CHECKS } from "./checks.ts";
export { type Diagnosis, examineMachine } from "./examine_machine.ts";
