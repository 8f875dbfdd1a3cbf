import { lintProject, openSpecProject } from "../../src/spec/mod.ts";
import type { CommandRun, Values } from "../command.ts";
import { chooseFormat } from "../spec_format.ts";
import {
  answerOf,
  placeDocument,
  renderFindings,
  renderHead,
  renderSarif,
} from "../render/spec.ts";

/** `omega spec lint`: rules for the text of specifications. */
export function planSpecLint(values: Values): CommandRun {
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
}
