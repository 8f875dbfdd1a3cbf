/**
 * The scribe: the engine that turns a plan and an intent into prose, scene by scene.
 *
 * @module
 */
import type { Engine, RunContext, RunInput, RunOutcome } from "../engine/engine.ts";
import { formatJson } from "../internal/json.ts";
import { createSceneAnalyser } from "./analyse_scene.ts";
import type { Intent } from "./intent.ts";
import type { Plan } from "./plan.ts";
import { buildProsePack, type PackedScene, scoreStory } from "./prose_pack.ts";
import type { RepairPolicy } from "./repair_policy.ts";
import { buildSkeleton, tailOf } from "./skeleton.ts";
import { writeScene } from "./write_scene.ts";

/** What the scribe writes, and how. */
export interface ScribeOptions {
  /** What is to be written. */
  readonly plan: Plan;
  /** What the story must be and must not do. */
  readonly intent: Intent;
  /** Model to ask, as the provider and the calibration know it. */
  readonly model: string;
  /** When and how often a scene is written again. */
  readonly repair: RepairPolicy;
  /** Sampling temperature, in 0..2. @default 0.8 */
  readonly temperature?: number;
}

/**
 * Creates the engine. A run asks the model for one scene after the other, each with the end of the
 * previous one, judges every draft by its text and repairs it within `repair`. Runs share nothing,
 * so they may overlap.
 *
 * A run rejects where the provider rejects, and with `IncompleteAnswerError` where an answer is
 * cut off, filtered or empty: neither is ever a score. It leaves `ProsePack.json` and `prose.txt`.
 *
 * @param options What to write and how
 * @returns The engine `"scribe"`
 * @throws {InputError} if plan and intent do not fit together or show no language
 * @throws {RangeError} if a number of the options is out of its range
 */
export function createScribeEngine(options: ScribeOptions): Engine {
  const { plan, intent, model, repair, temperature = 0.8 } = options;
  checkNumbers(repair, temperature);
  const { language, scenes } = buildSkeleton(plan, intent);
  const analyser = createSceneAnalyser({
    language,
    bannedWords: intent.constraints.bannedWords,
    clicheList: intent.constraints.forbiddenCliches,
  });

  async function run(input: RunInput, context: RunContext): Promise<RunOutcome> {
    const packed: PackedScene[] = [];
    let previousTail = "";
    for (const item of scenes) {
      const written = await writeScene(item, {
        intent,
        language,
        previousTail,
        model,
        temperature,
        repair,
        analyser,
        input,
        context,
      });
      packed.push({ scene: item.scene, written });
      previousTail = tailOf(written.analysis.paragraphs);
    }
    const pack = buildProsePack({
      plan,
      intent,
      scenes: packed,
      meta: {
        ...input,
        model,
        provider: context.provider.name,
        temperature,
        language,
        writtenAtMs: context.ports.clock.now(),
      },
    });
    const prose = proseText(intent.title, packed);
    return {
      ...scoreStory(packed),
      scenes: packed.map((scene) => ({ sceneId: scene.scene.sceneId, ...scoreStory([scene]) })),
      output: prose,
      artifacts: [
        { path: "ProsePack.json", content: formatJson(pack) },
        { path: "prose.txt", content: prose },
      ],
    };
  }

  return { name: "scribe", run };
}

function checkNumbers(repair: RepairPolicy, temperature: number): void {
  const { maxAttempts, wordCountDeficitRatioMin } = repair;
  if (!Number.isSafeInteger(maxAttempts) || maxAttempts < 0) {
    throw new RangeError(
      `Cannot create scribe: maxAttempts must be an integer >= 0, got ${maxAttempts}`,
    );
  }
  if (!(wordCountDeficitRatioMin >= 0 && wordCountDeficitRatioMin <= 1)) {
    throw new RangeError(
      "Cannot create scribe: wordCountDeficitRatioMin must be in 0..1, " +
        `got ${wordCountDeficitRatioMin}`,
    );
  }
  if (!(temperature >= 0 && temperature <= 2)) {
    throw new RangeError(`Cannot create scribe: temperature must be in 0..2, got ${temperature}`);
  }
}

/** The story as it is read: title, then the scenes with a line of asterisks between them. */
function proseText(title: string, scenes: readonly PackedScene[]): string {
  const texts = scenes.map(({ written }) => written.analysis.paragraphs.join("\n\n"));
  return `${title}\n\n${texts.join("\n\n* * *\n\n")}\n`;
}
