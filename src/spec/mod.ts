/**
 * Spec traceability: from a requirement to the code that keeps it and the test that proved it.
 *
 * Requirements stand in Markdown with stable IDs (`- [OC-LOCK-1003] The lock MUST …`). Each gets a
 * hash of its text; comments in the code (`// OC-LOCK-1003 impl`) and the names of tests refer to
 * the ID; a JUnit report says whether the test really ran. What has moved apart is a finding with a
 * code, a file and a line.
 *
 * @example Read the requirements of a specification
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readSpecificationText } from "@omega/readiness/spec";
 *
 * const text = "# Lock\n\n- [OC-LOCK-1003] The lock MUST be exclusive.\n";
 * const [requirement] = readSpecificationText(".specs/10-lock.md", text);
 * assertEquals(requirement?.id, "OC-LOCK-1003");
 * assertEquals(requirement?.level, "MUST");
 * assertEquals(requirement?.title, "The lock MUST be exclusive.");
 * ```
 *
 * @module
 */
export { SPEC_CODE_NAMES, SPEC_CODES, type SpecCode } from "./codes.ts";
export { type AreaRange, DEFAULT_CONFIG, type SpecConfig, type Threshold } from "./config.ts";
export type { DefinitionPosition } from "./definition.ts";
export type { ExtractResult } from "./extract.ts";
export type { Finding, Place } from "./finding.ts";
export type { GitAnswer, ListByGit, ListOptions } from "./list_files.ts";
export type { ExternalLink, LinkReport } from "./links/check_links.ts";
export { slugOf } from "./links/slug.ts";
export { loadSpecConfig } from "./load_config.ts";
export {
  acceptRequirements,
  checkExtracted,
  checkProject,
  checkProjectLinks,
  type CheckReport,
  type ExtractReport,
  extractSpecifications,
  lintProject,
  type LintReport,
  openSpecProject,
  type SpecProject,
  type TraceOptions,
  traceProject,
  type TraceReport,
} from "./project.ts";
export { readSpecificationText } from "./read_specification_text.ts";
export type { ReadPorts, Repository } from "./repository.ts";
export type { Requirement, Specification } from "./requirement.ts";
export type { IdRules } from "./requirement_id.ts";
export { hashRequirementText } from "./requirement_text.ts";
export {
  type FoundWord,
  type RequirementLevel,
  RFC_WORDS,
  type RfcWord,
  type Strength,
} from "./rfc_level.ts";
export { toSarif } from "./sarif.ts";
export type { Evidence, TestEvidence } from "./trace/evidence.ts";
export { formatHtmlMatrix, formatMarkdownMatrix } from "./trace/format_matrix.ts";
export { readJUnit, type TestCase, type TestOutcome } from "./trace/read_junit.ts";
export type { RequirementState } from "./trace/state.ts";
export type { StrengthTotal, Trace, TracedRequirement } from "./trace/trace.ts";
