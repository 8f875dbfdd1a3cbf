/**
 * A folder with kept answers, all of them of one source.
 *
 * Layout: `source.json` says whose answers they are, `answers/` is a response cache. Two servers
 * answer the same question differently, so a folder that has answers of one refuses another.
 *
 * @module
 */
import { join } from "@std/path";
import { readCacheAtomic, updateCacheAtomic } from "../cache/json_file.ts";
import type { ResponseCache, ResponseCacheOptions } from "../cache/response_cache.ts";
import { openResponseCache } from "../cache/response_cache.ts";
import { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import { fileErrorOf } from "../internal/file_error.ts";
import type { Json } from "../internal/json.ts";
import { systemPorts } from "../internal/ports.ts";

/** Schema of `source.json`. */
const SCHEMA = "ANSWER-CACHE-1.0";

/** Whose answers are kept: provider, address, and whatever else decides them. Nothing secret. */
export type AnswerSource = Readonly<Record<string, string>>;

/** Options of {@linkcode openAnswerCache}. */
export interface AnswerCacheOptions extends Omit<ResponseCacheOptions, "isDurable"> {
  /** Whose answers they are; null for those that are there, which nobody will add to. */
  readonly source: AnswerSource | null;
}

/**
 * Opens a folder with kept answers. With a source it is created where it is not there; several
 * processes may share it.
 *
 * A crash of the machine may lose answers or damage them: both are misses.
 *
 * Needs `--allow-read` and `--allow-write` for the folder.
 *
 * @param folder The folder
 * @param options Whose answers they are, limits of the locks and ports
 * @throws {InputError} if it has answers of another source, naming what differs, or none at all
 * where no source is given
 * @throws {WorldError} if it cannot be read or written
 *
 * @example Ask once
 * ```ts
 * import { createProvider, openAnswerCache, withCache } from "@omega/readiness/provider";
 * import { createVirtualClock, systemPorts } from "@omega/readiness";
 * import { assertEquals } from "@std/assert";
 *
 * const cache = await openAnswerCache(await Deno.makeTempDir(), {
 *   source: { provider: "embedded" },
 * });
 * const provider = withCache(createProvider("embedded"), { cache, run: 1 });
 * const ask = () =>
 *   provider.generate({
 *     model: "omega-embedded-1",
 *     messages: [{ role: "user", content: "Write one sentence." }],
 *     outputMaxTokens: 2_000,
 *     temperature: 0,
 *   }, {
 *     ...{ key: "scene-1/pass-0", attempt: 1, seed: 42 },
 *     ports: { ...systemPorts, clock: createVirtualClock(0) },
 *   });
 * const first = await ask();
 * assertEquals((await ask()).isCached, true);
 * assertEquals((await ask()).text, first.text);
 * ```
 */
export async function openAnswerCache(
  folder: string,
  options: AnswerCacheOptions,
): Promise<ResponseCache> {
  const { source, ...lockOptions } = options;
  const { files = systemPorts.files } = options;
  const path = join(folder, "source.json");
  if (source === null) {
    checkHasAnswers(await readCacheAtomic(path, lockOptions), folder, path);
  } else {
    try {
      await files.makeFolders(folder);
    } catch (error) {
      throw fileErrorOf("open cache in", folder, error);
    }
    await updateCacheAtomic(path, (found) => claim(found, source, { folder, path }), lockOptions);
  }
  return await openResponseCache(join(folder, "answers"), { ...lockOptions, isDurable: false });
}

function checkHasAnswers(found: Json, folder: string, path: string): void {
  if (found === null) throw refused(folder, "wanted kept answers, found none");
  readSource(found, path);
}

/** The document of the source, unless another one's is there. */
function claim(
  found: Json,
  source: AnswerSource,
  { folder, path }: { readonly folder: string; readonly path: string },
): Json {
  const there = found === null ? source : readSource(found, path);
  for (const name of new Set([...Object.keys(source), ...Object.keys(there)])) {
    if (source[name] === there[name]) continue;
    const [wanted, got] = [source[name] ?? "absent", there[name] ?? "absent"];
    throw refused(folder, `wanted answers with ${name} ${wanted}, found those with ${got}`);
  }
  return { schema_version: SCHEMA, source };
}

function readSource(document: Json, path: string): AnswerSource {
  const root = new JsonCursor(document, path);
  root.field("schema_version").oneOf([SCHEMA]);
  const members = root.field("source").members();
  return Object.fromEntries(members.map(([name, value]) => [name, value.string()]));
}

// OC-PROVIDER-3304 impl
function refused(folder: string, problem: string): InputError {
  return new InputError(`Cannot use the cache "${folder}": ${problem}`, { code: "USAGE" });
}
