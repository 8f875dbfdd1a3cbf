import type { EvidenceReader, Gate, GateJudgement } from "../gate.ts";

/** PR-G5: the pack verified as a stranger would, and found to be the pack of a run that is here. */
export const proofpackGate: Gate = {
  id: "PR-G5",
  name: "proofpack",
  invariant: "INV-PROOFPACK-EXPORT-01",
  mainFile: /\.zip$/,
  judge: judgePack,
};

async function judgePack(path: string, reader: EvidenceReader): Promise<GateJudgement> {
  const { result, contents } = await reader.inspectPack(path);
  const reasons = result.violations.slice(0, 10).map(({ message }) => message);
  const report = contents.files.get("PR_REPORT.json");
  const isOfRun = [...reader.artefacts.values()].some(({ path, sha256 }) =>
    path.endsWith("/PR_REPORT.json") && sha256 === report?.sha256
  );
  if (result.ok && !isOfRun) reasons.push("the pack is of a run that is not here");
  // Evidence of a failed run is evidence: the run's own verdict is the stress gate's.
  return { verdict: reasons.length === 0 ? "PASS" : "FAIL", reasons, evidence: [path] };
}
