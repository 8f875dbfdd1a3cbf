import { join } from "@std/path";
import { loadCalibration } from "../../src/calibration/mod.ts";
import type { JsonObject } from "../../src/internal/json.ts";
import { sha256Hex } from "../../src/internal/hash.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createStream, type RandomStream } from "../../src/internal/random.ts";
import { FindingsCollector } from "../../src/report/mod.ts";
import type { StressOutputsRequest } from "../../src/report/write_stress_outputs.ts";
import type { RunRecord, ScoredRun } from "../../src/stress/mod.ts";
import type { StressIdentity } from "../../src/stress/run_manifest.ts";
import { summarizeRuns } from "../../src/stress/summary.ts";

/** The limits that ship with the repository. */
export const { calibration } = await loadCalibration(
  "calibration/calibration.json",
  systemPorts,
);

/** What ran, unless a test says otherwise. */
export const IDENTITY: StressIdentity = {
  engine: "scribe",
  provider: "embedded",
  model: "omega-embedded-1",
  seed: 42,
  count: 100,
  clock: "virtual",
  inputDigests: { calibration: `sha256:${"a".repeat(64)}`, plan: `sha256:${"b".repeat(64)}` },
};

/** How a stress of the fixture looks. */
export interface FixtureOptions {
  /** Number of runs. */
  readonly runCount: number;
  /** Every so many runs one has no score. @default none has none */
  readonly errorEvery?: number;
  /** Whether the runs have scenes, calls and faults. @default true */
  readonly hasEvidence?: boolean;
  /** Changes a record before it is used. @default none */
  readonly change?: (record: RunRecord) => RunRecord;
}

const START = "2026-01-01T00:00:00.000Z";
const SCENES = ["tide-s1", "tide-s2", "tide-s3", "harbour-s1", "harbour-s2"];
const TYPES = ["rate_limit_429", "timeout", "api_error_500", "empty_response"];

/** The text that a run of the fixture leaves. */
export function textOfRun(runId: number): string {
  return `The Tide Tables ${runId}\n\nAll morning Mara put it off, and then there was no more ` +
    `morning.\n\n“It was never about the money,” she repeated, more slowly.\n`;
}

/** The runs of a made-up stress: the same ones every time, whatever order they are asked in. */
export async function* fixtureRuns(options: FixtureOptions): AsyncGenerator<RunRecord> {
  for (let runId = 1; runId <= options.runCount; runId++) {
    const record = fixtureRun(runId, options);
    yield options.change?.(record) ?? record;
  }
}

function fixtureRun(runId: number, { errorEvery, hasEvidence = true }: FixtureOptions): RunRecord {
  const stream = createStream(7, "fixture", String(runId));
  const latencyMs = Math.round(14_000 + 9_000 * stream.nextUnit() + 9_000 * stream.nextUnit());
  const shared = {
    runId,
    seed: stream.nextUint32(),
    latencyMs,
    timestamp: new Date(Date.parse(START) + latencyMs).toISOString(),
    evidence: hasEvidence ? evidenceOf(stream, runId, latencyMs) : {},
  };
  if (errorEvery !== undefined && runId % errorEvery === 0) {
    const message = `Cannot generate "scene-2/pass-0": wanted an answer, found HTTP 500`;
    const error = { code: "RETRY_EXHAUSTED", message };
    return { status: "error", ...shared, artifacts: [], error };
  }
  return { status: "scored", ...shared, ...scoreOf(stream, runId, hasEvidence) };
}

function scoreOf(stream: RandomStream, runId: number, hasScenes: boolean) {
  const scenes = SCENES.map((sceneId, index) => {
    const hardScore = 1 - 0.14 * stream.nextUnit() - (index === 2 ? 0.06 * stream.nextUnit() : 0);
    const hardPass = hardScore > 0.825;
    const softScore = 1 - 0.08 * stream.nextUnit();
    return { sceneId, hardScore, softScore, hardPass, softPass: softScore > 0.921 };
  });
  const mean = (pick: (scene: typeof scenes[number]) => number) =>
    Math.round((scenes.reduce((sum, scene) => sum + pick(scene), 0) / scenes.length) * 1e6) / 1e6;
  const text = new TextEncoder().encode(textOfRun(runId));
  const path = `runs/${String(runId).padStart(6, "0")}/prose.txt`;
  return {
    hardPass: scenes.every(({ hardPass }) => hardPass),
    softPass: scenes.every(({ softPass }) => softPass),
    hardScore: mean(({ hardScore }) => hardScore),
    softScore: mean(({ softScore }) => softScore),
    scenes: hasScenes ? scenes : [],
    outputSha256: sha256Hex(text),
    artifacts: [{ path, size: text.length, sha256: sha256Hex(text) }],
  } satisfies Partial<ScoredRun>;
}

/** What budget and chaos see: every scene is a call, and a struck attempt is made again. */
function evidenceOf(stream: RandomStream, runId: number, latencyMs: number) {
  const faults: JsonObject[] = [];
  const calls: JsonObject[] = [];
  SCENES.forEach((_, index) => {
    const isStruck = stream.nextBoolean(0.2);
    const failureType = stream.pick(TYPES);
    for (let attempt = 1; attempt <= (isStruck ? 2 : 1); attempt++) {
      const isFailed = isStruck && attempt === 1;
      const identity = { scene_id: String(index), key: `scene-${index}/pass-0`, attempt };
      const ending = { outcome: isFailed ? "failed" : "answered", timestamp: START };
      faults.push({
        call_index: index + 1,
        run: runId,
        ...identity,
        ...ending,
        injected: isFailed,
        ...(isFailed ? { failure_type: failureType } : {}),
      });
      calls.push({
        ...identity,
        model: "omega-embedded-1",
        input_tokens: 400 + stream.nextBelow(300),
        cached_input_tokens: 0,
        output_tokens: 250 + stream.nextBelow(200),
        reserved_input_tokens: 700,
        reserved_output_tokens: 450,
        usage: "measured",
        ...ending,
        start_ms: index,
        latency_ms: Math.round((latencyMs / 6) * (0.7 + 0.6 * stream.nextUnit())),
      });
    }
  });
  return { calls, faults };
}

/** Everything that writing the reports of a made-up stress needs. */
export async function fixtureRequest(
  runFolder: string,
  options: FixtureOptions,
  identity: Partial<StressIdentity> = {},
): Promise<StressOutputsRequest> {
  const { runCount } = options;
  const collector = new FindingsCollector({ runCount, calibration });
  const summary = await summarizeRuns(fixtureRuns(options), {
    ...{ runCount, calibration },
    onRecord: (record) => collector.add(record),
  });
  return {
    runFolder,
    summary,
    identity: { ...IDENTITY, count: runCount, ...identity },
    calibration,
    findings: collector.result(summary.details),
    records: fixtureRuns(options),
    ports: systemPorts,
  };
}

/** Writes the texts that the journal of a made-up stress vouches for. */
export async function writeFixtureTexts(runFolder: string, runCount: number): Promise<void> {
  for (let runId = 1; runId <= runCount; runId++) {
    const folder = join(runFolder, "runs", String(runId).padStart(6, "0"));
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(join(folder, "prose.txt"), textOfRun(runId));
  }
}
