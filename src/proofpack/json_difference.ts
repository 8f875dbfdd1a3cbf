/** Where two JSON documents differ. */
export interface JsonDifference {
  /** JSON path, such as `$.runs[3].hard_score`. */
  readonly path: string;
  /** What the first has there, undefined where it has nothing. */
  readonly before: unknown;
  /** What the second has there, undefined where it has nothing. */
  readonly after: unknown;
}

/** More differences are not listed: the first ones are what is read. */
const DIFFERENCE_MAX_COUNT = 100;

/** The first hundred of {@linkcode walkJsonDifferences}. */
export function listJsonDifferences(before: unknown, after: unknown): readonly JsonDifference[] {
  return [...walkJsonDifferences(before, after).take(DIFFERENCE_MAX_COUNT)];
}

/**
 * Finds every place where two JSON documents differ, in document order. An array or object that
 * only one of them has is one difference.
 */
export function* walkJsonDifferences(
  before: unknown,
  after: unknown,
  path = "$",
): Generator<JsonDifference> {
  if (Object.is(before, after)) return;
  const areAlike = isContainer(before) && isContainer(after) &&
    Array.isArray(before) === Array.isArray(after);
  if (!areAlike) {
    yield { path, before, after };
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const place = Array.isArray(before) ? `${path}[${key}]` : `${path}.${key}`;
    yield* walkJsonDifferences(before[key], after[key], place);
  }
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
