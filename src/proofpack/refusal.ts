import type { Violation } from "./violation.ts";

/** Ends the reading of a pack: what follows could mean anything. */
export class Refusal extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name = "Refusal";
  /** Why. */
  readonly violation: Violation;

  /** @param violation Why */
  constructor(violation: Violation) {
    super(violation.message);
    this.violation = violation;
  }
}
