import type { Money } from "../../budget/money.ts";
import { toDollars } from "../../budget/money.ts";
import type { ArtifactRecord, RunRecord, ScoredRun } from "../../stress/run_record.ts";
import { showLine } from "../visible_text.ts";
import type { PriceCall } from "./call_price.ts";
import { faultsOf } from "./fault_tally.ts";

/** So many parts, calls and faults of a run are kept; the rest is counted. */
const PART_MAX_COUNT = 50;

/** One part of a run. */
export interface SceneExcerpt {
  /** Name of the part, made visible. */
  readonly sceneId: string;
  /** Share of the hard rules that it kept. */
  readonly hardScore: number;
  /** Share of the soft rules that it kept. */
  readonly softScore: number;
  /** Whether it kept every hard rule. */
  readonly hardPass: boolean;
  /** Whether it kept every soft rule. */
  readonly softPass: boolean;
}

/** A scored run's part of an excerpt. */
export interface ScoreExcerpt {
  /** Whether every hard rule was kept. */
  readonly hardPass: boolean;
  /** Whether every soft rule was kept. */
  readonly softPass: boolean;
  /** Share of the hard rules that was kept. */
  readonly hardScore: number;
  /** Share of the soft rules that was kept. */
  readonly softScore: number;
}

/** A run, bounded: what is shown when somebody looks at it. All texts are made visible. */
export interface RunExcerpt {
  /** Index of the run, from 1. */
  readonly runId: number;
  /** Seed of the run. */
  readonly seed: number;
  /** Time from start to end on the run's clock. */
  readonly latencyMs: number;
  /** When it ended on its own clock. */
  readonly timestamp: string;
  /** Its score; null for a run without one. */
  readonly score: ScoreExcerpt | null;
  /** Why it has no score; null for a scored run. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Its first 50 parts. */
  readonly scenes: readonly SceneExcerpt[];
  /** Number of all its parts. */
  readonly sceneCount: number;
  /** Number of its calls; null where nobody counted. */
  readonly callCount: number | null;
  /** What the calls cost in US dollars; null where nobody counted, or a call has no price. */
  readonly costUsd: number | null;
  /** Its first 50 faults, each as `type: outcome`. */
  readonly faults: readonly string[];
  /** Number of all its faults. */
  readonly faultCount: number;
  /** The file with its text; null where it left none. */
  readonly artifact: ArtifactRecord | null;
}

/** Makes the bounded form of a run. */
export function excerptRun(record: RunRecord, priceCall: PriceCall): RunExcerpt {
  const { runId, seed, latencyMs, timestamp, evidence } = record;
  const scenes = record.status === "scored" ? record.scenes : [];
  const faults = faultsOf(record);
  return {
    runId,
    seed,
    latencyMs,
    timestamp: showLine(timestamp),
    score: record.status === "scored" ? scoreOf(record) : null,
    error: record.status === "scored" ? null : {
      code: showLine(record.error.code),
      message: showLine(record.error.message, 1000),
    },
    scenes: scenes.slice(0, PART_MAX_COUNT).map(({ sceneId, ...scene }) => ({
      sceneId: showLine(sceneId),
      ...scene,
    })),
    sceneCount: scenes.length,
    callCount: evidence.calls?.length ?? null,
    costUsd: costOf(record, priceCall),
    faults: faults.slice(0, PART_MAX_COUNT).map(({ failureType, outcome }) =>
      showLine(`${failureType}: ${outcome}`)
    ),
    faultCount: faults.length,
    artifact: chooseArtifact(record.artifacts),
  };
}

function scoreOf({ hardPass, softPass, hardScore, softScore }: ScoredRun): ScoreExcerpt {
  return { hardPass, softPass, hardScore, softScore };
}

function costOf({ evidence }: RunRecord, priceCall: PriceCall): number | null {
  if (evidence.calls === undefined) return null;
  let sum: Money = 0n;
  for (const call of evidence.calls) {
    const cost = priceCall(call);
    if (cost === null) return null;
    sum += cost;
  }
  return toDollars(sum);
}

/** What a person reads first: prose, then other text, then whatever the run left. */
function chooseArtifact(artifacts: readonly ArtifactRecord[]): ArtifactRecord | null {
  const ranks = [/\/prose\.txt$/, /\.(txt|md)$/, /\/ProsePack\.json$/, /./];
  for (const rank of ranks) {
    const found = artifacts.find(({ path }) => rank.test(path));
    if (found !== undefined) return found;
  }
  return null;
}
