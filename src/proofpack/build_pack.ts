import { join } from "@std/path";
import { atomicWriteStream } from "../cache/atomic_write.ts";
import { WorldError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import { ABSOLUTE_PATH_RULES, createMachineRules } from "./absolute_path_rules.ts";
import { formatChecksums, listCovered, listFiles } from "./checksum_list.ts";
import { DOCUMENT_NAMES } from "./check_contents.ts";
import { digestContent } from "./content_meter.ts";
import { ScanRuleSet } from "./content_scanner.ts";
import { measureDeflated } from "./deflate_encoder.ts";
import { DocumentKeeper } from "./document_keeper.ts";
import { loadEvidence } from "./evidence.ts";
import { generateFiles } from "./generated_file.ts";
import { createManifest, formatManifest } from "./manifest.ts";
import type { MeasuredFile } from "./measure_source.ts";
import { measureSource } from "./measure_source.ts";
import { CHECKSUMS_NAME, MANIFEST_NAME, RESERVED_NAMES, VERIFIER_NAME } from "./pack_file.ts";
import { compareNames } from "../internal/portable_path.ts";
import { checkPlaces } from "./pack_place.ts";
import type { PackVerdict } from "./run_type.ts";
import { findRunType } from "./run_type_registry.ts";
import { SECRET_RULES } from "./secret_rules.ts";
import { checkCollisions, listFolder } from "./source_folder.ts";
import type { Violation } from "./violation.ts";
import { quoteValue } from "./violation.ts";
import type { PackItem } from "./write_items.ts";
import { rememberCreated, WriteBehind } from "./write_behind.ts";
import { writeItems } from "./write_items.ts";

/** What to pack, and where to. */
export interface BuildOptions {
  /** The run folder; it is only read. */
  readonly source: string;
  /** The pack; replaced all or nothing. Its folder must exist and must not be in the source. */
  readonly out: string;
  /** What kind of run it is, such as `stress`. */
  readonly runType: string;
  /** Files and entropy; needs `--allow-read` and `--allow-write`. */
  readonly ports: Pick<Ports, "files" | "entropy">;
  /** What the pack says it was made with. */
  readonly toolchain: Toolchain;
  /**
   * Folders of this machine that must not be named in a pack, such as the home folder, the
   * temporary folder and the one the user stands in. The source and the folder of `out` are always
   * among them. @default none
   */
  readonly machineFolders?: readonly string[] | undefined;
  /**
   * Whether the files are deflated, with a codec whose bytes are the same on every machine. Takes
   * each file through the codec twice: about 25 MB/s. @default false
   */
  readonly isCompressed?: boolean | undefined;
  /**
   * The verifier to put in as `omega.js`, as `deno task bundle` makes it. It is given and not looked
   * for, so that the bytes of a pack do not depend on how omega was started. @default none
   */
  readonly verifier?: Uint8Array | undefined;
  /** Ends the build at once; nothing is written. */
  readonly signal?: AbortSignal | undefined;
}

/** A pack was written. */
export interface BuiltPack {
  /** Tells the two outcomes apart. */
  readonly ok: true;
  /** The path that was given as `out`. */
  readonly packPath: string;
  /** SHA-256 of the pack. */
  readonly packSha256: string;
  /** Identifies the contents: `omega-` and 16 hexadecimal digits. */
  readonly packId: string;
  /** What the evidence gives. FAIL is packed too: evidence of a failure is evidence. */
  readonly verdict: PackVerdict;
  /** Why the verdict is not PASS, one phrase each. */
  readonly reasons: readonly string[];
  /** Files in the pack, the generated ones included. */
  readonly fileCount: number;
  /** Size of the pack. */
  readonly sizeBytes: number;
  /** None. */
  readonly violations: readonly never[];
}

/** Nothing was written, because the source must not be packed as it is. */
export interface RefusedPack {
  /** Tells the two outcomes apart. */
  readonly ok: false;
  /** There is none. */
  readonly packPath: null;
  /** PR-G5 fails. */
  readonly verdict: "FAIL";
  /** What is wrong, at least one, in the order of the paths. */
  readonly violations: readonly Violation[];
}

/** Outcome of {@linkcode buildPack}. */
export type BuildResult = BuiltPack | RefusedPack;

// OC-INV-0107, OC-PACK-6205, OC-PACK-6206 impl
/**
 * Packs a run folder into one archive whose bytes follow from the contents, the run type and the
 * toolchain alone: not from place, time, umask, file dates or the order in which files were made
 * (INV-PROOFPACK-EXPORT-01).
 *
 * Every file is read twice, once to measure and scan it and once to write it, because the manifest
 * comes early in the archive. A file that changes in between ends the build. Memory does not
 * depend on the size of files; each file costs about one kilobyte. Whatever fails, `out` is what it
 * was before.
 *
 * @returns The pack, or the violations for which none was written
 * @throws {InputError} if source, out, run type or the evidence in the source cannot be used
 * @throws {WorldError} if a file cannot be read or the pack not be written
 * @throws the signal's reason when aborted
 */
export async function buildPack(options: BuildOptions): Promise<BuildResult> {
  const { source, out, ports, toolchain, isCompressed = false, signal } = options;
  const runType = findRunType(options.runType);
  const places = await checkPlaces(source, out, ports.files);

  const listing = await listFolder(source, ports.files);
  const nameViolations = [...listing.violations, ...checkNames(listing.paths)];
  if (nameViolations.length > 0) return refuse(nameViolations);

  const evidence = await loadEvidence(source, runType, ports.files);
  const { verdict, reasons } = runType.judge(evidence.documents);

  const machineFolders = [...places, ...(options.machineFolders ?? [])];
  const rules = new ScanRuleSet([
    ...SECRET_RULES,
    ...ABSOLUTE_PATH_RULES,
    ...createMachineRules(machineFolders),
  ]);
  const measured = await measureSource(listing.paths, {
    folder: source,
    rules,
    isDeflated: isCompressed,
    files: ports.files,
    signal,
  });
  if (measured.violations.length > 0) return refuse(measured.violations);
  checkUnchanged(source, measured.files, evidence.digests);

  const { items, packId } = await composeItems(measured.files, {
    runType: runType.name,
    verdict,
    toolchain,
    isCompressed,
    verifier: options.verifier,
  });
  const tooLarge = checkDocuments(items);
  if (tooLarge.length > 0) return refuse(tooLarge);
  const written = await writePack(items, options);
  return {
    ok: true,
    packPath: out,
    packSha256: written.sha256,
    packId,
    verdict,
    reasons,
    fileCount: items.length,
    sizeBytes: written.sizeBytes,
    violations: [],
  };
}

/** Writes the pack in place of whatever is there, all or nothing. */
async function writePack(
  items: readonly PackItem[],
  { source, out, ports, signal }: BuildOptions,
): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  let written = { sha256: "", sizeBytes: 0 };
  try {
    const { files, openAgain } = rememberCreated(ports.files);
    await atomicWriteStream(out, async (file) => {
      await using behind = new WriteBehind(openAgain);
      const onWritten = (count: number) => behind.add(count);
      written = await writeItems(file, items, { folder: source, files, onWritten, signal });
    }, { ...ports, files });
    return written;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

function refuse(violations: readonly Violation[]): RefusedPack {
  return { ok: false, packPath: null, verdict: "FAIL", violations };
}

function checkNames(paths: readonly string[]): readonly Violation[] {
  const reserved = paths.filter((path) => RESERVED_NAMES.includes(path));
  const rest = paths.filter((path) => !RESERVED_NAMES.includes(path));
  return [
    ...reserved.map((path): Violation => ({
      code: "RESERVED_NAME",
      message: `Cannot pack ${quoteValue(path)}: the pack has a generated file of that name`,
      path,
    })),
    ...checkCollisions([...RESERVED_NAMES, ...rest]),
  ];
}

// OC-PACK-6203 impl
/** The verdict was computed from bytes that must be the ones that are packed. */
function checkUnchanged(
  source: string,
  measured: readonly MeasuredFile[],
  digests: ReadonlyMap<string, string>,
): void {
  for (const { path, sha256 } of measured) {
    const digest = digests.get(path);
    if (digest !== undefined && digest !== sha256) {
      throw new WorldError(`Cannot pack "${join(source, path)}": it changed meanwhile`);
    }
  }
}

/** What a verifier would not hold in memory must not be packed. */
function checkDocuments(items: readonly PackItem[]): readonly Violation[] {
  const keeper = new DocumentKeeper((path) => DOCUMENT_NAMES.has(path));
  for (const { path, size } of items) keeper.begin(path, size);
  return keeper.violations;
}

/** All files of the pack in its order; manifest and list follow from the others. */
async function composeItems(
  measured: readonly MeasuredFile[],
  parts: {
    readonly runType: string;
    readonly verdict: PackVerdict;
    readonly toolchain: Toolchain;
    readonly isCompressed: boolean;
    readonly verifier: Uint8Array | undefined;
  },
): Promise<{ readonly items: readonly PackItem[]; readonly packId: string }> {
  const items = new Map<string, PackItem>(measured.map((file) => [file.path, file]));
  const add = async (path: string, content: Uint8Array) => {
    const deflatedSize = parts.isCompressed ? await measureDeflated(content) : undefined;
    items.set(path, { path, ...digestContent(content), deflatedSize, content });
  };
  const encoder = new TextEncoder();
  for (const [path, content] of generateFiles(parts.toolchain)) await add(path, content);
  // It holds the patterns of paths and secrets themselves, so it is not scanned for them.
  if (parts.verifier !== undefined) await add(VERIFIER_NAME, parts.verifier);
  const manifest = createManifest({ ...parts, files: listCovered(items) });
  await add(MANIFEST_NAME, encoder.encode(formatManifest(manifest)));
  await add(CHECKSUMS_NAME, encoder.encode(formatChecksums(listFiles(items, CHECKSUMS_NAME))));
  const ordered = [...items.values()].sort((a, b) => compareNames(a.path, b.path));
  return { items: ordered, packId: manifest.pack_id };
}
