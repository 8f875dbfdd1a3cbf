import type { CallRecord, IndexedRunCalls } from "../../src/budget/mod.ts";
import { createStream } from "../../src/internal/random.ts";

/** A record for a test. */
export function makeCall(change: Partial<CallRecord> = {}): CallRecord {
  return {
    key: "scene-1/pass-0",
    attempt: 1,
    model: "m",
    usage: "measured",
    outcome: "answered",
    errorCode: null,
    inputTokens: 100,
    cachedInputTokens: 0,
    outputTokens: 10,
    reservedInputTokens: 400,
    reservedOutputTokens: 20,
    startMs: 0,
    latencyMs: 100,
    endedAtMs: Date.parse("2026-01-01T00:00:00.100Z"),
    warnings: [],
    ...change,
  };
}

/** A few runs with calls of every kind. */
export function makeRuns(runCount: number, models: readonly string[] = ["m"]): IndexedRunCalls[] {
  return Array.from({ length: runCount }, (_, index) => {
    const random = createStream(index, "runs", "");
    const calls = Array.from({ length: random.nextBelow(5) }, (_, call) =>
      makeCall({
        key: `scene-${call}/pass-0`,
        model: random.pick(models),
        inputTokens: random.nextBelow(1000),
        outputTokens: random.nextBelow(5),
        startMs: call * 200,
        latencyMs: random.nextBelow(200_000) / 1000,
        ...(random.nextBoolean(0.2)
          ? { usage: "unmeasured", inputTokens: 400, outputTokens: 20, warnings: ["usage_missing"] }
          : {}),
      }));
    return { runId: index + 1, calls, refusals: [] };
  });
}
