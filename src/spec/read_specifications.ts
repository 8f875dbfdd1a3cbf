import { InputError } from "../internal/errors.ts";
import { analyseSpecification, type SpecificationStructure } from "./analyse_specification.ts";
import { compareText } from "./compare_text.ts";
import type { SpecConfig } from "./config.ts";
import { compareFindings, type Finding } from "./finding.ts";
import { compileGlobs } from "./glob.ts";
import { scanMarkdown } from "./markdown/scan_markdown.ts";
import { decodeMarkdown } from "./markdown_file.ts";
import { readRequirements } from "./read_requirements.ts";
import { type Repository, visitFiles } from "./repository.ts";
import type { Requirement, Specification } from "./requirement.ts";
import { createIdGrammar } from "./requirement_id.ts";

/** Looks at a specification while its text is in memory. */
export type SpecificationRule = (
  structure: SpecificationStructure,
  requirements: readonly Requirement[],
) => readonly Finding[];

/** The specifications of a repository, and what a rule has found in them. */
export interface ReadSpecifications {
  /** Sorted by path. */
  readonly specifications: readonly Specification[];
  readonly findings: readonly Finding[];
}

/** The paths of the specifications, sorted. */
export function findSpecifications(
  { paths, links }: Repository,
  { specs, exclude }: SpecConfig,
): readonly string[] {
  const isSpec = compileGlobs(specs);
  const isExcluded = compileGlobs(exclude);
  return paths.filter((path) => isSpec(path) && !isExcluded(path) && !links.has(path));
}

/**
 * Reads the specifications of a repository. Only what they define is kept, not their text.
 *
 * @param repository The repository
 * @param config Which files they are and what their IDs look like
 * @param rule Looks at each file on the way. @default nothing
 * @throws {InputError} if there is none: whatever is asked of none would pass
 */
export async function readSpecifications(
  repository: Repository,
  config: SpecConfig,
  rule: SpecificationRule = () => [],
): Promise<ReadSpecifications> {
  const options = { grammar: createIdGrammar(config.ids), positions: config.ids.definitions };
  const specifications: Specification[] = [];
  const findings: Finding[] = [];
  const paths = findSpecifications(repository, config);
  if (paths.length === 0) {
    throw new InputError(
      `Cannot read the specifications in "${repository.root}": wanted files that match ` +
        `${config.specs.join(", ")}, found none; "omega init" writes a first one, ` +
        "and specs in omega.spec.json names others",
    );
  }
  await visitFiles(repository, paths, (path, bytes) => {
    const structure = analyseSpecification(
      path,
      scanMarkdown(decodeMarkdown(path, bytes)),
      options,
    );
    const requirements = readRequirements(structure);
    specifications.push({ path, requirements });
    findings.push(...rule(structure, requirements));
  });
  return {
    specifications: specifications.sort((a, b) => compareText(a.path, b.path)),
    findings: findings.sort(compareFindings),
  };
}

// OC-SPEC-8202 impl
/** Every ID that is defined more than once, at each definition but the first. */
export function findDuplicateIds(specifications: readonly Specification[]): readonly Finding[] {
  const first = new Map<string, Requirement>();
  const findings: Finding[] = [];
  for (const requirement of specifications.flatMap(({ requirements }) => requirements)) {
    const { id, place } = requirement;
    const earlier = first.get(id)?.place;
    if (earlier === undefined) first.set(id, requirement);
    else {
      const message = `${id} is defined again; the first is at ${earlier.path}:${earlier.line}`;
      findings.push({ code: "SPEC003", message, ...place });
    }
  }
  return findings;
}

/** The first definition of each ID, in the order of paths and places. */
export function requirementsById(
  specifications: readonly Specification[],
): ReadonlyMap<string, Requirement> {
  const byId = new Map<string, Requirement>();
  for (const requirement of specifications.flatMap(({ requirements }) => requirements)) {
    if (!byId.has(requirement.id)) byId.set(requirement.id, requirement);
  }
  return byId;
}
