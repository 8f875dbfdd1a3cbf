/**
 * Seeded faults that can be replayed and reconciled (INV-FAILCLOSED-01).
 *
 * {@linkcode createChaosPlan} decides which attempt of which call is struck, {@linkcode withChaos}
 * strikes it, {@linkcode reconcileRun} finds every fault again in what the engine reported,
 * {@linkcode runChaos} is the gate PR-G3, and {@linkcode startChaosServer} puts the same faults on the
 * wire.
 *
 * @module
 */
export {
  ATTEMPT_OUTCOMES,
  type ChaosAttemptOutcome,
  type ChaosEntry,
  decodeChaosEntry,
  encodeChaosEntry,
} from "./chaos_entry.ts";
export { ChaosJournal, readChaosJournal } from "./chaos_journal.ts";
export {
  type AttemptIdentity,
  type ChaosPlan,
  type ChaosPlanOptions,
  createChaosPlan,
  type DrawnFault,
  type FailureRates,
  type ScriptRule,
} from "./chaos_plan.ts";
export { chaosPlanDigest, encodeChaosPlan } from "./chaos_plan_document.ts";
export type { ChaosGateContext, ChaosGatePlan } from "./chaos_gate_plan.ts";
export type { ChaosViolation, ReportedFailure } from "./judge_chaos.ts";
export { type ChaosChoice, loadChaosPlan, type LoadedChaosPlan } from "./load_chaos_plan.ts";
export type { PlantedResult } from "./planted_engines.ts";
export {
  type ReconciledEntry,
  reconcileRun,
  type Reconciliation,
  type Settlement,
  type SettlementCounts,
  SETTLEMENTS,
} from "./reconcile.ts";
export { type ChaosGateResult, runChaos } from "./run_chaos.ts";
export { type OpenAttempt, RunChaosLog, type RunChaosLogOptions } from "./run_chaos_log.ts";
export { WIRE_FORMS, type WireForm } from "./wire_form.ts";
export { type ChaosOptions, withChaos } from "./with_chaos.ts";
export {
  type ChaosConclusion,
  type ChaosLogContent,
  type ChaosRun,
  writeChaosLog,
} from "./write_chaos_log.ts";
export type { FaultTiming } from "./inject_fault.ts";
export { type ChaosServer, startChaosServer } from "./wire/chaos_server.ts";
export type { ChaosServerOptions } from "./wire/chaos_server_options.ts";
export { createEmbeddedUpstream } from "./wire/embedded_upstream.ts";
export type { HeaderLine } from "./wire/message_head.ts";
export { createServerUpstream, type ServerUpstreamOptions } from "./wire/server_upstream.ts";
export type { SendOptions, Upstream, WireAnswer, WireBody } from "./wire/upstream.ts";
export type { WireRequest } from "./wire/wire_request.ts";
