import { COMPLIANCE_HEADER, formatCompliance } from "./compliance.ts";
import type { SpecConfig } from "./config.ts";
import { type Finding, placeOfFile } from "./finding.ts";
import { formatRequirements } from "./requirements_file.ts";
import type { Specification } from "./requirement.ts";
import type { Evidence } from "./trace/evidence.ts";
import { unitNameOf } from "./unit_name.ts";

/** What is generated from the specifications. */
export interface Outputs {
  /** Content by path from the root, sorted by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Path of the generated file of each specification. */
  readonly bySource: ReadonlyMap<string, string>;
  /** Specifications that would share a file. */
  readonly findings: readonly Finding[];
}

/**
 * Makes the generated files in memory.
 *
 * @param specifications What they define; of an ID that is defined twice the first counts
 * @param evidence Marks and named tests by ID
 * @param config Where the files go
 */
export function makeOutputs(
  specifications: readonly Specification[],
  evidence: ReadonlyMap<string, Evidence>,
  { outputs }: SpecConfig,
): Outputs {
  const unique = withoutDuplicates(specifications);
  const entries: [string, string][] = [];
  const bySource = new Map<string, string>();
  const findings: Finding[] = [];
  // By lower case: a disk that does not tell the cases apart would keep one of the two files.
  const taken = new Map<string, string>();
  for (const { path: source, requirements } of unique) {
    const name = unitNameOf(source, outputs.names);
    const path = `${outputs.requirements}/${name}.yaml`;
    const other = taken.get(path.toLowerCase());
    if (other !== undefined) {
      const message = `${source} and ${other} both give ${path}; name one in outputs.names`;
      findings.push({ code: "SPEC105", message, ...placeOfFile(source) });
      continue;
    }
    taken.set(path.toLowerCase(), source);
    bySource.set(source, path);
    entries.push([path, formatRequirements(source, requirements, evidence)]);
  }
  entries.push([outputs.compliance, formatCompliance(outputs.compliance, unique, evidence)]);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return { files: new Map(entries), bySource, findings };
}

function withoutDuplicates(specifications: readonly Specification[]): readonly Specification[] {
  const seen = new Set<string>();
  return specifications.map(({ path, requirements }) => ({
    path,
    requirements: requirements.filter(({ id }) => !seen.has(id) && seen.add(id)),
  }));
}

/** Whether a file at the overview's path is ours. */
export function isGeneratedCompliance(text: string): boolean {
  return text.startsWith(`${COMPLIANCE_HEADER}\n`);
}
