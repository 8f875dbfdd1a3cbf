import type { SpecificationStructure } from "../analyse_specification.ts";
import { type Finding, placeAt } from "../finding.ts";
import { readLinks } from "../links/read_links.ts";
import { resolveTarget } from "../links/resolve_target.ts";

/** Paths of a machine: a drive letter, a backslash, a `file:` address. */
const MACHINE_PATH = /^(?:[A-Za-z]:[\\/]|\\|file:)/i;

/**
 * Finds links of a specification that only hold where the repository lies: SPEC011. A link into the
 * repository must be relative to the file that it stands in.
 */
export function lintLinks(structure: SpecificationStructure): readonly Finding[] {
  return readLinks(structure.document).links.flatMap(({ destination, offset }): Finding[] => {
    const problem = findProblem(structure.path, destination);
    if (problem === null) return [];
    const message = `the link "${shorten(destination)}" ${problem}; make it relative to this file`;
    return [{ code: "SPEC011", message, ...placeAt(structure, offset) }];
  });
}

function findProblem(path: string, destination: string): string | null {
  if (MACHINE_PATH.test(destination)) return "names a place on a machine";
  const target = resolveTarget(path, destination);
  if (target.kind === "outside") return "leaves the repository";
  return target.kind === "inside" && target.isRooted ? "begins at the root" : null;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77).toWellFormed()}...` : text;
}
