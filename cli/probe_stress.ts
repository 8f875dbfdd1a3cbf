import { join } from "@std/path";
import { atomicWriteFile } from "../src/cache/atomic_write.ts";
import {
  type Difference,
  freezeWallTime,
  probeDeterminism,
  type ProbeResult,
} from "../src/engine/probe_determinism.ts";
import { createVirtualClock } from "../src/internal/clock.ts";
import { isSameForEveryRun, reasonOf, WorldError } from "../src/internal/errors.ts";
import { formatJson, type JsonObject } from "../src/internal/json.ts";
import type { Ports } from "../src/internal/ports.ts";
import { deriveSeed } from "../src/internal/random.ts";
import { createRunFolder } from "../src/internal/run_folder.ts";
import { readDocuments } from "../src/stress/run_documents.ts";
import type { StressPlan } from "../src/stress/stress.ts";
import type { Answer, CommandContext } from "./command.ts";
import { renderVerdict } from "./render/verdict.ts";

/** Schema of `DETERMINISM.json`. */
const PROBE_SCHEMA = "DETERMINISM-1.0";

/**
 * Repeats the first run of a stress with its own seed, and answers whether it left the same bytes
 * each time. Writes `DETERMINISM.json`.
 *
 * @throws {WorldError} if a repetition fails: then nothing is known
 */
export async function probeStress(
  plan: StressPlan,
  count: number,
  context: Pick<CommandContext, "ports" | "signal" | "hasColor">,
): Promise<Answer> {
  const { ports, signal } = context;
  const runFolder = await createRunFolder(plan.out, `determinism${count}`, ports);
  const seed = deriveSeed(plan.seed, "run", "1");
  const result = await probe(plan, { count, seed, ports, signal });
  const { difference } = result;
  const document: JsonObject = {
    schema_version: PROBE_SCHEMA,
    verdict: difference === null ? "PASS" : "FAIL",
    engine: plan.engine.name,
    provider: plan.provider,
    model: plan.model,
    seed,
    repetitions: count,
    concurrency: Math.min(plan.concurrency, count),
    difference: difference && encodeDifference(difference),
  };
  await atomicWriteFile(join(runFolder, "DETERMINISM.json"), formatJson(document), ports);
  return answer(result, runFolder, context);
}

async function probe(
  plan: StressPlan,
  options:
    & { readonly count: number; readonly seed: number }
    & Pick<CommandContext, "ports" | "signal">,
): Promise<ProbeResult> {
  const { count, seed, ports, signal } = options;
  const input = { run: 1, seed };
  const inputs = readDocuments(plan.inputs);
  const startMs = Date.parse(plan.calibration.DETERMINISM.time_freeze);
  const portsOfRun = (): Ports => ({
    ...ports,
    clock: plan.clock === "virtual"
      ? createVirtualClock(startMs)
      : freezeWallTime(ports.clock, startMs),
  });
  try {
    return await probeDeterminism(plan.engine, {
      count,
      input,
      concurrency: plan.concurrency,
      openContext() {
        const own = portsOfRun();
        const { provider } = plan.openProviderChain(input, own);
        return { provider, ports: own, signal, model: plan.model, inputs };
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isSameForEveryRun(error)) throw error;
    throw new WorldError(`Cannot probe determinism: a run failed: ${reasonOf(error)}`, {
      code: "PROBE_INCOMPLETE",
      cause: error,
    });
  }
}

function encodeDifference(difference: Difference): JsonObject {
  return {
    where: difference.where,
    repetition: difference.repetition,
    offset: difference.offset,
    expected_byte: difference.expected,
    found_byte: difference.found,
    expected_excerpt: difference.expectedExcerpt,
    found_excerpt: difference.foundExcerpt,
  };
}

function answer(
  { count, difference }: ProbeResult,
  runFolder: string,
  style: { readonly hasColor: boolean },
): Answer {
  const data = { repetitions: count };
  if (difference === null) {
    const text = `determinism: ${renderVerdict("PASS", style)}  ${count} runs left the same bytes`;
    return { verdict: "PASS", runDir: runFolder, violations: [], data, text };
  }
  const { where, repetition, offset } = difference;
  const message =
    `repetition ${repetition} differs from the first at byte ${offset} of ${where}: ` +
    `wanted ${showByte(difference.expected)}, found ${showByte(difference.found)}`;
  return {
    verdict: "FAIL",
    runDir: runFolder,
    violations: [{ code: "DETERMINISM_BROKEN", message, path: where, value: offset }],
    data,
    text: [
      `determinism: ${renderVerdict("FAIL", style)}  DETERMINISM_BROKEN: ${message}`,
      `  first           ${JSON.stringify(difference.expectedExcerpt)}`,
      `  repetition ${String(repetition).padEnd(5)}${JSON.stringify(difference.foundExcerpt)}`,
      `  run folder      ${runFolder}`,
    ].join("\n"),
  };
}

function showByte(byte: number | null): string {
  return byte === null ? "the end" : `0x${byte.toString(16).padStart(2, "0")}`;
}
