import { join } from "@std/path";
import type { Ports } from "../src/internal/ports.ts";
import { createProvider, type ProviderName } from "../src/provider/create_provider.ts";
import { EMBEDDED_MODEL } from "../src/provider/embedded/embedded_provider.ts";
import { bareChain } from "../src/stress/provider_chain.ts";
import type { RunManifest } from "../src/stress/run_manifest.ts";
import type { StressPlan } from "../src/stress/stress.ts";
import type { Values } from "./command.ts";
import { createStoryEngine, loadStory, storyPaths } from "./inputs.ts";

/** Where run folders go, seen from the folder that omega works in. */
export const RUNS_FOLDER = "metrics/pr/PR_RUNS";

/** A stress that is being resumed: its folder, and what that says about it. */
export interface ResumedStress {
  readonly folder: string;
  readonly manifest: RunManifest;
}

/** A plan, and what to close when it has been carried out. */
export interface OpenStressPlan extends Disposable {
  readonly plan: StressPlan;
}

/**
 * Makes the plan of a stress from the flags and, when it goes on with an earlier one, from what that
 * one's folder says. A flag that contradicts the folder is not corrected here: the stress refuses it.
 *
 * @param values The flags
 * @param options Where to read, and the stress to go on with
 * @throws {InputError} naming the file or flag and the place
 */
export async function openStressPlan(
  values: Values,
  { ports, resumed }: { readonly ports: Ports; readonly resumed: ResumedStress | null },
): Promise<OpenStressPlan> {
  const identity = resumed?.manifest.identity;
  const story = await loadStory(storyPaths(values, inputFolderOf(resumed)), ports);
  const { calibration } = story.calibration;
  const providerName = values.text("provider") ?? identity?.provider ?? "embedded";
  const provider = createProvider(providerName as ProviderName);
  const model = values.text("model") ?? identity?.model ?? EMBEDDED_MODEL;
  const clock = values.text("clock") ?? identity?.clock ?? "virtual";
  return {
    plan: {
      engine: createStoryEngine(story, model),
      openProviderChain: bareChain(provider),
      provider: provider.name,
      model,
      calibration,
      count: values.integer("count") ?? identity?.count ?? calibration.STRESS_N,
      seed: values.integer("seed") ?? identity?.seed ?? calibration.DETERMINISM.seed_base,
      concurrency: values.integer("concurrency") ?? 1,
      clock: clock as "virtual" | "system",
      inputs: story.documents,
      out: values.text("out") ?? RUNS_FOLDER,
    },
    [Symbol.dispose]: () => provider[Symbol.dispose](),
  };
}

/** The copies that a stress keeps of its inputs. */
function inputFolderOf(resumed: ResumedStress | null): string | null {
  return resumed === null ? null : join(resumed.folder, "inputs");
}
