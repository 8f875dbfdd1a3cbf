import { atomicWriteFile } from "../cache/atomic_write.ts";
import type { JsonObject } from "../internal/json.ts";
import { canonicalJson, formatJson } from "../internal/json.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Ports } from "../internal/ports.ts";
import type { Toolchain } from "../internal/toolchain.ts";

/** Schema of `RUN.json`. */
export const RUN_SCHEMA = "RUN-1.0";

/** Everything that decides what the runs of a stress give. */
export interface StressIdentity {
  /** Name of the engine. */
  readonly engine: string;
  /** Name of the provider. */
  readonly provider: string;
  /** Name of the model. */
  readonly model: string;
  readonly seed: number;
  /** Number of runs. */
  readonly count: number;
  readonly clock: "system" | "virtual";
  /** Digest of each input by its name, such as `calibration`, `plan` and `intent`. */
  readonly inputDigests: Readonly<Record<string, string>>;
}

/** Digest of a stress's identity: two stresses with the same one run the same runs. */
export function fingerprintOf(identity: StressIdentity): string {
  return `sha256:${
    sha256Hex(canonicalJson({ ...identity, inputDigests: { ...identity.inputDigests } }))
  }`;
}

/**
 * Writes `RUN.json`, which says what runs in a folder. It says `incomplete` from the first moment
 * on and `complete` only when everything else in the folder is written.
 */
export async function writeRunManifest(
  path: string,
  identity: StressIdentity,
  options: {
    readonly status: "incomplete" | "complete";
    readonly toolchain: Toolchain;
    readonly ports: Ports;
  },
): Promise<void> {
  const { status, toolchain, ports } = options;
  const document: JsonObject = {
    schema_version: RUN_SCHEMA,
    command: "stress",
    status,
    engine: identity.engine,
    provider: identity.provider,
    model: identity.model,
    seed: identity.seed,
    count: identity.count,
    clock: identity.clock,
    input_digests: { ...identity.inputDigests },
    fingerprint: fingerprintOf(identity),
    toolchain: { ...toolchain },
  };
  await atomicWriteFile(path, formatJson(document), ports);
}
