import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import { formatJson, parseJson } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import { compareText } from "./compare_text.ts";
import { readText, type Repository } from "./repository.ts";

/** Schema of the record of accepted texts. */
const ACCEPTED_SCHEMA = "SPEC-ACCEPTED-1.0";

/** The hash of the text under which each ID was accepted. */
export type AcceptedTexts = ReadonlyMap<string, string>;

// OC-SPEC-8303 impl
/**
 * Reads the record of accepted texts.
 *
 * @param repository The repository
 * @param path Its path in it
 * @returns The record, null where there is none
 * @throws {InputError} if it is malformed
 */
export async function readAccepted(
  repository: Repository,
  path: string,
): Promise<AcceptedTexts | null> {
  const text = await readText(repository, path);
  if (text === null) return null;
  const root = new JsonCursor(parseJson(text, path), path);
  root.onlyKeys(["schema_version", "requirements"]);
  root.field("schema_version").oneOf([ACCEPTED_SCHEMA]);
  return new Map(
    root.field("requirements").members().map(([id, at]) => {
      const hash = at.string();
      return [id, /^[0-9a-f]{64}$/.test(hash) ? hash : at.fail("a SHA-256 in lower case")];
    }),
  );
}

/** The record as it is written: sorted by ID. */
export function formatAccepted(accepted: AcceptedTexts): string {
  const entries = [...accepted].sort(([a], [b]) => compareText(a, b));
  return formatJson({
    schema_version: ACCEPTED_SCHEMA,
    requirements: Object.fromEntries(entries),
  });
}

/**
 * Records the texts that hold now as accepted.
 *
 * @param repository The repository
 * @param path Path of the record in it
 * @param options `current` texts by ID; IDs `removed` by a tombstone; `ids` to accept, all where not
 * given; the ports
 * @returns The IDs whose record changed, sorted; removed ones are dropped with all
 * @throws {InputError} if one of `ids` is not defined, or a recorded one is gone without a tombstone
 */
export async function acceptTexts(
  repository: Repository,
  path: string,
  { current, removed, ids, ports }: {
    readonly current: AcceptedTexts;
    readonly removed: ReadonlySet<string>;
    readonly ids?: readonly string[];
    readonly ports: Pick<Ports, "files" | "entropy">;
  },
): Promise<readonly string[]> {
  const before = await readAccepted(repository, path) ?? new Map<string, string>();
  const gone = [...before.keys()].find((id) => !current.has(id) && !removed.has(id));
  if (gone !== undefined) {
    throw new InputError(
      `Cannot accept: wanted ${gone} or its tombstone "- ~~[${gone}]~~ why", found neither`,
    );
  }
  const after = new Map(ids === undefined ? current : before);
  for (const id of ids ?? []) {
    const hash = current.get(id);
    if (hash === undefined) {
      throw new InputError(`Cannot accept "${id}": wanted a defined requirement, found none`);
    }
    after.set(id, hash);
  }
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => before.get(id) !== after.get(id)).sort(compareText);
  if (changed.length === 0) return changed;
  const target = join(repository.root, path);
  await ports.files.makeFolders(join(target, ".."));
  await atomicWriteFile(target, formatAccepted(after), ports);
  return changed;
}
