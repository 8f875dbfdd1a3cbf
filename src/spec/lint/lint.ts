import type { SpecConfig } from "../config.ts";
import { compareFindings, type Finding } from "../finding.ts";
import {
  findDuplicateIds,
  type ReadSpecifications,
  type SpecificationRule,
} from "../read_specifications.ts";
import { lintLines } from "./lint_lines.ts";
import { lintLinks } from "./lint_links.ts";
import { lintNormativeText } from "./lint_normative_text.ts";
import { lintOrder } from "./lint_order.ts";
import { lintRequirements } from "./lint_requirements.ts";

// OC-SPEC-8201 impl
/** The rules that look at one specification. */
export function createLintRule(config: SpecConfig): SpecificationRule {
  return (structure, requirements) => [
    ...lintRequirements(structure, requirements, config),
    ...lintNormativeText(structure),
    ...lintLines(structure, config.lint.columnsMax),
    ...lintLinks(structure),
  ];
}

/**
 * All findings of the lint: those of the single files and those about several.
 *
 * @param read What was read with {@linkcode createLintRule}
 * @param config Which codes are off
 */
export function lintSpecifications(
  { specifications, findings }: ReadSpecifications,
  { lint }: SpecConfig,
): readonly Finding[] {
  return [
    ...findings,
    ...findDuplicateIds(specifications),
    ...lintOrder(specifications.map(({ path }) => path), lint.orderGapMin),
  ].filter(({ code }) => !lint.off.includes(code)).sort(compareFindings);
}
