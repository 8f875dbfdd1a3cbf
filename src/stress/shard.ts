import { InputError } from "../internal/errors.ts";

/** A share of the runs of a stress: every `count`-th, beginning with the `index`-th. */
export interface Shard {
  /** Which share, from 1. */
  readonly index: number;
  /** Number of shares. */
  readonly count: number;
}

/** Stands for the index that the scheduler of an Indexed Job gives. */
const JOB_INDEX = "job";

/**
 * Reads a shard such as `2/3`. `job/3` takes the index from the scheduler: the environment variable
 * `JOB_COMPLETION_INDEX` of a Kubernetes Indexed Job counts from 0.
 *
 * @param text As it was given
 * @param jobIndex Value of `JOB_COMPLETION_INDEX`, empty where it is not set
 * @throws {InputError} if it is no shard
 */
export function parseShard(text: string, jobIndex: string): Shard {
  const match = /^(job|\d{1,7})\/(\d{1,7})$/.exec(text);
  if (match === null) throw badShard("I/N or job/N with 1 <= I <= N", `"${text}"`);
  const [, given, countText] = match as unknown as [string, string, string];
  if (given === JOB_INDEX && !/^\d{1,7}$/.test(jobIndex)) {
    throw badShard(
      "JOB_COMPLETION_INDEX to be set for job/N",
      jobIndex ? `"${jobIndex}"` : "nothing",
    );
  }
  const shard = {
    index: given === JOB_INDEX ? Number(jobIndex) + 1 : Number(given),
    count: Number(countText),
  };
  if (shard.index < 1 || shard.index > shard.count) {
    throw badShard("I/N with 1 <= I <= N", `${shard.index}/${shard.count}`);
  }
  return shard;
}

function badShard(wanted: string, found: string): InputError {
  return new InputError(`Cannot use --shard: wanted ${wanted}, found ${found}`, { code: "USAGE" });
}

/** How many runs a shard has; all of them for null. */
export function countRunsOf(runCount: number, shard: Shard | null): number {
  const { index, count } = shard ?? { index: 1, count: 1 };
  return Math.max(0, Math.floor((runCount - index) / count) + 1);
}

/** The indices of the runs that a shard has, in order; all of them for null. */
export function* runsOf(runCount: number, shard: Shard | null): Generator<number> {
  const { index, count } = shard ?? { index: 1, count: 1 };
  for (let run = index; run <= runCount; run += count) yield run;
}
