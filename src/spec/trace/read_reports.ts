import { join } from "@std/path";
import type { Files } from "../../internal/files.ts";
import { InputError } from "../../internal/errors.ts";
import { readInputBytes } from "../../internal/read_file.ts";
import { compareText } from "../compare_text.ts";
import { compileGlob, literalFolder } from "../glob.ts";
import { decodeText } from "../repository.ts";
import { readJUnit, type TestCase } from "./read_junit.ts";

/** Folders nest no deeper where reports lie. */
const DEPTH_MAX = 20;

/** What the test reports of a repository say. */
export interface TestReports {
  /** Paths of the reports, from the root or as given, sorted. */
  readonly paths: readonly string[];
  readonly cases: readonly TestCase[];
}

/**
 * Reads the JUnit files that patterns name. They need not be listed by git: reports are made, not
 * committed.
 *
 * @param root The repository's root folder
 * @param patterns Patterns of paths from the root
 * @param files The file system
 * @throws {InputError} if one of them is no JUnit file
 */
export async function readTestReports(
  root: string,
  patterns: readonly string[],
  files: Files,
): Promise<TestReports> {
  const paths = new Set<string>();
  for (const pattern of patterns) {
    const matches = compileGlob(pattern);
    const found: string[] = [];
    await walk(join(root, literalFolder(pattern)), literalFolder(pattern), {
      files,
      found,
      depth: 0,
    });
    for (const path of found) if (matches(path)) paths.add(path);
  }
  return await readReports([...paths].sort(compareText), (path) => join(root, path), files);
}

/**
 * Reads one JUnit file, or every `.xml` file in a folder.
 *
 * @throws {InputError} if there is none, or one of them is no JUnit file
 */
export async function readTestReportsAt(path: string, files: Files): Promise<TestReports> {
  const stat = await files.stat(path);
  if (stat?.kind !== "directory") return await readReports([path], (one) => one, files);
  const found: string[] = [];
  await walk(path, path, { files, found, depth: 0 });
  const reports = found.filter((one) => one.endsWith(".xml")).sort(compareText);
  if (reports.length === 0) {
    throw new InputError(
      `Cannot read test reports in "${path}": wanted .xml files, found none; ` +
        "let the tests write JUnit",
    );
  }
  return await readReports(reports, (one) => one, files);
}

async function readReports(
  paths: readonly string[],
  locate: (path: string) => string,
  files: Files,
): Promise<TestReports> {
  const cases: TestCase[] = [];
  for (const path of paths) {
    const bytes = await readInputBytes(files, locate(path));
    cases.push(...readJUnit(decodeText(bytes), path));
  }
  return { paths, cases };
}

interface Walk {
  readonly files: Files;
  readonly found: string[];
  readonly depth: number;
}

async function walk(folder: string, name: string, { files, found, depth }: Walk): Promise<void> {
  if (depth > DEPTH_MAX || (await files.stat(folder))?.kind !== "directory") return;
  for (const entry of await files.list(folder)) {
    const path = name === "" ? entry.name : `${name}/${entry.name}`;
    if (entry.kind === "file") found.push(path);
    else if (entry.kind === "directory" && entry.name !== ".git") {
      await walk(join(folder, entry.name), path, { files, found, depth: depth + 1 });
    }
  }
}
