import { findNameFault } from "../internal/portable_path.ts";
import type { Artifact } from "./engine.ts";

/** A run with more files than this does not know when to stop. */
const ARTIFACT_MAX_COUNT = 1000;

/** More than this of one run does not belong into a run folder. */
const ARTIFACT_MAX_LENGTH = 64 * 1024 * 1024;

/**
 * Checks the files that an engine wants to leave behind. The engine may be anybody's: a path that
 * leads out of the run's folder, or means something else on another system, is refused.
 *
 * @throws {TypeError} naming the file and what is wrong with it
 * @throws {RangeError} if there are more than 1000, or more than 64 Mi characters together
 */
export function checkArtifacts(artifacts: readonly Artifact[]): void {
  if (!Array.isArray(artifacts)) {
    throw new TypeError("Cannot keep the artifacts: wanted an array, found another value");
  }
  if (artifacts.length > ARTIFACT_MAX_COUNT) {
    throw new RangeError(
      `Cannot keep the artifacts: wanted at most ${ARTIFACT_MAX_COUNT}, found ${artifacts.length}`,
    );
  }
  const taken = new Set<string>();
  let length = 0;
  for (const { path, content } of artifacts) {
    checkPath(path, taken);
    if (typeof content !== "string" || !content.isWellFormed()) {
      throw unkeepable(path, "wanted a content of whole characters, found another value");
    }
    length += content.length;
  }
  if (length > ARTIFACT_MAX_LENGTH) {
    throw new RangeError(
      `Cannot keep the artifacts: wanted at most ${ARTIFACT_MAX_LENGTH} characters, found ${length}`,
    );
  }
}

// OC-ENGINE-3506 impl
/** Two names that some file system takes for one, or a file that is also a folder, collide. */
function checkPath(path: string, taken: Set<string>): void {
  const fault = typeof path === "string" ? findNameFault(path) : "no text";
  if (fault !== null) {
    throw unkeepable(String(path), `wanted a path inside of the run's folder, found ${fault}`);
  }
  const key = path.normalize("NFC").toLowerCase();
  const parents = key.split("/").map((_, index, parts) => parts.slice(0, index).join("/"));
  const isTaken = taken.has(key) || taken.has(`${key}/`) || parents.some((one) => taken.has(one));
  if (isTaken) throw unkeepable(path, "wanted a name of its own, found it taken");
  taken.add(key);
  for (const parent of parents) if (parent !== "") taken.add(`${parent}/`);
}

function unkeepable(path: string, problem: string): TypeError {
  return new TypeError(`Cannot keep the artifact ${JSON.stringify(path)}: ${problem}`);
}
