import { CalibrationNullError } from "../../src/calibration/calibration_null_error.ts";
import { parseCalibration } from "../../src/calibration/parse.ts";
import { parseChaosConfig, ratesOfProfile } from "../../src/chaos/chaos_config.ts";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { InputError } from "../../src/internal/errors.ts";
import { type Json, parseJson } from "../../src/internal/json.ts";
import type { RandomStream } from "../../src/internal/random.ts";
import { parsePlan } from "../../src/scribe/plan.ts";
import { mutateJson, mutateText } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";

const ROOT = new URL("../../", import.meta.url);

/** A reader of a document: refuses it with an error of its own, or gives what `check` holds for. */
function readerTarget(
  name: string,
  path: string,
  read: (root: JsonCursor) => void,
): FuzzTarget {
  const text = Deno.readTextFileSync(new URL(path, ROOT));
  const document = JSON.parse(text) as Json;
  return {
    name,
    check(stream: RandomStream) {
      const input = stream.nextBoolean(0.3)
        ? mutateText(text, stream)
        : JSON.stringify(mutateJson(document, stream));
      try {
        read(new JsonCursor(parseJson(input, path), path));
      } catch (error) {
        if (error instanceof CalibrationNullError) return;
        if (!(error instanceof InputError)) throw error;
        // A message is one line that names the file.
        if (!error.message.includes(path) || error.message.includes("\n")) {
          throw new Error(`An error text is not what it must be: ${error.message}`);
        }
      }
    },
  };
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Accepted what it must refuse: ${what}`);
}

/** Readers of documents that people write. */
export const documentTargets: readonly FuzzTarget[] = [
  readerTarget("calibration", "calibration/calibration.json", (root) => {
    const { VARIANCE_ENVELOPES, LOCK_TIMEOUT_MS, BACKOFF_BASE_MS, BACKOFF_MAX_MS, PASS_RATIO_MIN } =
      parseCalibration(root);
    for (const [metric, { min, target, max }] of Object.entries(VARIANCE_ENVELOPES)) {
      expect(min <= target && target <= max, `${metric} ${min} ${target} ${max}`);
    }
    expect(Number.isFinite(LOCK_TIMEOUT_MS) && LOCK_TIMEOUT_MS >= 0, "LOCK_TIMEOUT_MS");
    expect(BACKOFF_BASE_MS <= BACKOFF_MAX_MS, "BACKOFF_BASE_MS above BACKOFF_MAX_MS");
    expect(PASS_RATIO_MIN >= 0 && PASS_RATIO_MIN <= 1, "PASS_RATIO_MIN");
  }),
  readerTarget("plan", "examples/en/plan.json", (root) => {
    const { scenes } = parsePlan(root);
    expect(scenes.length > 0, "a plan without scenes");
    expect(new Set(scenes.map(({ sceneId }) => sceneId)).size === scenes.length, "repeated scenes");
    for (const { emotionIntensity, targetWordCount } of scenes) {
      expect(emotionIntensity >= 0 && emotionIntensity <= 1, "emotion_intensity");
      expect(Number.isInteger(targetWordCount) && targetWordCount > 0, "target_word_count");
    }
  }),
  readerTarget("chaos-config", "calibration/chaos-config.json", (root) => {
    const config = parseChaosConfig(root);
    for (const name of Object.keys(config.profiles)) {
      const rates = Object.values(ratesOfProfile(config, name, root.source).failureRates);
      const sum = rates.reduce((total, rate) => total + rate, 0);
      expect(rates.every((rate) => rate >= 0) && sum <= 1 + 1e-9, `rates of ${name}`);
    }
  }),
];
