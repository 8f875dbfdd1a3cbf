import { join } from "@std/path";
import { InputError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { readJsonFile } from "../internal/read_file.ts";
import { inspectPack } from "../proofpack/inspect_pack.ts";
import type { Artefact } from "./artefact_register.ts";
import type { EvidenceReader, Gate, GateJudgement, GateVerdict } from "./gate.ts";
import { findRuns } from "./find_runs.ts";
import { GATES } from "./gates/gate_registry.ts";

/** A run of a gate that a later one has replaced. */
export interface EarlierRun {
  /** The file that stands for it. */
  readonly path: string;
  /** What its files give. */
  readonly verdict: GateVerdict;
}

/** A gate as a certificate has it. */
export interface JudgedGate extends GateJudgement {
  /** Its number. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** The invariants that it guards. */
  readonly invariants: readonly string[];
  /** Its earlier runs, the oldest first: a failure that was repeated away stays visible. */
  readonly earlier: readonly EarlierRun[];
}

/** A document of evidence larger than this is refused. */
const DOCUMENT_MAX_BYTES = 256 * 1024 * 1024;

/** Reads evidence below a folder. */
export function createEvidenceReader(
  folder: string,
  artefacts: readonly Artefact[],
  { ports, signal }: {
    readonly ports: Pick<Ports, "files" | "clock">;
    readonly signal?: AbortSignal | undefined;
  },
): EvidenceReader {
  const byPath = new Map(artefacts.map((artefact) => [artefact.path, artefact]));
  return {
    artefacts: byPath,
    async readJson(path) {
      if (!byPath.has(path)) {
        throw new InputError(`Cannot read "${path}": wanted a file, found none`);
      }
      const options = { maxBytes: DOCUMENT_MAX_BYTES };
      try {
        return (await readJsonFile(ports.files, join(folder, path), options)).root;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        // A certificate names no folder of the machine that made it.
        throw new InputError(error.message.replaceAll(join(folder, path), path), { cause: error });
      }
    },
    inspectPack: (path) => inspectPack(join(folder, path), { ports, signal }),
  };
}

// OC-CERT-7502 impl
/**
 * Computes the verdict of every gate from the files in a runs folder. Of several runs of a gate the
 * newest counts, by the time in the name of its folder. What is missing, unknown, malformed or
 * contradicts itself is not passed.
 */
export async function judgeGates(reader: EvidenceReader): Promise<readonly JudgedGate[]> {
  const judged: JudgedGate[] = [];
  for (const gate of GATES) {
    const runs = findRuns(gate, reader);
    const newest = runs.at(-1);
    const judgement = newest === undefined ? MISSING : await judge(gate, newest, reader);
    const earlier: EarlierRun[] = [];
    for (const path of runs.slice(0, -1)) {
      earlier.push({ path, verdict: (await judge(gate, path, reader)).verdict });
    }
    const { id, name, invariants } = gate;
    judged.push({ id, name, invariants, ...judgement, earlier });
  }
  return judged;
}

const MISSING: GateJudgement = {
  verdict: "MISSING",
  reasons: ["the gate left no file"],
  evidence: [],
};

// OC-CERT-7503 impl
async function judge(gate: Gate, path: string, reader: EvidenceReader): Promise<GateJudgement> {
  try {
    const judgement = await gate.judge(path, reader);
    return { ...judgement, reasons: shorten(judgement.reasons) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { verdict: "FAIL", reasons: [error.message], evidence: [path] };
  }
}

/** More reasons than this are counted: the gate's own file has them all. */
const REASON_MAX_COUNT = 20;

function shorten(reasons: readonly string[]): readonly string[] {
  const restCount = reasons.length - REASON_MAX_COUNT;
  return restCount > 0 ? [...reasons.slice(0, REASON_MAX_COUNT), `and ${restCount} more`] : reasons;
}
