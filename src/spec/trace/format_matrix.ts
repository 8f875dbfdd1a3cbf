import { escapeMarkdown, relativeLink } from "../escape_markdown.ts";
import type { Place } from "../finding.ts";
import type { TestEvidence } from "./evidence.ts";
import type { StrengthTotal, Trace, TracedRequirement } from "./trace.ts";

/** The matrix of requirements, code and tests as Markdown. Its links start at the root. */
export function formatMarkdownMatrix({ requirements, totals }: Trace): string {
  return [
    "# Traceability",
    "",
    "| level | requirements | implemented | covered |",
    "| --- | --- | --- | --- |",
    ...totals.map((total) => `| ${totalCells(total).join(" | ")} |`),
    "",
    "| requirement | level | state | code | tests | title |",
    "| --- | --- | --- | --- | --- | --- |",
    ...requirements.map(markdownRow),
    "",
  ].join("\n");
}

function markdownRow({ requirement, state, code, tests }: TracedRequirement): string {
  const { id, level, title, links, place } = requirement;
  const cells = [
    `[${id}](${relativeLink("", links[0] ?? place.path)})`,
    level,
    state,
    code.map(markdownPlace).join("<br>"),
    tests.map((test) => {
      const name = escapeMarkdown(test.name === "" ? "(no test follows the mark)" : test.name);
      const where = test.place === null ? "" : ` ${markdownPlace(test.place)}`;
      return `${name}: ${outcomeText(test)}${where}`;
    }).join("<br>"),
    escapeMarkdown(title),
  ];
  return `| ${cells.join(" | ")} |`;
}

function markdownPlace({ path, line }: Place): string {
  return `[${escapeMarkdown(`${path}:${line}`)}](${relativeLink("", `${path}#L${line}`)})`;
}

function outcomeText({ outcome }: TestEvidence): string {
  return outcome ?? "not run";
}

function totalCells(total: StrengthTotal): readonly string[] {
  const { strength, count, implementedCount, coveredCount, threshold } = total;
  const share = (part: number, wanted: number) =>
    `${part} of ${count}, wanted ${Math.round(wanted * 10_000) / 100} %`;
  return [
    strength,
    String(count),
    share(implementedCount, threshold.implemented),
    share(coveredCount, threshold.covered),
  ];
}

const STYLE = "body{font:15px/1.4 system-ui,sans-serif;margin:2rem;color:#1b1b1b;background:#fff}" +
  "table{border-collapse:collapse;margin:0 0 2rem}" +
  "th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top}" +
  "th{background:#eee}code{font-size:13px}" +
  ".covered{background:#d8f2d8}.failed,.missing,.outdated{background:#f9d6d5}" +
  ".implemented,.tested-not-run{background:#fdf0c8}.removed{color:#666}" +
  "@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}th{background:#333}" +
  "th,td{border-color:#555}.covered{background:#1f4a25}.failed,.missing,.outdated{background:#5c2220}" +
  ".implemented,.tested-not-run{background:#55450f}}";

// OC-SPEC-8309 impl
/**
 * The matrix of requirements, code and tests as one HTML page: no script, nothing loaded, and a
 * policy that forbids both.
 */
export function formatHtmlMatrix({ requirements, totals }: Trace): string {
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width">',
    "<title>Traceability</title>",
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    "<h1>Traceability</h1>",
    htmlTable(
      ["level", "requirements", "implemented", "covered"],
      totals.map((total) => htmlRow(totalCells(total).map(escapeHtml))),
    ),
    htmlTable(
      ["requirement", "level", "state", "code", "tests", "title"],
      requirements.map(htmlLine),
    ),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function htmlLine({ requirement, state, code, tests }: TracedRequirement): string {
  const { id, level, title, place } = requirement;
  return htmlRow([
    `<b>${escapeHtml(id)}</b><br>${htmlPlace(place)}`,
    level,
    state,
    code.map(htmlPlace).join("<br>"),
    tests.map((test) => {
      const name = escapeHtml(test.name === "" ? "(no test follows the mark)" : test.name);
      const where = test.place === null ? "" : `<br>${htmlPlace(test.place)}`;
      return `${name}: <b>${outcomeText(test)}</b>${where}`;
    }).join("<br>"),
    escapeHtml(title),
  ], state);
}

function htmlPlace({ path, line }: Place): string {
  return `<code>${escapeHtml(`${path}:${line}`)}</code>`;
}

function htmlTable(heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join("");
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${
    rows.join("\n")
  }\n</tbody>\n</table>`;
}

function htmlRow(cells: readonly string[], className = ""): string {
  const attribute = className === "" ? "" : ` class="${className}"`;
  return `<tr${attribute}>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function escapeHtml(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    // deno-lint-ignore no-control-regex -- What HTML forbids is exactly the control characters.
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "\ufffd");
}
