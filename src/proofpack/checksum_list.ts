import type { PackFile } from "./pack_file.ts";
import { CHECKSUMS_NAME, MANIFEST_NAME } from "./pack_file.ts";
import { compareNames } from "../internal/portable_path.ts";
import type { Violation } from "./violation.ts";
import { quoteValue } from "./violation.ts";

/** What a line of the list needs to know of a file. */
export type ListedFile = Pick<PackFile, "path" | "sha256">;

// OC-PACK-6008 impl
/**
 * The list as `sha256sum` writes and checks it: `<hex>  <path>` and a line feed for each file.
 *
 * @param files The files to list, in the order of a pack
 */
export function formatChecksums(files: Iterable<ListedFile>): string {
  let text = "";
  for (const { sha256, path } of files) text += `${sha256}  ${path}\n`;
  return text;
}

/** Files with size and digest, by their path. */
export type FileTable = ReadonlyMap<string, PackFile>;

/** The files of a pack in their order, without those that are named. */
export function listFiles(files: FileTable, ...without: readonly string[]): readonly PackFile[] {
  return [...files.values()].filter(({ path }) => !without.includes(path))
    .sort((a, b) => compareNames(a.path, b.path));
}

/**
 * The files that the manifest lists and that `sha256_manifest` covers: all but the manifest, which
 * cannot hold its own digest, and the list, which covers the manifest.
 */
export function listCovered(files: FileTable): readonly PackFile[] {
  return listFiles(files, MANIFEST_NAME, CHECKSUMS_NAME);
}

/** A line: 64 lower-case digits, two spaces, the path. `sha256sum` takes looser ones. */
const LINE = /^([0-9a-f]{64}) {2}([^\n]+)$/;

/**
 * Compares `SHA256SUMS.txt` with the files that are there, in both directions.
 *
 * @param text The list as it was read
 * @param files Every file that is there, the list included
 */
export function checkChecksums(text: string, files: FileTable): readonly Violation[] {
  const wanted = listFiles(files, CHECKSUMS_NAME);
  if (text === formatChecksums(wanted)) return [];
  const lines = text.split("\n");
  // The text after the last line feed is empty in a well-formed list.
  if (lines.at(-1) === "") lines.pop();
  const listed = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const match = LINE.exec(line);
    if (match === null || listed.has(match[2]!)) return [malformed(index + 1)];
    listed.set(match[2]!, match[1]!);
  }
  const differences = compareListed(listed, wanted);
  return differences.length > 0 ? differences : [malformed(findDisorder([...listed.keys()]))];
}

function compareListed(
  listed: ReadonlyMap<string, string>,
  wanted: readonly PackFile[],
): readonly Violation[] {
  const violations: Violation[] = [];
  const present = new Set<string>();
  for (const { path, sha256 } of wanted) {
    present.add(path);
    const expected = listed.get(path);
    if (expected === undefined) violations.push(extraFile(path, CHECKSUMS_NAME));
    else if (expected !== sha256) {
      violations.push(hashMismatch({ path, expected, sha256 }, CHECKSUMS_NAME));
    }
  }
  for (const path of listed.keys()) {
    if (!present.has(path)) violations.push(missingFile(path, CHECKSUMS_NAME));
  }
  return violations;
}

/** The first line that is not in order; the last line feed where all are. */
function findDisorder(paths: readonly string[]): number {
  const index = paths.findIndex((path, at) => at > 0 && compareNames(paths[at - 1]!, path) >= 0);
  return index < 0 ? paths.length : index + 1;
}

function malformed(line: number): Violation {
  const message =
    `Cannot accept "${CHECKSUMS_NAME}": wanted lines of digest, two spaces and path ` +
    `in byte order, found another line ${line}`;
  return { code: "LIST_MALFORMED", message, path: CHECKSUMS_NAME, line };
}

/** The violation for a file that a list does not name. */
export function extraFile(path: string, list: string): Violation {
  const message = `Cannot accept ${quoteValue(path)}: wanted a file that "${list}" names`;
  return { code: "EXTRA_FILE", message, path };
}

/** The violation for a missing file that a list names or, without a list, that every pack has. */
export function missingFile(path: string, list?: string): Violation {
  const reason = list === undefined ? "every pack has it" : `"${list}" names it`;
  const message = `Cannot find ${quoteValue(path)}: ${reason}`;
  return { code: "MISSING_FILE", message, path };
}

/** The violation for a file whose digest is not the listed one. */
export function hashMismatch(
  { path, expected, sha256 }: ListedFile & { readonly expected: string },
  list: string,
): Violation {
  const message = `Cannot accept ${quoteValue(path)}: "${list}" has SHA-256 ` +
    `${expected.slice(0, 16)}..., found ${sha256.slice(0, 16)}...`;
  return { code: "HASH_MISMATCH", message, path };
}
