import { join } from "@std/path";
import { atomicWriteFile } from "../cache/atomic_write.ts";
import { InputError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { shareOut } from "../internal/share_out.ts";
import { readAccepted } from "./accepted.ts";
import { compareText } from "./compare_text.ts";
import type { SpecConfig } from "./config.ts";
import { compareFindings, type Finding, placeAt, placeOfFile } from "./finding.ts";
import { isCommitted } from "./git.ts";
import { splitLines } from "./markdown/line_table.ts";
import { isGeneratedCompliance, makeOutputs, type Outputs } from "./outputs.ts";
import { findDuplicateIds } from "./read_specifications.ts";
import {
  decodeText,
  GENERATED_MAX_BYTES,
  readText,
  type Repository,
  visitFiles,
} from "./repository.ts";
import type { Specification } from "./requirement.ts";
import { isGenerated, isLegacy, readRequirementsFile } from "./requirements_file.ts";
import type { Evidence } from "./trace/evidence.ts";

/** What an extraction works on. */
export interface ExtractInput {
  readonly repository: Repository;
  readonly config: SpecConfig;
  readonly specifications: readonly Specification[];
  /** Marks and named tests by ID. */
  readonly evidence: ReadonlyMap<string, Evidence>;
}

/** What an extraction found out and did. */
export interface ExtractResult {
  /** Sorted. With any but SPEC103 nothing was written. */
  readonly findings: readonly Finding[];
  /** Paths of the files that were written. */
  readonly written: readonly string[];
  /** Paths of the files that were removed because their specification is gone. */
  readonly removed: readonly string[];
  /** Number of generated files that were as wanted. */
  readonly unchangedCount: number;
}

/** A file where a generated one belongs or stands. */
interface OldFile {
  readonly path: string;
  readonly text: string;
  readonly kind: "ours" | "legacy" | "foreign";
}

// OC-SPEC-8104 impl
/**
 * Tells what is wrong with the generated files: stale, missing, orphan ones, and IDs that were
 * deleted without a tombstone. Writes nothing.
 */
export async function checkOutputs(input: ExtractInput): Promise<readonly Finding[]> {
  const { outputs, old, blocking } = await prepare(input);
  return [...blocking, ...compareOutputs(outputs, old, input)].sort(compareFindings);
}

// OC-SPEC-8102 impl
/**
 * Writes the generated files that differ and removes those of ours whose specification is gone.
 * Where an ID is defined twice or was deleted without a tombstone, nothing is written.
 *
 * @throws {InputError} if a file that we did not write and that git could not give back is in the way
 * @throws {WorldError} if a file cannot be written; the others are as before or as wanted, whole
 */
export async function writeOutputs(
  input: ExtractInput,
  ports: Pick<Ports, "files" | "entropy">,
): Promise<ExtractResult> {
  const { outputs, old, blocking } = await prepare(input);
  const { root } = input.repository;
  const orphans = [...old.values()].filter(({ path }) => !outputs.files.has(path));
  const strays = await filterAsync(
    orphans,
    async ({ kind, path }) =>
      kind === "foreign" || (kind === "legacy" && !(await isCommitted(root, path))),
  );
  const findings = [...blocking, ...strays.map(({ path }) => orphanFinding(path))]
    .sort(compareFindings);
  if (blocking.length > 0) return { findings, written: [], removed: [], unchangedCount: 0 };
  const changed = [...outputs.files].filter(([path, text]) => old.get(path)?.text !== text);
  for (const [path] of changed) await checkReplaceable(root, old.get(path));
  if (outputs.bySource.size > 0) {
    await ports.files.makeFolders(join(root, input.config.outputs.requirements));
  }
  await ports.files.makeFolders(join(root, input.config.outputs.compliance, ".."));
  await writeAllFiles(root, changed, ports);
  const removed = orphans.filter((one) => !strays.includes(one)).map(({ path }) => path);
  for (const path of removed) await ports.files.removeFile(join(root, path));
  return {
    findings,
    written: changed.map(([path]) => path),
    removed,
    unchangedCount: outputs.files.size - changed.length,
  };
}

async function prepare(input: ExtractInput) {
  const { repository, config, specifications, evidence } = input;
  const outputs = makeOutputs(specifications, evidence, config);
  const old = await readOldFiles(repository, config, outputs);
  const blocking = [
    ...findDuplicateIds(specifications),
    ...outputs.findings,
    ...await findDeletedIds(input, outputs, old),
  ];
  return { outputs, old, blocking };
}

/** Files being written at once: enough to keep the disk busy. */
const WRITERS = 8;

/** A crash of the machine may lose what another run makes again, so no device is waited for. */
async function writeAllFiles(
  root: string,
  contents: readonly (readonly [string, string])[],
  ports: Pick<Ports, "files" | "entropy">,
): Promise<void> {
  const options = { ...ports, isDurable: false };
  await shareOut(contents, Math.min(WRITERS, contents.length), async (queue) => {
    for (const [path, text] of queue) await atomicWriteFile(join(root, path), text, options);
  });
}

/** The generated files that are there, and whatever else lies where they belong. */
async function readOldFiles(
  repository: Repository,
  { outputs: { requirements, compliance } }: SpecConfig,
  outputs: Outputs,
): Promise<ReadonlyMap<string, OldFile>> {
  const { root, files } = repository;
  const folder = await files.stat(join(root, requirements));
  const names = folder?.kind === "directory" ? await files.list(join(root, requirements)) : [];
  const paths = names
    .filter(({ name, kind }) => kind !== "directory" && /\.ya?ml$/.test(name))
    .map(({ name }) => `${requirements}/${name}`);
  const old: OldFile[] = [];
  const wanted = [...new Set([...paths, ...outputs.files.keys()])];
  await visitFiles(repository, wanted, (path, bytes) => {
    const text = decodeText(bytes);
    const isOurs = path === compliance ? isGeneratedCompliance(text) : isGenerated(text);
    const kind = isOurs ? "ours" : isLegacy(text) ? "legacy" : "foreign";
    old.push({ path, text, kind });
  }, { maxBytes: GENERATED_MAX_BYTES });
  old.sort((a, b) => compareText(a.path, b.path));
  return new Map(old.map((one) => [one.path, one]));
}

/** IDs that a generated file or the record of accepted texts has and no specification has. */
async function findDeletedIds(
  { repository, config, specifications }: ExtractInput,
  outputs: Outputs,
  old: ReadonlyMap<string, OldFile>,
): Promise<readonly Finding[]> {
  const current = new Set(
    specifications.flatMap(({ requirements }) => requirements.map(({ id }) => id)),
  );
  const findings = new Map<string, Finding>();
  const add = (id: string, path: string, text: string, needle: string) => {
    if (current.has(id) || findings.has(id)) return;
    const place = placeAt(
      { path, text, lineStarts: splitLines(text).starts },
      text.indexOf(needle),
    );
    const message = `${id} is gone; keep "- ~~[${id}]~~ why" in its specification as a tombstone`;
    findings.set(id, { code: "SPEC104", message, ...place });
  };
  for (const { path, text, kind } of old.values()) {
    if (kind !== "ours" || path === config.outputs.compliance) continue;
    // What is as it was has no other IDs than the specifications, and most files are.
    if (outputs.files.get(path) === text) continue;
    for (const id of readRequirementsFile(text, path).ids) add(id, path, text, `  ${id}:\n`);
  }
  const accepted = await readAccepted(repository, config.accepted);
  if (accepted !== null) {
    const text = (await readText(repository, config.accepted))!;
    for (const id of accepted.keys()) add(id, config.accepted, text, `"${id}"`);
  }
  return [...findings.values()];
}

function compareOutputs(
  { files }: Outputs,
  old: ReadonlyMap<string, OldFile>,
  { config }: ExtractInput,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of files) {
    const before = old.get(path);
    if (before === undefined) {
      const message = `${path} is missing; run omega spec extract`;
      findings.push({ code: "SPEC102", message, ...placeOfFile(path) });
    } else if (before.text !== text) {
      const line = firstDifferentLine(before.text, text);
      const message = `${path} is stale; run omega spec extract`;
      findings.push({ code: "SPEC101", message, path, line, column: 1, utf16Column: 1 });
    }
  }
  for (const { path } of old.values()) {
    if (!files.has(path) && path !== config.outputs.compliance) findings.push(orphanFinding(path));
  }
  return findings;
}

function orphanFinding(path: string): Finding {
  const message = `${path} belongs to no specification; remove it`;
  return { code: "SPEC103", message, ...placeOfFile(path) };
}

function firstDifferentLine(before: string, after: string): number {
  const lines = before.split("\n");
  const index = after.split("\n").findIndex((line, at) => line !== lines[at]);
  return (index < 0 ? lines.length : Math.min(index, lines.length - 1)) + 1;
}

/** Ours and files that git could give back may be replaced; anything else may be somebody's work. */
async function checkReplaceable(root: string, old: OldFile | undefined): Promise<void> {
  if (old === undefined || old.kind === "ours" || await isCommitted(root, old.path)) return;
  throw new InputError(
    `Cannot write "${old.path}": wanted a file that omega made or that git has committed, found ` +
      `another; move it away or set outputs in omega.spec.json`,
  );
}

async function filterAsync<T>(
  items: readonly T[],
  keeps: (item: T) => Promise<boolean>,
): Promise<readonly T[]> {
  const isKept = await Promise.all(items.map(keeps));
  return items.filter((_, index) => isKept[index]);
}
