import { InputError } from "../internal/errors.ts";
import type { RunType } from "./run_type.ts";
import { stressRunType } from "./stress_evidence.ts";

/** Every kind of run that can be packed. */
export const RUN_TYPES: readonly RunType[] = [stressRunType];

/**
 * Finds a kind of run.
 *
 * @throws {InputError} naming the known ones
 */
export function findRunType(name: string): RunType {
  const runType = RUN_TYPES.find((candidate) => candidate.name === name);
  if (runType !== undefined) return runType;
  const known = RUN_TYPES.map((candidate) => `"${candidate.name}"`).join(", ");
  throw new InputError(`Cannot pack a run: wanted one of ${known} as its type, found "${name}"`);
}
