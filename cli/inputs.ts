import { join } from "@std/path";
import type { LoadedCalibration } from "../src/calibration/load.ts";
import { loadCalibration } from "../src/calibration/load.ts";
import { InputError } from "../src/internal/errors.ts";
import type { Json } from "../src/internal/json.ts";
import { canonicalJson } from "../src/internal/json.ts";
import type { Ports } from "../src/internal/ports.ts";
import { readJsonFile } from "../src/internal/read_file.ts";
import { sha256Hex } from "../src/internal/hash.ts";
import type { Engine } from "../src/engine/engine.ts";
import { createScribeEngine } from "../src/scribe/engine.ts";
import { type Intent, parseIntent } from "../src/scribe/intent.ts";
import { parsePlan, type Plan } from "../src/scribe/plan.ts";
import type { StressInput } from "../src/stress/stress.ts";
import type { Values } from "./command.ts";
import { CALIBRATION_PATH } from "./default_paths.ts";

/** What the built-in engine writes from. */
export interface StoryInputs {
  readonly calibration: LoadedCalibration;
  readonly plan: Plan;
  readonly intent: Intent;
  /** The three documents as they were read, by name. */
  readonly documents: Readonly<Record<string, StressInput>>;
}

/** What an engine of the user's own works on. */
export interface Inputs {
  readonly calibration: LoadedCalibration["calibration"];
  /** The calibration and the documents that were named, by name. */
  readonly documents: Readonly<Record<string, StressInput>>;
}

/** Paths of the documents that a story is written from. */
export interface StoryPaths {
  readonly calibration: string;
  readonly plan: string;
  readonly intent: string;
}

/**
 * The documents that a command line names, or else their copies in a run folder.
 *
 * @param values The flags
 * @param inputFolder Folder with the copies, null where there is none
 * @throws {InputError} if plan or intent are neither named nor copied
 */
export function storyPaths(values: Values, inputFolder: string | null): StoryPaths {
  const pathOf = (name: "calibration" | "plan" | "intent", otherwise?: string) => {
    const path = values.text(name) ?? (inputFolder && join(inputFolder, `${name}.json`)) ??
      otherwise;
    if (path !== undefined) return path;
    throw new InputError(
      `Cannot go on: wanted --${name} FILE, or --engine with your own, found nothing`,
      { code: "USAGE" },
    );
  };
  return {
    calibration: pathOf("calibration", CALIBRATION_PATH),
    plan: pathOf("plan"),
    intent: pathOf("intent"),
  };
}

/**
 * Reads and checks calibration, plan and intent before anything is written.
 *
 * @throws {CalibrationNullError} if the calibration leaves a limit undecided
 * @throws {InputError} naming the file and the place
 */
export async function loadStory(paths: StoryPaths, ports: Ports): Promise<StoryInputs> {
  const calibration = await loadCalibration(paths.calibration, ports);
  const planDocument = await readJsonFile(ports.files, paths.plan);
  const intentDocument = await readJsonFile(ports.files, paths.intent);
  const plan = parsePlan(planDocument.root);
  const intent = parseIntent(intentDocument.root);
  return {
    calibration,
    plan,
    intent,
    documents: {
      calibration,
      plan: { digest: digestOf(planDocument.root.value), bytes: planDocument.bytes },
      intent: { digest: digestOf(intentDocument.root.value), bytes: intentDocument.bytes },
    },
  };
}

/**
 * Reads the calibration, and plan and intent where they are named or copied: any JSON documents,
 * which the engine understands or not.
 *
 * @throws {CalibrationNullError} if the calibration leaves a limit undecided
 * @throws {InputError} naming the file and the place
 */
export async function loadInputs(
  values: Values,
  inputFolder: string | null,
  ports: Ports,
): Promise<Inputs> {
  const copyOf = (name: string) => inputFolder && join(inputFolder, `${name}.json`);
  const calibrationPath = values.text("calibration") ?? copyOf("calibration") ?? CALIBRATION_PATH;
  const loaded = await loadCalibration(calibrationPath, ports);
  const documents: Record<string, StressInput> = { calibration: loaded };
  for (const name of ["plan", "intent"] as const) {
    const copy = copyOf(name);
    const isCopied = copy !== null && (await ports.files.stat(copy)) !== null;
    const path = values.text(name) ?? (isCopied ? copy : undefined);
    if (path === undefined) continue;
    const { root, bytes } = await readJsonFile(ports.files, path);
    documents[name] = { digest: digestOf(root.value), bytes };
  }
  return { calibration: loaded.calibration, documents };
}

/**
 * The built-in engine for a story, repairing within the calibration's bounds.
 *
 * @throws {InputError} if plan and intent do not fit together
 */
export function createStoryEngine(story: StoryInputs, model: string): Engine {
  const { plan, intent, calibration: { calibration: { REPAIR } } } = story;
  const repair = {
    maxAttempts: REPAIR.MAX_ATTEMPTS,
    wordCountDeficitRatioMin: REPAIR.WC_DEFICIT_RATIO_MIN,
    retryOnlyRules: REPAIR.RETRY_ONLY_RULES,
  };
  return createScribeEngine({ plan, intent, model, repair });
}

function digestOf(document: unknown): string {
  return `sha256:${sha256Hex(canonicalJson(document as Json))}`;
}
