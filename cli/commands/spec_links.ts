import { checkProjectLinks, openSpecProject } from "../../src/spec/mod.ts";
import type { Command } from "../command.ts";
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
export const specLinksCommand: Command = {
  words: ["spec", "links"],
  summary: "Check every link and anchor of every Markdown file; other hosts are listed by --json",
  flags: ["root", "format", "out"],
  example: "omega spec links --json",
  plan(values) {
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
  },
};
