import { InputError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { acceptTexts, readAccepted } from "./accepted.ts";
import type { SpecConfig } from "./config.ts";
import { checkOutputs, type ExtractResult, writeOutputs } from "./extract.ts";
import { compareFindings, type Finding } from "./finding.ts";
import { checkLinks, type LinkReport } from "./links/check_links.ts";
import { createLintRule, lintSpecifications } from "./lint/lint.ts";
import type { ListOptions } from "./list_files.ts";
import { loadSpecConfig } from "./load_config.ts";
import {
  findDuplicateIds,
  type ReadSpecifications,
  readSpecifications,
  requirementsById,
} from "./read_specifications.ts";
import { openRepository, type ReadPorts, type Repository } from "./repository.ts";
import { createIdGrammar } from "./requirement_id.ts";
import { collectMarks } from "./trace/collect_marks.ts";
import { type Evidence, gatherEvidence } from "./trace/evidence.ts";
import type { SourceMarks } from "./trace/find_marks.ts";
import type { TestCase } from "./trace/read_junit.ts";
import { readTestReports, readTestReportsAt, type TestReports } from "./trace/read_reports.ts";
import { type Trace, traceRequirements } from "./trace/trace.ts";

/** A repository with its configuration. */
export interface SpecProject {
  /** Its files, listed once. */
  readonly repository: Repository;
  /** What its `omega.spec.json` says, with defaults. */
  readonly config: SpecConfig;
}

/**
 * Opens a repository and reads its `omega.spec.json`.
 *
 * @param root The repository's root folder
 * @param ports The file system
 * @param options How to ask git
 * @throws {InputError} if the root is no folder or the configuration is malformed
 */
export async function openSpecProject(
  root: string,
  ports: ReadPorts,
  options: ListOptions = {},
): Promise<SpecProject> {
  const repository = await openRepository(root, ports, options);
  return { repository, config: await loadSpecConfig(root, ports.files) };
}

/** What `spec extract` found out and did. */
export interface ExtractReport extends ExtractResult {
  /** Number of specifications. */
  readonly specificationCount: number;
  /** Number of requirements without tombstones. */
  readonly requirementCount: number;
}

/**
 * Writes `requirements/*.yaml` and `COMPLIANCE.md`.
 *
 * @throws {InputError} if a file that is not ours is in the way
 * @throws {WorldError} if a file cannot be written
 */
export async function extractSpecifications(
  project: SpecProject,
  ports: Pick<Ports, "files" | "entropy">,
): Promise<ExtractReport> {
  const read = await readSpecifications(project.repository, project.config);
  const { evidence } = await collectEvidence(project, read, []);
  const result = await writeOutputs({ ...project, ...read, evidence }, ports);
  return { ...result, ...countAll(read) };
}

/** Tells what `spec extract` would change, and which IDs were deleted. Writes nothing. */
export async function checkExtracted(project: SpecProject): Promise<ExtractReport> {
  const read = await readSpecifications(project.repository, project.config);
  const { evidence } = await collectEvidence(project, read, []);
  const findings = await checkOutputs({ ...project, ...read, evidence });
  return { findings, written: [], removed: [], unchangedCount: 0, ...countAll(read) };
}

function countAll({ specifications }: ReadSpecifications) {
  const active = [...requirementsById(specifications).values()].filter((one) => !one.isRemoved);
  return { specificationCount: specifications.length, requirementCount: active.length };
}

/** What `spec lint` found. */
export interface LintReport {
  /** Sorted by place. */
  readonly findings: readonly Finding[];
  /** Number of specifications. */
  readonly specificationCount: number;
}

/** Runs the rules for the text of specifications. */
export async function lintProject({ repository, config }: SpecProject): Promise<LintReport> {
  const read = await readSpecifications(repository, config, createLintRule(config));
  const findings = lintSpecifications(read, config);
  return { findings, specificationCount: read.specifications.length };
}

/** Checks every link of every Markdown file. */
export function checkProjectLinks({ repository, config }: SpecProject): Promise<LinkReport> {
  return checkLinks(repository, config);
}

/** Options of {@linkcode traceProject} and {@linkcode checkProject}. */
export interface TraceOptions {
  /** A JUnit file or a folder of them. @default what the configuration names */
  readonly junit?: string | undefined;
}

/** A trace, and the test reports that went into it. */
export interface TraceReport extends Trace {
  /** Paths of the reports. */
  readonly reportPaths: readonly string[];
}

/**
 * Holds requirements, code, tests and test reports against each other.
 *
 * @throws {InputError} if a test report or the record of accepted texts is malformed
 */
export async function traceProject(
  project: SpecProject,
  options: TraceOptions = {},
): Promise<TraceReport> {
  const read = await readSpecifications(project.repository, project.config);
  const trace = await traceAgainst(project, read, options);
  const duplicates = findDuplicateIds(read.specifications);
  return { ...trace, findings: [...trace.findings, ...duplicates].sort(compareFindings) };
}

/** What `spec check` found out. */
export interface CheckReport {
  /** All findings, sorted. */
  readonly findings: readonly Finding[];
  /** What the links lead to. */
  readonly links: LinkReport;
  /** Every requirement with its code and tests. */
  readonly trace: TraceReport;
}

// OC-SPEC-8307 impl
/** Everything: generated files, text, links and evidence. Writes nothing. */
export async function checkProject(
  project: SpecProject,
  options: TraceOptions = {},
): Promise<CheckReport> {
  const { repository, config } = project;
  const read = await readSpecifications(repository, config, createLintRule(config));
  const links = await checkLinks(repository, config);
  const trace = await traceAgainst(project, read, options);
  const outputs = await checkOutputs({
    repository,
    config,
    specifications: read.specifications,
    evidence: trace.staticEvidence,
  });
  const all = [
    ...outputs,
    ...lintSpecifications(read, config),
    ...links.findings,
    ...trace.findings,
  ];
  // A duplicate is seen by the lint and by the check of the outputs.
  const unique = new Map(
    all.map((one) => [`${one.code}\0${one.path}\0${one.line}\0${one.message}`, one]),
  );
  return { findings: [...unique.values()].sort(compareFindings), links, trace };
}

/**
 * Records the texts of requirements as accepted.
 *
 * @param project The repository
 * @param ports Where to write
 * @param ids Which ones. @default all
 * @returns The IDs whose record changed
 * @throws {InputError} if an ID is defined twice, or is gone without a tombstone
 */
export async function acceptRequirements(
  { repository, config }: SpecProject,
  ports: Pick<Ports, "files" | "entropy">,
  ids?: readonly string[],
): Promise<readonly string[]> {
  const { specifications } = await readSpecifications(repository, config);
  const [duplicate] = findDuplicateIds(specifications);
  if (duplicate !== undefined) {
    throw new InputError(`Cannot accept: wanted each ID once, found that ${duplicate.message}`);
  }
  const all = [...requirementsById(specifications).values()];
  const removed = new Set(all.filter((one) => one.isRemoved).map(({ id }) => id));
  const current = new Map(
    all.filter((one) => !one.isRemoved).map(({ id, textSha256 }) => [id, textSha256]),
  );
  return await acceptTexts(repository, config.accepted, {
    current,
    removed,
    ports,
    ...(ids === undefined ? {} : { ids }),
  });
}

// OC-SPEC-8306 impl
async function traceAgainst(project: SpecProject, read: ReadSpecifications, options: TraceOptions) {
  const { repository, config } = project;
  if (read.specifications.every(({ requirements }) => requirements.length === 0)) {
    throw new InputError(
      "Cannot trace: wanted requirements in the specifications, found none; any threshold would " +
        "pass",
    );
  }
  const reports = await readReports(project, options);
  const collected = await collectEvidence(project, read, reports.cases);
  const accepted = await readAccepted(repository, config.accepted);
  if (accepted === null && config.isAcceptedRequired) {
    throw new InputError(
      `Cannot trace: wanted the record "${config.accepted}" that omega.spec.json names, found ` +
        "nothing; run omega spec accept",
    );
  }
  const { specifications } = read;
  const trace = traceRequirements({ specifications, ...collected, accepted, config });
  return { ...trace, reportPaths: reports.paths, staticEvidence: collected.evidence };
}

function readReports(
  { repository: { root, files }, config }: SpecProject,
  { junit }: TraceOptions,
): Promise<TestReports> {
  return junit === undefined
    ? readTestReports(root, config.trace.junit, files)
    : readTestReportsAt(junit, files);
}

async function collectEvidence(
  { repository, config }: SpecProject,
  { specifications }: ReadSpecifications,
  cases: readonly TestCase[],
): Promise<{ evidence: ReadonlyMap<string, Evidence>; sources: readonly SourceMarks[] }> {
  const grammar = createIdGrammar(config.ids);
  const knownIds = new Set(requirementsById(specifications).keys());
  const specPaths = new Set(specifications.map(({ path }) => path));
  const sources = await collectMarks(repository, { config, grammar, specPaths, knownIds });
  return { sources, evidence: gatherEvidence(sources, cases, { grammar, knownIds }) };
}
