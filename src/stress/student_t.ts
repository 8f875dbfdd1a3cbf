/**
 * Quantiles of Student's t distribution.
 *
 * P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t²), where I is the regularised incomplete beta
 * function (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.1 and 26.5.8).
 *
 * @module
 */

/** Steps of the continued fraction; it needs about the square root of its larger parameter. */
const FRACTION_MAX_STEPS = 10_000;

/** Halvings of the search interval: more than a double has bits. */
const BISECTION_STEPS = 200;

/** Keeps the continued fraction's denominators off zero, as W. J. Lentz proposed in 1976. */
const TINY = 1e-300;

/**
 * The t for which P(|T| > t) is the given probability: the factor of a two-sided interval.
 *
 * @param tailProbability In 0..1, exclusive; 0.05 for an interval of 95 %
 * @param degreesOfFreedom At least 1
 * @throws {RangeError} if an argument is out of its range
 */
export function twoSidedT(tailProbability: number, degreesOfFreedom: number): number {
  if (!(tailProbability > 0 && tailProbability < 1)) {
    throw new RangeError(
      `Cannot compute t: the probability must be in 0..1, got ${tailProbability}`,
    );
  }
  if (!(degreesOfFreedom >= 1)) {
    throw new RangeError(
      `Cannot compute t: wanted >= 1 degrees of freedom, got ${degreesOfFreedom}`,
    );
  }
  const tail = (t: number) =>
    incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  let low = 0;
  let high = 1;
  while (tail(high) > tailProbability) high *= 2;
  for (let step = 0; step < BISECTION_STEPS; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (tail(middle) > tailProbability) low = middle;
    else high = middle;
  }
  return high;
}

/** The regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on one side of the mean; the other side is its complement.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  return (front / a) * betaFraction(x, a, b);
}

/** The continued fraction 26.5.8, evaluated front to back by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let numerator = TINY;
  let denominator = 0;
  let value = TINY;
  for (let step = 0; step < FRACTION_MAX_STEPS; step++) {
    const m = step >> 1;
    const coefficient = step === 0
      ? 1
      : step % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / offZero(1 + coefficient * denominator);
    numerator = offZero(1 + coefficient / numerator);
    const factor = numerator * denominator;
    value *= factor;
    if (step > 0 && Math.abs(factor - 1) < Number.EPSILON) break;
  }
  return value;
}

function offZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Stirling's series holds to the last digit from here on. */
const STIRLING_MIN = 15;

/** ln Γ(x) for x > 0: Stirling's series (6.1.41), reached by the recurrence Γ(x + 1) = x Γ(x). */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < STIRLING_MIN; z++) shift += Math.log(z);
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
