import type { PackContents } from "../../proofpack/check_contents.ts";
import { RESERVED_NAMES } from "../../proofpack/pack_file.ts";
import { findRuns } from "../find_runs.ts";
import type { EvidenceReader, Gate, GateJudgement } from "../gate.ts";
import { besidePath } from "../gate.ts";
import { stressGate } from "./stress_gate.ts";

/** PR-G5: the pack verified as a stranger would, and found to be the newest run, file by file. */
export const proofpackGate: Gate = {
  id: "PR-G5",
  name: "proofpack",
  invariants: ["INV-PROOFPACK-EXPORT-01"],
  mainFile: /\.zip$/,
  judge: judgePack,
};

async function judgePack(path: string, reader: EvidenceReader): Promise<GateJudgement> {
  const { result, contents } = await reader.inspectPack(path);
  const reasons = result.ok
    ? compareWithRun(contents, reader)
    : result.violations.slice(0, 10).map(({ message }) => message);
  // Evidence of a failed run is evidence: the run's own verdict is the stress gate's.
  return { verdict: reasons.length === 0 ? "PASS" : "FAIL", reasons, evidence: [path] };
}

// OC-CERT-7505 impl
/** What differs between a pack and the folder of the run that PR-G4 rests on. */
function compareWithRun({ files }: PackContents, reader: EvidenceReader): readonly string[] {
  const report = findRuns(stressGate, reader).at(-1);
  if (report === undefined) return ["there is no run here that the pack could be of"];
  const folder = besidePath(report, "");
  const packed = [...files.keys()].filter((path) => !RESERVED_NAMES.includes(path));
  const there = [...reader.artefacts.keys()].filter((path) => path.startsWith(folder));
  const paths = new Set([...packed, ...there.map((path) => path.slice(folder.length))]);
  return [...paths]
    .filter((path) => files.get(path)?.sha256 !== reader.artefacts.get(folder + path)?.sha256)
    .map((path) => `${path} in the pack is not what the newest run ${folder} has`);
}
