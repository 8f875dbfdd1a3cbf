import type { EvidenceReader, Gate } from "./gate.ts";

/** Name of the folder that a run of a gate leaves. */
const RUN_FOLDER = /^(?:stress|chaos|concurrency)[^/]*_\d{8}T\d{6}Z(?:-\d+)?$/;

// OC-CERT-7512 impl
/**
 * Whether a file is not below a run folder but directly in it, or in none. What lies deeper was
 * written by the engine that is examined, and must not stand for a gate.
 */
function isOutsideOfArtifacts(path: string): boolean {
  const folders = path.split("/").slice(0, -1);
  const index = folders.findIndex((name) => RUN_FOLDER.test(name));
  return index < 0 || index === folders.length - 1;
}

// OC-CERT-7506 impl
/**
 * The files that stand for the runs of a gate, the newest last, by the time in the name of their
 * folder.
 *
 * @param gate The gate
 * @param reader The files
 */
export function findRuns(
  { mainFile }: Gate,
  { artefacts }: Pick<EvidenceReader, "artefacts">,
): readonly string[] {
  const keyOf = (path: string) => {
    const [, stamp = "", count = "1"] = /_(\d{8}T\d{6}Z)(?:-(\d+))?/.exec(path) ?? [];
    return `${stamp} ${count.padStart(4, "0")} ${path}`;
  };
  return [...artefacts.keys()]
    .filter((path) => mainFile.test(path) && isOutsideOfArtifacts(path))
    .sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
}
