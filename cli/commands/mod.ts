import type { Command } from "../command.ts";
import { budgetCheckCommand } from "./budget_check.ts";
import { budgetPriceCommand } from "./budget_price.ts";
import { chaosPlanCommand } from "./chaos_plan.ts";
import { chaosRunCommand } from "./chaos_run.ts";
import { chaosServeCommand } from "./chaos_serve.ts";
import { certifyCommand } from "./certify.ts";
import { certifyVerifyCommand } from "./certify_verify.ts";
import { createGatesCommand } from "./gates.ts";
import { concurrencyCommand } from "./concurrency.ts";
import { concurrencyWriterCommand } from "./concurrency_writer.ts";
import { preflightCommand } from "./preflight.ts";
import { proofpackBuildCommand } from "./proofpack_build.ts";
import { proofpackDiffCommand } from "./proofpack_diff.ts";
import { proofpackKeygenCommand } from "./proofpack_keygen.ts";
import { proofpackReplayCommand } from "./proofpack_replay.ts";
import { proofpackVerifyCommand } from "./proofpack_verify.ts";
import { scribeCommand } from "./scribe.ts";
import { specAcceptCommand } from "./spec_accept.ts";
import { specCheckCommand } from "./spec_check.ts";
import { specExtractCommand } from "./spec_extract.ts";
import { specLinksCommand } from "./spec_links.ts";
import { specLintCommand } from "./spec_lint.ts";
import { specTraceCommand } from "./spec_trace.ts";
import { stressCommand } from "./stress.ts";
import { stressAnalyzeCommand } from "./stress_analyze.ts";
import { stressCompareCommand } from "./stress_compare.ts";
import { stressMergeCommand } from "./stress_merge.ts";

/** The commands that do one thing. */
const SINGLE_COMMANDS: readonly Command[] = [
  preflightCommand,
  concurrencyCommand,
  concurrencyWriterCommand,
  stressCommand,
  stressMergeCommand,
  budgetCheckCommand,
  budgetPriceCommand,
  stressCompareCommand,
  stressAnalyzeCommand,
  chaosRunCommand,
  chaosPlanCommand,
  chaosServeCommand,
  proofpackBuildCommand,
  proofpackVerifyCommand,
  proofpackReplayCommand,
  proofpackDiffCommand,
  proofpackKeygenCommand,
  certifyCommand,
  certifyVerifyCommand,
  scribeCommand,
  specExtractCommand,
  specLintCommand,
  specLinksCommand,
  specTraceCommand,
  specCheckCommand,
  specAcceptCommand,
];

/** All commands, in the order in which the help shows them. */
export const COMMANDS: readonly Command[] = [
  createGatesCommand(SINGLE_COMMANDS),
  ...SINGLE_COMMANDS,
];
