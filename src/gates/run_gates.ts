import { WorldError } from "../internal/errors.ts";

/** What a step of the gates gave. */
export type StepVerdict =
  | "PASS"
  | "DOWNGRADE"
  | "DONE"
  | "FAIL"
  | "STOP"
  /** There is no such gate: that is no better than one that failed. */
  | "MISSING"
  /** Not started, because a step before it stopped or what it needs is not there. */
  | "NOT_RUN";

/** Outcome of a step that ran. */
export interface StepOutcome {
  /** What it gave. */
  readonly verdict: Exclude<StepVerdict, "MISSING" | "NOT_RUN">;
  /** Folder that it wrote, where there is one. */
  readonly runDir?: string | undefined;
  /** Why the verdict is not PASS, one sentence each. */
  readonly reasons: readonly string[];
}

/** The outcomes of the steps that a step needs, by their names. */
export type Needed = ReadonlyMap<string, StepOutcome>;

/** One step: a gate, or the certificate over all. */
export interface GateStep {
  /** Its name, such as `stress`. */
  readonly name: string;
  /** Names of the steps that must have ended before. */
  readonly after: readonly string[];
  /** Names of the steps whose run folder it works on; without one it is not run. */
  readonly needs: readonly string[];
  /** Does it; null where the tool has no such gate. */
  readonly run: ((needed: Needed, signal: AbortSignal) => Promise<StepOutcome>) | null;
}

/** A step and what became of it. */
export interface StepResult extends Omit<StepOutcome, "verdict"> {
  /** Its name. */
  readonly name: string;
  /** What became of it. */
  readonly verdict: StepVerdict;
}

/** What all steps gave. */
export interface GatesResult {
  /** The worst of all. */
  readonly verdict: "PASS" | "DOWNGRADE" | "FAIL" | "STOP";
  /** The steps in the order given. */
  readonly steps: readonly StepResult[];
}

/** How to run the steps. */
export interface RunGatesOptions {
  /** Ends all steps at once. */
  readonly signal: AbortSignal;
  /** Told whenever a step begins or ends. */
  readonly onChange?:
    | ((finished: readonly string[], running: readonly string[]) => void)
    | undefined;
}

// OC-GATES-7103 impl
/**
 * Runs steps in the order of their dependencies, those that do not depend on each other at once.
 *
 * A step that stops (`STOP`, or the world fails under it) ends the ones beside it and keeps those
 * behind it from starting: what they would find rests on nothing. A step that fails stops nothing;
 * evidence of a failure is packed and certified, too. A step that throws anything else ends all,
 * and its error is thrown when the others have ended.
 *
 * @param steps The steps; each names only steps before it
 * @param options When to end
 * @throws the signal's reason when aborted
 */
export async function runGates(
  steps: readonly GateStep[],
  { signal, onChange }: RunGatesOptions,
): Promise<GatesResult> {
  const results = new Map<string, StepResult>();
  const running = new Map<string, Promise<void>>();
  const stop = new AbortController();
  const scope = AbortSignal.any([signal, stop.signal]);
  let failure: { readonly error: unknown } | undefined;

  function settle(result: StepResult): void {
    results.set(result.name, result);
    running.delete(result.name);
    if (result.verdict === "STOP") stop.abort(new Error(`"${result.name}" stopped`));
    onChange?.([...results.keys()], [...running.keys()]);
  }

  async function start(step: GateStep): Promise<void> {
    try {
      const outcome = await step.run!(pickNeeded(step, results), scope);
      settle({ name: step.name, ...outcome });
    } catch (error) {
      if (error instanceof WorldError && !stop.signal.aborted) {
        settle({ name: step.name, verdict: "STOP", reasons: [error.message] });
        return;
      }
      if (!stop.signal.aborted) failure ??= { error };
      stop.abort(error);
      settle({ name: step.name, verdict: "NOT_RUN", reasons: ["it was ended"] });
    }
  }

  while (results.size < steps.length) {
    for (const step of steps) {
      if (results.has(step.name) || running.has(step.name)) continue;
      const reason = whyNotRun(step, results, scope);
      if (reason !== null) settle({ name: step.name, ...reason });
      else if (step.after.every((name) => results.has(name))) {
        running.set(step.name, start(step));
        onChange?.([...results.keys()], [...running.keys()]);
      }
    }
    if (running.size > 0) await Promise.race(running.values());
  }
  signal.throwIfAborted();
  if (failure !== undefined) throw failure.error;
  const ordered = steps.map(({ name }) => results.get(name)!);
  return { verdict: judgeSteps(ordered), steps: ordered };
}

// OC-GATES-7102 impl
/**
 * Runs one more step behind others, which is not started if they stopped.
 *
 * @param before What the others gave
 * @param step The step
 * @param options When to end
 * @returns What all of them gave
 * @throws as {@linkcode runGates}
 */
export async function runBehind(
  before: GatesResult,
  step: GateStep,
  options: RunGatesOptions,
): Promise<GatesResult> {
  const { steps: [last] } = before.verdict === "STOP"
    ? { steps: [{ name: step.name, verdict: "NOT_RUN", reasons: [BEFORE_STOPPED] } as const] }
    : await runGates([{ ...step, after: [], needs: [] }], options);
  const steps = [...before.steps, last!];
  return { verdict: judgeSteps(steps), steps };
}

const BEFORE_STOPPED = "a gate before it stopped";

type NotRun = Pick<StepResult, "verdict" | "reasons">;

/** Why a step is not run at all; null where it may yet be. */
function whyNotRun(
  step: GateStep,
  results: ReadonlyMap<string, StepResult>,
  scope: AbortSignal,
): NotRun | null {
  if (step.run === null) {
    return { verdict: "MISSING", reasons: [`omega has no gate "${step.name}"`] };
  }
  if (scope.aborted) return { verdict: "NOT_RUN", reasons: [BEFORE_STOPPED] };
  const lacking = step.needs.find((name) =>
    results.has(name) && results.get(name)!.runDir === undefined
  );
  if (lacking === undefined) return null;
  return { verdict: "NOT_RUN", reasons: [`"${lacking}" left no run folder`] };
}

function pickNeeded({ needs }: GateStep, results: ReadonlyMap<string, StepResult>): Needed {
  return new Map(needs.map((name) => [name, results.get(name) as StepOutcome]));
}

// OC-GATES-7101 impl
/** The worst of all steps, failing closed. */
function judgeSteps(steps: readonly StepResult[]): GatesResult["verdict"] {
  const has = (...verdicts: readonly StepVerdict[]) =>
    steps.some(({ verdict }) => verdicts.includes(verdict));
  if (has("STOP")) return "STOP";
  if (has("FAIL", "MISSING", "NOT_RUN")) return "FAIL";
  return has("DOWNGRADE") ? "DOWNGRADE" : "PASS";
}
