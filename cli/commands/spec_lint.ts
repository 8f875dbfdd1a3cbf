import { lintProject, openSpecProject } from "../../src/spec/mod.ts";
import type { Command } from "../command.ts";
import { chooseFormat } from "../spec_format.ts";
import {
  answerOf,
  placeDocument,
  renderFindings,
  renderHead,
  renderSarif,
} from "../render/spec.ts";

/** `omega spec lint`: rules for the text of specifications. */
export const specLintCommand: Command = {
  words: ["spec", "lint"],
  summary: "Check the text of the specifications: IDs, levels, bundling, width, order, links",
  flags: ["root", "format", "out"],
  example: "omega spec lint --format sarif --out lint.sarif",
  plan(values) {
    const root = values.text("root") ?? ".";
    const format = chooseFormat(values, ["text", "sarif"]);
    const out = values.text("out");
    return async ({ ports, hasColor }) => {
      const project = await openSpecProject(root, ports);
      const { findings, specificationCount } = await lintProject(project);
      const note = `${specificationCount} specifications`;
      const head = renderHead("lint", findings, { note, style: { hasColor } });
      const text = [...renderFindings(findings), head].join("\n");
      const shown = format === "sarif"
        ? await placeDocument({ content: renderSarif(findings), out }, text, ports)
        : text;
      return answerOf(findings, shown, { specifications: specificationCount });
    };
  },
};
