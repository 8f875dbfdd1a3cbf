import { assert } from "@std/assert";
import { join } from "@std/path";
import { systemPorts } from "../../src/internal/ports.ts";
import type { Certificate, CertificateParts } from "../../src/certificate/certificate.ts";
import { createCertificate } from "../../src/certificate/certificate.ts";
import { writeCertificate } from "../../src/certificate/write_certificate.ts";
import type { SigningKey } from "../../src/proofpack/signature/key_pair.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { build } from "../proofpack/_pack.ts";
import type { RunFolderOptions } from "../proofpack/_run_folder.ts";
import { makeRunFiles, TOOLCHAIN, writeFiles } from "../proofpack/_run_folder.ts";

/** Name of the stress folder. */
export const STRESS = "PR_RUNS/stress3_20260101T000000Z";

/** Evidence of the gates beside stress and pack, all passed. */
export const EVIDENCE = {
  "PR_PREFLIGHT.json": {
    schema_version: "PR-PREFLIGHT-1.0",
    branch: "main",
    head: "0123456789abcdef0123456789abcdef01234567",
    clean: true,
    changed_files: [],
    shallow: false,
    submodules: [],
    suites: [
      {
        name: "unit",
        status: "OK",
        expected_passed: 3,
        passed: 3,
        failed: 0,
        skipped: 1,
        exit_code: 0,
      },
    ],
    inventory: [{ path: "src.txt", size: 7, sha256: "ab".repeat(32), git_blob: "cd".repeat(20) }],
    history: [{ commit: "0123456789abcdef", time: "2026-01-01T00:00:00Z", subject: "first | *" }],
    problems: [],
    accepted: [],
    verdict: "PASS",
    timestamp: "2026-01-01T00:00:00.000Z",
  },
  "PR_RUNS/concurrency10_20260101T000000Z/concurrency10.report.json": {
    schema_version: "PR-CONCURRENCY-1.0",
    workers: 10,
    successes: 10,
    failures: 0,
    residual_locks: 0,
    residual_tmps: 0,
    cache_valid: true,
    verdict: "PASS",
    timestamp: "2026-01-01T00:00:00.000Z",
  },
  [`${STRESS}/run-cost.json`]: {
    total_calls: 0,
    total_cost_usd: 0,
    total_latency_ms: 0,
    budget_verdict: "PASS",
    violations: [],
    calls: [],
  },
  "PR_RUNS/chaos3_20260101T000000Z/chaos-log.json": {
    schema_version: "CHAOS-LOG-1.0",
    entries: [
      entry(1, 1, "timeout", "failed", "retried"),
      entry(1, 2, undefined, "answered"),
      entry(2, 1, "empty_response", "failed", "reported"),
      entry(3, 1, "latency", "answered", "delayed"),
    ],
    verdict: "PASS",
  },
} as const;

/** An attempt of a chaos log. */
export function entry(
  run: number,
  attempt: number,
  failureType: string | undefined,
  outcome: string,
  settlement?: string,
) {
  return {
    call_index: 1,
    scene_id: "s1",
    injected: failureType !== undefined,
    failure_type: failureType,
    timestamp: "2026-01-01T00:00:00.000Z",
    run,
    key: "scene-s1/pass-1",
    attempt,
    outcome,
    settlement,
  };
}

/** How a runs folder shall differ from the usual one. */
export interface RunsOptions extends RunFolderOptions {
  /** Documents by their path; null leaves one out. */
  readonly change?: Readonly<Record<string, unknown>>;
  /** Whether there is a pack. @default true */
  readonly hasPack?: boolean;
}

/** Fills a runs folder. */
export async function writeRuns(folder: string, options: RunsOptions = {}): Promise<void> {
  const documents = { ...EVIDENCE, ...options.change };
  for (const [path, document] of Object.entries(documents)) {
    if (document === null) continue;
    const text = typeof document === "string" ? document : JSON.stringify(document, null, 2);
    await writeFiles(folder, [[path, text]]);
  }
  const files = makeRunFiles(options);
  const report = JSON.parse(files.get("PR_REPORT.json")!);
  const hasCost = documents[`${STRESS}/run-cost.json`] !== null;
  const budget = hasCost ? { budget_verdict: "PASS", total_cost_usd: 0 } : {};
  files.set("PR_REPORT.json", JSON.stringify({ ...report, ...budget }));
  await writeFiles(join(folder, STRESS), files);
  if (options.hasPack === false) return;
  const source = join(folder, STRESS);
  const result = await build({ source, out: join(folder, "stress.zip") });
  assert(result.ok, JSON.stringify(result.violations));
}

/** A certificate over a runs folder, with the options of the tests. */
export function certify(runsFolder: string, parts: Partial<CertificateParts> = {}) {
  return createCertificate({
    runsFolder,
    runsPath: "../runs",
    language: "en",
    toolchain: TOOLCHAIN,
    key: null,
    ports: systemPorts,
    ...parts,
  });
}

/** What a test of a written certificate works on. */
export interface Written {
  readonly runs: string;
  readonly out: string;
  readonly certificate: Certificate;
}

/** Writes a certificate over a runs folder into a folder beside it. */
export function withCertificate(
  body: (written: Written) => Promise<void>,
  options: { readonly key?: SigningKey; readonly language?: "en" | "fr" } = {},
): Promise<void> {
  const { key = null, language = "en" } = options;
  return inTemporaryFolder(async (folder) => {
    const [runs, out] = [join(folder, "runs"), join(folder, "out")];
    await writeRuns(runs);
    const certificate = await certify(runs, { language, key: key?.publicKey ?? null });
    await writeCertificate(certificate, { out, key, ports: systemPorts });
    await body({ runs, out, certificate });
  });
}
