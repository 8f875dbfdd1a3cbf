/**
 * A calibration leaves a limit undecided. That is a FAIL of whatever was to be judged by it
 * (INV-BUDGET-01), not a misuse.
 */
export class CalibrationNullError extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name = "CalibrationNullError";
  /** Stable code for programs. */
  readonly code = "CALIBRATION_NULL";
  /** JSON paths of the null fields, in document order. */
  readonly fields: readonly string[];

  /**
   * Creates the error.
   *
   * @param source The file as the error text names it
   * @param fields JSON paths of the null fields, at least one
   */
  constructor(source: string, fields: readonly string[]) {
    super(`Cannot judge by "${source}": wanted a limit at ${fields.join(", ")}, found null`);
    this.fields = fields;
  }
}
