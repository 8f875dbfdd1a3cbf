import { type Finding, placeOfFile } from "../finding.ts";
import { folderOf } from "../links/resolve_target.ts";

/**
 * Checks that files are ordered by a two-digit number with gaps in between, so that later ones find
 * room: SPEC010. A `SPEC.md` stands alone and is exempt.
 *
 * @param paths Paths of the specifications, sorted
 * @param gapMin Smallest distance between two neighbours of a folder
 */
export function lintOrder(paths: readonly string[], gapMin: number): readonly Finding[] {
  const last = new Map<string, { readonly number: number; readonly path: string }>();
  const findings: Finding[] = [];
  const add = (path: string, message: string) =>
    findings.push({ code: "SPEC010", message, ...placeOfFile(path) });
  for (const path of paths) {
    const folder = folderOf(path);
    const name = path.slice(folder === "" ? 0 : folder.length + 1);
    if (name === "SPEC.md") continue;
    const match = /^(\d{2})-[^-]/.exec(name);
    if (match === null) {
      add(path, `the name "${name}" does not begin with two digits and a hyphen`);
      continue;
    }
    const number = Number(match[1]);
    const before = last.get(folder);
    last.set(folder, { number, path });
    if (before === undefined) continue;
    if (before.number === number) add(path, `${match[1]} is taken by ${before.path}`);
    else if (number - before.number < gapMin) {
      add(path, `${match[1]} leaves no room behind ${before.path}; wanted a gap of ${gapMin}`);
    }
  }
  return findings;
}
