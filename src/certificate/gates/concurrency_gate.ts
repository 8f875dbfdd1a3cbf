import type { JsonCursor } from "../../internal/cursor.ts";
import type { EvidenceReader, Gate, GateJudgement } from "../gate.ts";

/** PR-G1: computed again from the counts of workers, leftovers and the state of the cache. */
export const concurrencyGate: Gate = {
  id: "PR-G1",
  name: "concurrency",
  invariants: ["INV-CACHE-LOCK-01"],
  mainFile: /(?:^|\/)concurrency\d+\.report\.json$/,
  judge: judgeConcurrency,
};

async function judgeConcurrency(path: string, reader: EvidenceReader): Promise<GateJudgement> {
  const root = await reader.readJson(path);
  root.field("schema_version").oneOf(["PR-CONCURRENCY-1.0"]);
  const count = (name: string) => root.field(name).number({ min: 0, isInteger: true });
  const workers = root.field("workers").number({ min: 1, isInteger: true });
  const reasons: string[] = [];
  if (count("successes") !== workers) {
    reasons.push(`${count("successes")} of ${workers} writers succeeded`);
  }
  for (const [name, what] of LEFTOVERS) if (count(name) > 0) reasons.push(`${count(name)} ${what}`);
  if (!root.field("cache_valid").boolean()) reasons.push("the cache is not valid");
  reasons.push(...listLostUpdates(root, workers));
  const verdict = reasons.length === 0 ? "PASS" : "FAIL";
  // A gate may know more than its counts say and be stricter, never more lenient.
  const claimed = root.field("verdict").oneOf(["PASS", "FAIL"]);
  if (claimed === "PASS" && verdict === "FAIL") root.field("verdict").fail("FAIL");
  if (claimed === "FAIL" && verdict === "PASS") reasons.push("the gate itself says FAIL");
  return { verdict: claimed, reasons, evidence: [path] };
}

/** What a report may tell beyond the counts that every tool writes: whether an update was lost. */
function listLostUpdates(root: JsonCursor, workers: number): readonly string[] {
  const read = (name: string) => {
    const cursor = root.optional(name);
    return cursor === undefined || cursor.value === null
      ? null
      : cursor.number({ min: 0, isInteger: true });
  };
  const reasons: string[] = [];
  const writes = read("writes_per_worker");
  const counter = read("final_counter");
  if (writes !== null && counter !== workers * writes) {
    reasons.push(`the counter is ${counter} after ${workers * writes} updates`);
  }
  const invalid = read("invalid_reads");
  if (invalid !== null && invalid > 0) reasons.push(`${invalid} reads found half a file`);
  const handOvers = read("hand_overs");
  const needed = read("hand_overs_min");
  if (handOvers !== null && needed !== null && handOvers < needed) {
    reasons.push(`the writers hardly met: ${handOvers} hand-overs, ${needed} are needed`);
  }
  return reasons;
}

const LEFTOVERS = [
  ["failures", "writers failed"],
  ["residual_locks", "locks were left"],
  ["residual_tmps", "temporary files were left"],
] as const;
