/**
 * The calibration: the one source of limits that every gate compares with.
 *
 * {@linkcode loadCalibration} reads and checks a calibration file. Nothing falls back to a default:
 * a missing or unknown key is an {@linkcode InputError}, a null a {@linkcode CalibrationNullError}.
 *
 * @example Load the limits that a gate compares with
 * ```ts
 * import { loadCalibration } from "@omega/readiness/calibration";
 * import { systemPorts } from "@omega/readiness";
 * import { assertEquals } from "@std/assert";
 *
 * const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
 * assertEquals(calibration.PASS_RATIO_MIN, 0.75);
 * ```
 *
 * @module
 */
export type {
  BudgetLimit,
  Calibration,
  ChaosProfile,
  Determinism,
  Envelope,
  EnvelopeMetric,
  FailureType,
  LatencyLimits,
  ProofpackSettings,
  RepairLimits,
} from "./calibration.ts";
export { ENVELOPE_METRICS, FAILURE_TYPES } from "./calibration.ts";
export { CalibrationNullError } from "./calibration_null_error.ts";
export { loadCalibration, type LoadedCalibration } from "./load.ts";
