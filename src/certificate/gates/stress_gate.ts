import type { JsonCursor } from "../../internal/cursor.ts";
import { stressRunType } from "../../proofpack/stress_evidence.ts";
import type { EvidenceReader, Gate, GateJudgement } from "../gate.ts";
import { besidePath } from "../gate.ts";

/** PR-G4: metrics computed again from the scores, envelopes applied again. */
export const stressGate: Gate = {
  id: "PR-G4",
  name: "stress",
  invariants: ["INV-ENTROPY-01"],
  mainFile: /(?:^|\/)stress\d+_[^/]+\/PR_REPORT\.json$/,
  judge: judgeStressFolder,
};

async function judgeStressFolder(path: string, reader: EvidenceReader): Promise<GateJudgement> {
  const optional = stressRunType.optionalEvidence
    .filter((name) => reader.artefacts.has(besidePath(path, name)));
  const names = [...stressRunType.evidence, ...optional];
  const evidence = names.map((name) => [name, besidePath(path, name)] as const);
  const documents = new Map<string, JsonCursor>();
  for (const [name, fullPath] of evidence) documents.set(name, await reader.readJson(fullPath));
  const { verdict, reasons } = stressRunType.judge(documents);
  return { verdict, reasons, evidence: evidence.map(([, fullPath]) => fullPath) };
}
