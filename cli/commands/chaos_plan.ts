import { atomicWriteFile } from "../../src/cache/atomic_write.ts";
import { loadChaosPlan } from "../../src/chaos/load_chaos_plan.ts";
import { encodeChaosPlan } from "../../src/chaos/chaos_plan_document.ts";
import { chaosChoice } from "../chaos_flags.ts";
import type { CommandRun, Values } from "../command.ts";
import { renderChaosPlan } from "../render/chaos.ts";

/** `omega chaos plan`: what would strike, as a document that can be given to others. */
export function planChaosPlan(values: Values): CommandRun {
  const { path, choice } = chaosChoice(values);
  const out = values.text("out");
  return async ({ ports }) => {
    const { plan, digest, bytes } = await loadChaosPlan(path, choice, ports);
    if (out !== undefined) await atomicWriteFile(out, bytes, ports);
    return {
      verdict: "DONE",
      violations: [],
      data: { plan: encodeChaosPlan(plan), plan_digest: digest, plan_file: out },
      text: renderChaosPlan(plan, digest, out),
    };
  };
}
