import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import type { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { JsonObject } from "../internal/json.ts";
import { canonicalJson, formatJson } from "../internal/json.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Ports } from "../internal/ports.ts";
import { readJsonFile } from "../internal/read_file.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import type { Shard } from "./shard.ts";

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
  /** What else decides the answers, such as the server's address; nothing secret. @default none */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Whether the provider is declared to give the same result for the same seed. @default false */
  readonly isDeterministic?: boolean | undefined;
  /** Seed of all randomness. */
  readonly seed: number;
  /** Number of runs. */
  readonly count: number;
  /** Whose time the runs go by. */
  readonly clock: "system" | "virtual";
  /** Digest of each input by its name, such as `calibration`, `plan` and `intent`. */
  readonly inputDigests: Readonly<Record<string, string>>;
}

/** Digest of a stress's identity: two stresses with the same one run the same runs. */
export function fingerprintOf(identity: StressIdentity): string {
  const { settings, isDeterministic, inputDigests, ...rest } = identity;
  const document = {
    ...{ ...rest, inputDigests: { ...inputDigests }, settings: settingsOf(settings) },
    isDeterministic: isDeterministic || undefined,
  };
  return `sha256:${sha256Hex(canonicalJson(document))}`;
}

/** Absent where there are none, so that a stress without a server says nothing about one. */
function settingsOf(settings: StressIdentity["settings"]): JsonObject | undefined {
  return settings && Object.keys(settings).length > 0 ? { ...settings } : undefined;
}

/** What `RUN.json` says. */
export interface RunManifest {
  /** What runs. */
  readonly identity: StressIdentity;
  /** `complete` only when everything else in the folder is written. */
  readonly status: "incomplete" | "complete";
  /** Which of the runs the folder has; null for all of them. */
  readonly shard: Shard | null;
  /** Versions at the time of the first run. */
  readonly toolchain: Toolchain;
}

/** Name of the manifest in a run folder. */
export const MANIFEST_NAME = "RUN.json";

// OC-STRESS-5004 impl
/**
 * Writes `RUN.json`, which says what runs in a folder. It is there when the inputs are, says
 * `incomplete` from then on, and `complete` only when everything else in the folder is written.
 *
 * @throws {WorldError} if it cannot be written
 */
export async function writeRunManifest(
  runFolder: string,
  { identity, status, shard, toolchain }: RunManifest,
  ports: Ports,
): Promise<void> {
  const document: JsonObject = {
    schema_version: RUN_SCHEMA,
    command: "stress",
    status,
    engine: identity.engine,
    provider: identity.provider,
    model: identity.model,
    settings: settingsOf(identity.settings),
    deterministic: identity.isDeterministic || undefined,
    seed: identity.seed,
    count: identity.count,
    clock: identity.clock,
    input_digests: { ...identity.inputDigests },
    fingerprint: fingerprintOf(identity),
    shard: shard === null ? undefined : { ...shard },
    toolchain: { ...toolchain },
  };
  await atomicWriteFile(join(runFolder, MANIFEST_NAME), formatJson(document), ports);
}

/**
 * Reads `RUN.json` of a run folder.
 *
 * @throws {InputError} if the folder is no stress's, naming what is missing or wrong
 */
export async function readRunManifest(
  runFolder: string,
  { files }: Pick<Ports, "files">,
): Promise<RunManifest> {
  const { root } = await readJsonFile(files, join(runFolder, MANIFEST_NAME));
  root.field("schema_version").oneOf([RUN_SCHEMA]);
  root.field("command").oneOf(["stress"]);
  const identity: StressIdentity = {
    engine: root.field("engine").string(),
    provider: root.field("provider").string(),
    model: root.field("model").string(),
    settings: readTexts(root.optional("settings")),
    isDeterministic: root.optional("deterministic")?.boolean() ?? false,
    seed: root.field("seed").number({ min: 0, isInteger: true }),
    count: root.field("count").number({ min: 1, isInteger: true }),
    clock: root.field("clock").oneOf(["system", "virtual"]),
    inputDigests: readTexts(root.field("input_digests")),
  };
  root.field("fingerprint").oneOf([fingerprintOf(identity)]);
  const shard = root.optional("shard");
  return {
    identity,
    status: root.field("status").oneOf(["incomplete", "complete"]),
    shard: shard === undefined ? null : decodeShard(shard),
    toolchain: decodeToolchain(root.field("toolchain")),
  };
}

function readTexts(cursor: JsonCursor | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(cursor?.members().map(([name, text]) => [name, text.string()]) ?? []);
}

function decodeShard(cursor: JsonCursor): Shard {
  const count = cursor.field("count").number({ min: 1, isInteger: true });
  return { index: cursor.field("index").number({ min: 1, max: count, isInteger: true }), count };
}

function decodeToolchain(cursor: JsonCursor): Toolchain {
  return {
    omega: cursor.field("omega").string(),
    deno: cursor.field("deno").string(),
    v8: cursor.field("v8").string(),
  };
}

// OC-STRESS-5104 impl
/**
 * Refuses two stresses that are not the same, naming what differs.
 *
 * @param expected The one that is wanted
 * @param found The other
 * @param source Where the other is from, as the error text names it
 * @throws {InputError} naming the first member that differs, with both values
 */
export function expectSameIdentity(
  expected: StressIdentity,
  found: StressIdentity,
  source: string,
): void {
  const [wanted, got] = [membersOf(expected), membersOf(found)];
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
    if (wanted[name] === got[name]) continue;
    throw new InputError(
      `Cannot use "${source}": wanted ${name} ${wanted[name] ?? "absent"}, ` +
        `found ${got[name] ?? "absent"}`,
    );
  }
}

function membersOf(identity: StressIdentity): Readonly<Record<string, unknown>> {
  const { inputDigests, settings, isDeterministic, ...rest } = identity;
  return { ...rest, ...settings, ...inputDigests, deterministic: isDeterministic || undefined };
}
