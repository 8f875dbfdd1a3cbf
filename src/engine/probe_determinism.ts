/**
 * Does an engine give the same bytes for the same seed? Asked by running it a few times.
 *
 * @module
 */
import type { Clock } from "../internal/clock.ts";
import { canonicalJson } from "../internal/json.ts";
import { shareOut } from "../internal/share_out.ts";
import type { Engine, RunContext, RunInput, RunOutcome } from "./engine.ts";
import { STDERR_NAME } from "./engine.ts";

/** Bytes shown before and after the first difference. */
const EXCERPT_BYTES = 24;

/** Options of {@linkcode probeDeterminism}. */
export interface ProbeOptions {
  /** How often the run is repeated, at least 2. */
  readonly count: number;
  /** Which run is repeated, and with which seed. */
  readonly input: RunInput;
  /** How many are under way at once: servers batch calls, which is where they differ. @default 1 */
  readonly concurrency?: number;
  /** Gives each repetition what it may use. */
  readonly openContext: () => RunContext;
}

/** Where two runs with one seed differ. */
export interface Difference {
  /** Path of an artifact, `output`, or `outcome` for scores and verdicts. */
  readonly where: string;
  /** Which repetition differs from the first, from 2. */
  readonly repetition: number;
  /** Offset of the first differing byte; the length of the shorter one where that is its end. */
  readonly offset: number;
  /** The byte of the first run there; null at its end, or where it has no such file. */
  readonly expected: number | null;
  /** The byte of the other run there; null at its end, or where it has no such file. */
  readonly found: number | null;
  /** What stands around the byte in the first run. */
  readonly expectedExcerpt: string;
  /** What stands around the byte in the other run. */
  readonly foundExcerpt: string;
}

/** What a probe found: null where all repetitions gave the same bytes. */
export interface ProbeResult {
  /** How often the run was repeated. */
  readonly count: number;
  /** The first difference of the first repetition that differs. */
  readonly difference: Difference | null;
}

/**
 * Repeats one run and compares everything that it leaves: artifacts byte by byte in the order of
 * their paths, then its output, then scores and verdicts. Latency and time are no part of it, see
 * {@linkcode freezeWallTime}, nor is {@linkcode STDERR_NAME}. That all are the same proves nothing for more runs than these.
 *
 * @throws what the engine rejects with: a run that fails says nothing about determinism
 * @throws {RangeError} if `count` is below 2
 */
export async function probeDeterminism(
  engine: Engine,
  options: ProbeOptions,
): Promise<ProbeResult> {
  const { count, input, concurrency = 1, openContext } = options;
  if (!Number.isSafeInteger(count) || count < 2) {
    throw new RangeError(`Cannot probe determinism: count must be an integer >= 2, got ${count}`);
  }
  const traces: (ReadonlyMap<string, string> | undefined)[] = Array.from({ length: count });
  await shareOut(traces.keys(), Math.min(concurrency, count), async (queue) => {
    for (const index of queue) traces[index] = traceOf(await engine.run(input, openContext()));
  });
  const [first, ...others] = traces as ReadonlyMap<string, string>[];
  for (const [index, other] of others.entries()) {
    const difference = findDifference(first!, other, index + 2);
    if (difference !== null) return { count, difference };
  }
  return { count, difference: null };
}

/**
 * A clock whose wall time stands still and on which waiting takes the time of another. Engines write
 * the time of day into what they leave, which differs between two runs and means nothing.
 *
 * @param clock The clock that waits
 * @param nowMs The wall time in ms since 1970
 */
export function freezeWallTime(clock: Clock, nowMs: number): Clock {
  return {
    kind: clock.kind,
    now: () => nowMs,
    monotonicMs: () => clock.monotonicMs(),
    sleep: (ms, sleepOptions) => clock.sleep(ms, sleepOptions),
  };
}

/** Everything that a run leaves, by name, in the order of comparison. */
function traceOf(outcome: RunOutcome): ReadonlyMap<string, string> {
  const { artifacts, output, hardScore, softScore, hardPass, softPass, scenes = [] } = outcome;
  const files = artifacts.filter(({ path }) => path !== STDERR_NAME)
    .map(({ path, content }) => [`artifact ${path}`, content] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const scores = {
    hardScore,
    softScore,
    hardPass,
    softPass,
    scenes: scenes.map((one) => ({ ...one })),
  };
  return new Map([
    ...files,
    ...(output === undefined ? [] : [["output", output] as const]),
    ["outcome", canonicalJson(scores)],
  ]);
}

// OC-ENGINE-3507 impl
function findDifference(
  first: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
  repetition: number,
): Difference | null {
  for (const name of new Set([...first.keys(), ...other.keys()])) {
    const [expected, found] = [first.get(name), other.get(name)];
    if (expected === found) continue;
    const [a, b] = [encode(expected), encode(found)];
    const shorter = Math.min(a.length, b.length);
    let offset = 0;
    while (offset < shorter && a[offset] === b[offset]) offset++;
    return {
      where: name.replace(/^artifact /, ""),
      repetition,
      offset,
      expected: a[offset] ?? null,
      found: b[offset] ?? null,
      expectedExcerpt: excerpt(a, offset),
      foundExcerpt: excerpt(b, offset),
    };
  }
  return null;
}

function encode(text: string | undefined): Uint8Array {
  return new TextEncoder().encode(text ?? "");
}

/** Text around a byte; a character that is cut at the border becomes U+FFFD. */
function excerpt(bytes: Uint8Array, offset: number): string {
  const around = bytes.subarray(Math.max(0, offset - EXCERPT_BYTES), offset + EXCERPT_BYTES);
  return new TextDecoder().decode(around);
}
