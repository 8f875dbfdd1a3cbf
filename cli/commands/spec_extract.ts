import { checkExtracted, extractSpecifications, openSpecProject } from "../../src/spec/mod.ts";
import type { CommandRun, Values } from "../command.ts";
import { answerOf, renderExtract } from "../render/spec.ts";

/** `omega spec extract`: requirements to YAML and COMPLIANCE.md. */
export function planSpecExtract(values: Values): CommandRun {
  const root = values.text("root") ?? ".";
  const isCheck = values.isOn("check");
  return async ({ ports, hasColor }) => {
    const project = await openSpecProject(root, ports);
    const report = isCheck
      ? await checkExtracted(project)
      : await extractSpecifications(project, ports);
    return answerOf(report.findings, renderExtract(report, isCheck, { hasColor }), {
      specifications: report.specificationCount,
      requirements: report.requirementCount,
      written: report.written,
      removed: report.removed,
      unchanged: report.unchangedCount,
    });
  };
}
