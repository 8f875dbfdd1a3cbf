/** Where two JSON documents differ. */
export interface JsonDifference {
  /** JSON path, such as `$.runs[3].hard_score`. */
  readonly path: string;
  /** What the first has there, undefined where it has nothing. */
  readonly before: unknown;
  /** What the second has there, undefined where it has nothing. */
  readonly after: unknown;
}

/** More differences are not looked for: the first ones are what is read. */
const DIFFERENCE_MAX_COUNT = 100;

/**
 * Lists where two JSON documents differ, in document order, at most a hundred places. An array or
 * object that only one of them has is one difference.
 */
export function listJsonDifferences(before: unknown, after: unknown): readonly JsonDifference[] {
  const differences: JsonDifference[] = [];

  function compare(left: unknown, right: unknown, path: string): void {
    if (Object.is(left, right) || differences.length >= DIFFERENCE_MAX_COUNT) return;
    if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right)) {
      differences.push({ path, before: left, after: right });
      return;
    }
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    for (const key of keys) {
      compare(left[key], right[key], Array.isArray(left) ? `${path}[${key}]` : `${path}.${key}`);
    }
  }

  compare(before, after, "$");
  return differences;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
