import { checkProject, openSpecProject } from "../../src/spec/mod.ts";
import type { CommandRun, Values } from "../command.ts";
import { chooseFormat } from "../spec_format.ts";
import {
  answerOf,
  linkNote,
  placeDocument,
  renderFindings,
  renderHead,
  renderSarif,
  traceNote,
} from "../render/spec.ts";

/** `omega spec check`: generated files, text, links and evidence at once. */
export function planSpecCheck(values: Values): CommandRun {
  const root = values.text("root") ?? ".";
  const format = chooseFormat(values, ["text", "sarif"]);
  const out = values.text("out");
  return async ({ ports, hasColor }) => {
    const project = await openSpecProject(root, ports);
    const report = await checkProject(project, { junit: values.text("junit") });
    const { findings } = report;
    const note = `${linkNote(report.links)}, ${traceNote(report.trace)}`;
    const head = renderHead("check", findings, { note, style: { hasColor } });
    const text = [...renderFindings(findings), head].join("\n");
    const shown = format === "sarif"
      ? await placeDocument({ content: renderSarif(findings), out }, text, ports)
      : text;
    return answerOf(findings, shown, {});
  };
}
