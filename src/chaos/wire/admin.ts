import { formatJson } from "../../internal/json.ts";
import type { ChaosPlan } from "../chaos_plan.ts";
import { encodeChaosPlan } from "../chaos_plan_document.ts";
import type { WireMetrics } from "./metrics.ts";
import type { WireAnswer } from "./upstream.ts";
import { wholeAnswer } from "./upstream.ts";
import type { WireJournal } from "./wire_journal.ts";

/** Paths below this are answered by the chaos server itself. */
const ADMIN_PATH = "/__omega/";

/** What the chaos server can tell about itself. */
export interface AdminState {
  readonly plan: ChaosPlan;
  readonly journal: WireJournal;
  readonly metrics: WireMetrics;
}

/** Whether a path is one of the chaos server's own. */
export function isAdminPath(path: string): boolean {
  return path.startsWith(ADMIN_PATH);
}

/** Answers one of the chaos server's own paths: `health`, `journal`, `metrics` and `plan`. */
export function answerAdmin(
  { method, path }: { readonly method: string; readonly path: string },
  { plan, journal, metrics }: AdminState,
): WireAnswer {
  const json = (status: number, document: Parameters<typeof formatJson>[0]) =>
    wholeAnswer(status, formatJson(document), [["content-type", "application/json"]]);
  if (method !== "GET") return json(405, { error: "wanted GET" });
  switch (path.slice(ADMIN_PATH.length)) {
    case "health":
      return json(200, { ok: true });
    case "journal":
      return json(200, journal.encode());
    case "plan":
      return json(200, encodeChaosPlan(plan));
    case "metrics":
      return wholeAnswer(200, metrics.encode(), [
        ["content-type", "text/plain; version=0.0.4; charset=utf-8"],
      ]);
    default:
      return json(404, { error: "wanted health, journal, metrics or plan" });
  }
}
