import { assert } from "@std/assert";
import { join } from "@std/path";
import type { FileHandle } from "../../src/internal/files.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { buildPack } from "../../src/proofpack/build_pack.ts";
import type { BuildOptions, BuiltPack } from "../../src/proofpack/build_pack.ts";
import { formatChecksums, listCovered, listFiles } from "../../src/proofpack/checksum_list.ts";
import { digestContent } from "../../src/proofpack/content_meter.ts";
import { createManifest, formatManifest } from "../../src/proofpack/manifest.ts";
import type { ManifestParts } from "../../src/proofpack/manifest.ts";
import type { PackFile } from "../../src/proofpack/pack_file.ts";
import { compareNames } from "../../src/internal/portable_path.ts";
import { PackWriter } from "../../src/proofpack/pack_writer.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import type { RunFolderOptions } from "./_run_folder.ts";
import { makeRunFiles, TOOLCHAIN, writeFiles } from "./_run_folder.ts";

/** Builds a pack with the options of the tests. */
export function build(options: Pick<BuildOptions, "source" | "out"> & Partial<BuildOptions>) {
  return buildPack({ runType: "stress", ports: systemPorts, toolchain: TOOLCHAIN, ...options });
}

/** Builds a pack that must come out, and gives its bytes too. */
export async function buildBytes(
  options: RunFolderOptions = {},
): Promise<{ readonly result: BuiltPack; readonly bytes: Uint8Array<ArrayBuffer> }> {
  return await inTemporaryFolder(async (folder) => {
    const source = join(folder, "run");
    const out = join(folder, "run.zip");
    await writeFiles(source, makeRunFiles(options));
    const result = await build({ source, out });
    assert(result.ok, JSON.stringify(result.violations));
    return { result, bytes: await Deno.readFile(out) };
  });
}

/** A file in memory, open for writing. */
export function createMemoryFile(): {
  readonly file: FileHandle;
  bytes(): Uint8Array<ArrayBuffer>;
} {
  const parts: Uint8Array[] = [];
  const unused = () => Promise.reject(new Error("not used"));
  const file: FileHandle = {
    read: unused,
    write(bytes) {
      parts.push(bytes.slice());
      return Promise.resolve(bytes.length);
    },
    seek: unused,
    truncate: unused,
    sync: () => Promise.resolve(),
    stat: unused,
    tryLock: unused,
    unlock: unused,
    close() {},
    [Symbol.dispose]() {},
  };
  return {
    file,
    bytes() {
      const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let offset = 0;
      for (const part of parts) {
        all.set(part, offset);
        offset += part.length;
      }
      return all;
    },
  };
}

/** Contents of a pack by path. */
export type Contents = Map<string, Uint8Array>;

/** Writes files as an archive in the canonical form, whatever their names and contents. */
export async function archive(
  files: Iterable<readonly [string | Uint8Array, string | Uint8Array]>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { file, bytes } = createMemoryFile();
  const writer = new PackWriter(file);
  for (const [path, content] of files) {
    const data = toBytes(content);
    await writer.begin({ name: toBytes(path), ...digestContent(data) });
    await writer.write(data);
  }
  await writer.finish();
  return bytes();
}

/** The contents of an archive that the pack writer wrote. */
export function unarchive(bytes: Uint8Array): Contents {
  const contents: Contents = new Map();
  for (const { path, dataOffset, size } of listEntries(bytes)) {
    contents.set(path, bytes.slice(dataOffset, dataOffset + size));
  }
  return contents;
}

/** Where the parts of an entry are in an archive that the pack writer wrote. */
export interface EntryPlace {
  readonly path: string;
  readonly offset: number;
  readonly dataOffset: number;
  readonly size: number;
}

/** The entries of an archive that the pack writer wrote. */
export function listEntries(bytes: Uint8Array): readonly EntryPlace[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const entries: EntryPlace[] = [];
  for (let offset = 0; view.getUint32(offset, true) === 0x04034b50;) {
    const dataOffset = offset + 30 + view.getUint16(offset + 26, true);
    const size = view.getUint32(offset + 22, true);
    const path = new TextDecoder().decode(bytes.subarray(offset + 30, dataOffset));
    entries.push({ path, offset, dataOffset, size });
    offset = dataOffset + size;
  }
  return entries;
}

/** Makes manifest and list anew for changed contents, as a forger would, and writes the archive. */
export async function reseal(
  contents: ReadonlyMap<string, string | Uint8Array>,
  change: Partial<ManifestParts> & {
    /** Changes the manifest's text before it is listed. */
    readonly manifest?: (text: string) => string;
    /** Changes the list's text. */
    readonly list?: (text: string) => string;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { manifest: changeManifest, list: changeList, ...parts } = change;
  const files = new Map([...contents].map(([path, content]) => [path, toBytes(content)]));
  const table = () =>
    new Map([...files].map(([path, bytes]): [string, PackFile] => {
      const { size, sha256 } = digestContent(bytes);
      return [path, { path, size, sha256 }];
    }));
  files.delete("MANIFEST.json");
  files.delete("SHA256SUMS.txt");
  const covered = listCovered(table());
  const text = formatManifest(createManifest({
    runType: "stress",
    verdict: "PASS",
    toolchain: TOOLCHAIN,
    files: covered,
    ...parts,
  }));
  files.set("MANIFEST.json", toBytes(changeManifest?.(text) ?? text));
  const list = formatChecksums(listFiles(table()));
  files.set("SHA256SUMS.txt", toBytes(changeList?.(list) ?? list));
  return await archive([...files].sort(([a], [b]) => compareNames(a, b)));
}

/** Bytes of a text in UTF-8. */
export function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}
