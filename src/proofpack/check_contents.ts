import { InputError } from "../internal/errors.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import { VERSION } from "../internal/version.ts";
import type { FileTable } from "./checksum_list.ts";
import { checkChecksums, listCovered, missingFile } from "./checksum_list.ts";
import { checkManifest } from "./check_manifest.ts";
import { decodeText, parseDocument } from "./evidence.ts";
import { GENERATED_SCRIPTS } from "./generated_file.ts";
import type { Manifest } from "./manifest.ts";
import { formatToolchain, parseManifest, parseToolchain } from "./manifest.ts";
import { CHECKSUMS_NAME, GENERATED_NAMES, MANIFEST_NAME, TOOLCHAIN_NAME } from "./pack_file.ts";
import type { PackVerdict, RunType } from "./run_type.ts";
import { RUN_TYPES } from "./run_type_registry.ts";
import type { Violation } from "./violation.ts";
import { VIOLATION_MAX_COUNT } from "./violation.ts";

/** What is in a pack or in an unpacked one. */
export interface PackContents {
  /** Every file. */
  readonly files: FileTable;
  /** Content of those files that {@linkcode DOCUMENT_NAMES} names. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
}

/** Files whose content a check needs: the generated ones, and the evidence of every run type. */
export const DOCUMENT_NAMES: ReadonlySet<string> = new Set([
  ...GENERATED_NAMES,
  ...RUN_TYPES.flatMap(({ evidence, optionalEvidence }) => [...evidence, ...optionalEvidence]),
]);

/** Outcome of a verification. */
export interface VerifyResult {
  /** Whether nothing is wrong with the pack. Its verdict may still be FAIL. */
  readonly ok: boolean;
  /** SHA-256 of the archive; null where it was not read to its end, and for a folder. */
  readonly packSha256: string | null;
  /** Null where the manifest cannot be read. */
  readonly packId: string | null;
  /** What kind of run the pack is from, null where the manifest cannot be read. */
  readonly runType: string | null;
  /** What the evidence inside gives, null where it cannot be judged. */
  readonly verdict: PackVerdict | null;
  /** Why the verdict is not PASS, one phrase each. */
  readonly reasons: readonly string[];
  /** What the pack says it was made with, null where that cannot be read. */
  readonly toolchain: Toolchain | null;
  /** Files that were found, the generated ones included. */
  readonly fileCount: number;
  /**
   * Files for people that were made from the others, such as `report.html`: whole, and not made
   * again to see whether they say the same. `replayPack` does that.
   */
  readonly derived: readonly string[];
  /** Everything that is wrong, the archive's faults first. */
  readonly violations: readonly Violation[];
}

/**
 * Checks the contents of a pack: lists against files in both directions, the manifest against what
 * the files give, the scripts against what this version generates, and the verdict against the
 * evidence.
 *
 * The scripts of a pack that another version of Omega made are checked by their digests alone:
 * what they should be is not known here.
 *
 * @param contents The contents
 * @param earlier What is already known to be wrong
 */
export function checkContents(
  contents: PackContents,
  earlier: readonly Violation[] = [],
): VerifyResult {
  const { files } = contents;
  const violations = [...earlier];
  for (const name of GENERATED_NAMES) {
    if (!files.has(name)) violations.push(missingFile(name));
  }
  const attempt = <T>(code: Violation["code"], path: string, read: () => T): T | null => {
    if (!contents.documents.has(path)) return null;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      violations.push({ code, message: error.message, path });
      return null;
    }
  };
  const list = attempt("LIST_MALFORMED", CHECKSUMS_NAME, () => readText(CHECKSUMS_NAME, contents));
  if (list !== null) violations.push(...checkChecksums(list, files));
  const toolchain = attempt("GENERATED_MISMATCH", TOOLCHAIN_NAME, () => readToolchain(contents));
  const manifest = attempt(
    "MANIFEST_MISMATCH",
    MANIFEST_NAME,
    () => parseManifest(parseDocument(MANIFEST_NAME, contents.documents)),
  );
  if (toolchain?.omega === VERSION) violations.push(...checkScripts(contents));
  const judged = manifest === null ? null : judge(manifest, contents);
  if (manifest !== null && judged !== null) {
    violations.push(...judged.violations);
    const bytes = contents.documents.get(MANIFEST_NAME)!;
    violations.push(...checkManifest(manifest, { bytes, files: listCovered(files), toolchain }));
  }
  return {
    ok: violations.length === 0,
    packSha256: null,
    packId: manifest?.pack_id ?? null,
    runType: manifest?.run_type ?? null,
    verdict: judged?.verdict ?? null,
    reasons: judged?.reasons ?? [],
    toolchain,
    fileCount: files.size,
    derived: findRunType(manifest)?.derived.filter((path) => files.has(path)) ?? [],
    violations: violations.slice(0, VIOLATION_MAX_COUNT),
  };
}

function readText(path: string, { documents }: PackContents): string {
  return decodeText(path, documents.get(path)!);
}

function readToolchain(contents: PackContents): Toolchain {
  const root = parseDocument(TOOLCHAIN_NAME, contents.documents);
  const toolchain = parseToolchain(root);
  if (readText(TOOLCHAIN_NAME, contents) !== formatToolchain(toolchain)) {
    root.fail("the layout that every pack has");
  }
  return toolchain;
}

function checkScripts(contents: PackContents): readonly Violation[] {
  const violations: Violation[] = [];
  for (const [path, script] of GENERATED_SCRIPTS) {
    const bytes = contents.documents.get(path);
    if (bytes === undefined || new TextDecoder("latin1").decode(bytes) === script) continue;
    const message = `Cannot accept "${path}": wanted the script of Omega ${VERSION}, found another`;
    violations.push({ code: "GENERATED_MISMATCH", message, path });
  }
  return violations;
}

function findRunType(manifest: Manifest | null): RunType | undefined {
  return RUN_TYPES.find(({ name }) => name === manifest?.run_type);
}

interface Judged {
  readonly verdict: PackVerdict | null;
  readonly reasons: readonly string[];
  readonly violations: readonly Violation[];
}

function judge(manifest: Manifest, { documents }: PackContents): Judged {
  const fail = (code: Violation["code"], message: string): Judged => ({
    verdict: null,
    reasons: [],
    violations: [{ code, message, path: MANIFEST_NAME }],
  });
  const runType = findRunType(manifest);
  if (runType === undefined) {
    const known = RUN_TYPES.map(({ name }) => name).join(", ");
    return fail("MANIFEST_MISMATCH", `Cannot judge a run of another type than ${known}`);
  }
  try {
    const paths = [
      ...runType.evidence,
      ...runType.optionalEvidence.filter((path) => documents.has(path)),
    ];
    const evidence = new Map(
      paths.map((path) => [path, parseDocument(path, documents)]),
    );
    const { verdict, reasons } = runType.judge(evidence);
    if (verdict === manifest.verdict) return { verdict, reasons, violations: [] };
    const message = `Cannot accept the verdict ${manifest.verdict}: the evidence gives ${verdict}`;
    return { ...fail("VERDICT_MISMATCH", message), verdict, reasons };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return fail("BAD_EVIDENCE", error.message);
  }
}
