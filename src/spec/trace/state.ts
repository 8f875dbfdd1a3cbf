import type { Evidence } from "./evidence.ts";

/** How far a requirement has come. */
export type RequirementState =
  /** A test that names it ran and passed, and none failed. */
  | "covered"
  /** A test that names it failed. */
  | "failed"
  /** Tests name it, and none of them ran. */
  | "tested-not-run"
  /** Code is marked with it, and no test names it. */
  | "implemented"
  /** Neither. */
  | "missing"
  /** Its text changed since it was accepted: whatever code and tests say was said of another text. */
  | "outdated"
  /** A tombstone. */
  | "removed";

/** What is known without running anything: this is what the generated files hold. */
export type StaticStatus = "missing" | "implemented" | "tested" | "removed";

/** Nothing is known. */
export const NO_EVIDENCE: Evidence = { code: [], tests: [] };

// OC-SPEC-8302 impl
/** The state that evidence gives a requirement whose text is the accepted one. */
export function stateOf({ code, tests }: Evidence): RequirementState {
  if (tests.some(({ outcome }) => outcome === "failed")) return "failed";
  if (tests.some(({ outcome }) => outcome === "passed")) return "covered";
  if (tests.length > 0) return "tested-not-run";
  return code.length > 0 ? "implemented" : "missing";
}

/** The status that evidence gives a requirement, test results apart. */
export function staticStatusOf({ code, tests }: Evidence): StaticStatus {
  if (tests.some(({ place }) => place !== null)) return "tested";
  return code.length > 0 ? "implemented" : "missing";
}
