/** Numbers at which an axis has a line or a label. */
export interface Axis {
  /** Where the axis begins. */
  readonly low: number;
  /** Where it ends. */
  readonly high: number;
  /** The labelled values, ascending. */
  readonly ticks: readonly number[];
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below a positive number. */
export function roundStep(wanted: number): number {
  // The exponent is read from the text: Math.log10 may differ in its last bit between machines.
  const exponent = Number(wanted.toExponential().split("e")[1]);
  const steps = [`1e${exponent}`, `2e${exponent}`, `5e${exponent}`, `1e${exponent + 1}`].map(
    Number,
  );
  return steps.find((step) => step >= wanted) ?? steps[3]!;
}

/** An axis for counts from 0 up, with at most five lines. */
export function countAxis(highest: number): Axis {
  const step = Math.max(1, roundStep(Math.max(1, highest) / 4));
  const lineCount = Math.max(1, Math.ceil(highest / step));
  const ticks = Array.from({ length: lineCount + 1 }, (_, index) => index * step);
  return { low: 0, high: lineCount * step, ticks };
}

/** An axis for amounts >= 0, such as times, with at most five lines. */
export function amountAxis(highest: number): Axis {
  if (!(highest > 0)) return { low: 0, high: 1, ticks: [0] };
  const step = roundStep(highest / 4);
  const lineCount = Math.ceil(highest / step);
  const ticks = Array.from({ length: lineCount + 1 }, (_, index) => index * step);
  return { low: 0, high: lineCount * step, ticks };
}

/** An axis with given ends and about five labels. */
export function rangeAxis(low: number, high: number): Axis {
  const step = roundStep((high - low) / 5);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return { low, high, ticks: Array.from({ length: count }, (_, index) => (first + index) * step) };
}

/** An axis for scores that has all of them, begins and ends at a twentieth, and has few lines. */
export function scoreAxis(lowest: number, highest: number): Axis {
  let low = Math.floor(lowest * 20 + 1e-9);
  // A bar begins at its value, so a score at a twentieth needs room above it; 1 is in the last bar.
  const high = Math.min(20, Math.floor(highest * 20 + 1e-9) + 1);
  if (low === high) low -= 1;
  const step = [1, 2, 4, 5].find((size) => (high - low) / size <= 6) ?? 5;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  const ticks = Array.from({ length: count }, (_, index) => ((first + index) * step) / 20);
  return { low: low / 20, high: high / 20, ticks };
}

/** Where a value stands on an axis: 0 at its beginning, 1 at its end. */
export function placeOn({ low, high }: Axis, value: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
