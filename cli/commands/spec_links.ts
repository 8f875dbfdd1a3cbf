import { checkProjectLinks, openSpecProject } from "../../src/spec/mod.ts";
import type { CommandRun, Values } from "../command.ts";
import { chooseFormat } from "../spec_format.ts";
import {
  answerOf,
  linkNote,
  placeDocument,
  renderFindings,
  renderHead,
  renderSarif,
} from "../render/spec.ts";

/** `omega spec links`: every relative link and anchor of every Markdown file. */
export function planSpecLinks(values: Values): CommandRun {
  const root = values.text("root") ?? ".";
  const format = chooseFormat(values, ["text", "sarif"]);
  const out = values.text("out");
  return async ({ ports, hasColor }) => {
    const report = await checkProjectLinks(await openSpecProject(root, ports));
    const { findings, external, internalCount, fileCount } = report;
    const head = renderHead("links", findings, { note: linkNote(report), style: { hasColor } });
    const text = [...renderFindings(findings), head].join("\n");
    const shown = format === "sarif"
      ? await placeDocument({ content: renderSarif(findings), out }, text, ports)
      : text;
    return answerOf(findings, shown, {
      files: fileCount,
      internal_links: internalCount,
      external_links: external.map(({ url, path, line, column }) => ({
        url,
        path,
        line,
        column,
      })),
    });
  };
}
