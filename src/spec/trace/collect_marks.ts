import type { SpecConfig } from "../config.ts";
import { CONFIG_NAME } from "../config.ts";
import { compareText } from "../compare_text.ts";
import { compileGlobs } from "../glob.ts";
import { decodeMarkdown, isMarkdown } from "../markdown_file.ts";
import { decodeText, type Repository, visitFiles } from "../repository.ts";
import type { IdGrammar } from "../requirement_id.ts";
import { findMarks, type SourceMarks } from "./find_marks.ts";

/** A NUL this early in a file makes it a binary one, as git has it. */
const BINARY_PROBE_BYTES = 8000;

/** Options of {@linkcode collectMarks}. */
export interface CollectOptions {
  readonly config: SpecConfig;
  readonly grammar: IdGrammar;
  /** Paths of the specifications: what they say about themselves is no evidence. */
  readonly specPaths: ReadonlySet<string>;
  /** The IDs that are defined. */
  readonly knownIds: ReadonlySet<string>;
}

/**
 * Finds the marks and named tests of a repository: in every text file that is neither a
 * specification nor generated from one.
 *
 * @returns The files that have any, sorted by path
 */
export async function collectMarks(
  repository: Repository,
  { config, grammar, specPaths, knownIds }: CollectOptions,
): Promise<readonly SourceMarks[]> {
  const isExcluded = compileGlobs(config.trace.exclude);
  const isTestFile = compileGlobs(config.trace.tests);
  const { requirements, compliance } = config.outputs;
  const generated = new Set([compliance, config.accepted, CONFIG_NAME]);
  const paths = repository.paths.filter((path) =>
    !specPaths.has(path) && !generated.has(path) && !path.startsWith(`${requirements}/`) &&
    !repository.links.has(path) && !isExcluded(path)
  );
  const found: SourceMarks[] = [];
  await visitFiles(repository, paths, (path, bytes) => {
    if (bytes.subarray(0, BINARY_PROBE_BYTES).includes(0)) return;
    const text = isMarkdown(path) ? decodeMarkdown(path, bytes) : decodeText(bytes);
    const marks = findMarks(path, text, {
      grammar,
      knownIds,
      isTestFile: isTestFile(path),
    });
    if (marks !== null) found.push(marks);
  }, { skipsLarger: true });
  return found.sort((a, b) => compareText(a.path, b.path));
}
