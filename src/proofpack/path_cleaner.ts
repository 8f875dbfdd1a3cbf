import { Buffer } from "node:buffer";
import { ABSOLUTE_PATH_RULES, createMachineRules } from "./absolute_path_rules.ts";

/** What stands for an absolute path. */
export const PATH_PLACEHOLDER = "<path>";

/** The rest of a path, however long: a rule matches only as much as is shown. */
const REST = String.raw`[^\s"'${"`"}<>|*?()[\]{},;]*`;

/**
 * Makes a function that puts `<path>` in the place of every absolute path that no pack may hold.
 *
 * For texts that came from outside and are written down: servers and programs like to name their
 * own files when they fail, and a run that failed must be packed like any other. What an engine
 * hands over as a result is evidence and not for this function.
 *
 * @param machineFolders Folders of this machine that no list can know
 */
export function createPathCleaner(machineFolders: readonly string[]): (text: string) => string {
  const rules = [...ABSOLUTE_PATH_RULES, ...createMachineRules(machineFolders)];
  const patterns = rules.map(({ pattern, allowed = [] }) => ({
    pattern: new RegExp(`(?:${pattern.source})${REST}`, "g"),
    allowed,
  }));
  return (text) => {
    // The rules read bytes as Latin-1.
    const bytes = Buffer.from(text, "utf8").toString("latin1");
    const clean = patterns.reduce(
      (rest, { pattern, allowed }) =>
        rest.replace(pattern, (path) => allowed.includes(path) ? path : PATH_PLACEHOLDER),
      bytes,
    );
    return clean === bytes ? text : Buffer.from(clean, "latin1").toString("utf8");
  };
}
