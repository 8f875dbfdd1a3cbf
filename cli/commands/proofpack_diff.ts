import { diffPacks } from "../../src/proofpack/diff_packs.ts";
import type { CommandRun, Values, Violation } from "../command.ts";
import { renderDiff } from "../render/proofpack_diff.ts";

/** `omega proofpack diff`: FAIL means that a difference matters. */
export function planProofpackDiff({ words }: Values): CommandRun {
  const [before, after] = words as [string, string];
  return async ({ ports, signal, hasColor }) => {
    const difference = await diffPacks(before, after, { ports, signal });
    const broken = [difference.before, difference.after].flatMap(({ violations }) => violations);
    const differing = difference.files.map(({ path, change, role }): Violation => ({
      code: `FILE_${change.toUpperCase()}`,
      message: `${role} ${path} is ${change}`,
      path,
    }));
    return {
      verdict: difference.matters ? "FAIL" : "PASS",
      violations: [...broken, ...differing],
      data: {
        comparable: difference.isComparable,
        matters: difference.matters,
        verdicts: [difference.before.verdict, difference.after.verdict],
        files: difference.files.map(({ path, change, role, matters, details }) => ({
          path,
          change,
          role,
          matters,
          details: details.map((detail) => detail.path),
        })),
      },
      text: renderDiff(difference, { before, after, hasColor }),
    };
  };
}
