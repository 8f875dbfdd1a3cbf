import { checkExtracted, extractSpecifications, openSpecProject } from "../../src/spec/mod.ts";
import type { Command } from "../command.ts";
import { answerOf, renderExtract } from "../render/spec.ts";

/** `omega spec extract`: requirements to YAML and COMPLIANCE.md. */
export const specExtractCommand: Command = {
  words: ["spec", "extract"],
  summary: "Write the requirements of .specs to requirements/*.yaml and COMPLIANCE.md",
  flags: ["root", "check"],
  example: "omega spec extract --check",
  plan(values) {
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
  },
};
