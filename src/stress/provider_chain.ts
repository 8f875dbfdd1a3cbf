import type { RunInput } from "../engine/engine.ts";
import type { JsonObject } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import type { Provider } from "../provider/provider.ts";

/**
 * What the layers around a provider saw during one run, by kind: `calls` of the budget, `faults`
 * of chaos. It is journalled with the run, so that whatever is reported about all runs can be made
 * from the journal alone, in the order of the runs, after a crash or from several shards.
 */
export type RunEvidence = Readonly<Record<string, readonly JsonObject[]>>;

/** A provider with the layers of one run around it. */
export interface ProviderChain {
  /** The outermost layer. */
  readonly provider: Provider;
  /** What the layers have seen so far. Asked once, when the run has ended or failed. */
  evidence(): RunEvidence;
}

/**
 * Puts the layers of one run around a provider; runs share nothing but the provider inside.
 *
 * @param input The run
 * @param ports Clock, files and entropy of the run
 * @param runFolder Folder of the stress, for layers that write ahead. @default none is written
 */
export type OpenProviderChain = (
  input: RunInput,
  ports: Ports,
  runFolder?: string,
) => ProviderChain;

/** A chain without layers. */
export function bareChain(provider: Provider): OpenProviderChain {
  return () => ({ provider, evidence: () => ({}) });
}
