import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { writeFiles } from "../proofpack/_run_folder.ts";
import { makeRunFiles } from "../proofpack/_run_folder.ts";
import type { RunsOptions } from "./_runs.ts";
import { certify, entry, EVIDENCE, STRESS, writeRuns } from "./_runs.ts";

const PREFLIGHT = "PR_PREFLIGHT.json";
const CONCURRENCY = "PR_RUNS/concurrency10_20260101T000000Z/concurrency10.report.json";
const CHAOS = "PR_RUNS/chaos3_20260101T000000Z/chaos-log.json";
const COST = `${STRESS}/run-cost.json`;

function certifyRuns(options: RunsOptions = {}, then?: (folder: string) => Promise<unknown>) {
  return inTemporaryFolder(async (folder) => {
    await writeRuns(folder, options);
    await then?.(folder);
    return await certify(folder);
  });
}

Deno.test("createCertificate() passes where every gate has passed, and proposes a tag [OC-CERT-7501]", async () => {
  const { verdict, gates, proposedTag, id, subject } = await certifyRuns();
  assertEquals(
    gates.map(({ id, verdict, reasons }) => `${id} ${verdict}${reasons}`),
    ["PR-G0 PASS", "PR-G1 PASS", "PR-G2 PASS", "PR-G3 PASS", "PR-G4 PASS", "PR-G5 PASS"],
  );
  assertEquals([verdict, proposedTag], ["PASS", `${id}-pass`]);
  assertEquals([subject.branch, subject.model, subject.count], ["main", "embedded-ngram", 3]);
});

const preflight = (change: object) => ({ [PREFLIGHT]: { ...EVIDENCE[PREFLIGHT], ...change } });
const concurrency = (change: object) => ({
  [CONCURRENCY]: { ...EVIDENCE[CONCURRENCY], ...change },
});
const chaos = (...entries: unknown[]) => ({ [CHAOS]: { ...EVIDENCE[CHAOS], entries } });
const suite = (change: object) => ({
  suites: [{ ...EVIDENCE[PREFLIGHT].suites[0], ...change }],
  verdict: "STOP",
});

/** Changes to the evidence of one gate, what the gate becomes, and why. */
const CHANGES: readonly (readonly [
  name: string,
  gate: string,
  options: RunsOptions,
  verdict: string,
  reason: string,
])[] = [
  ["no preflight", "PR-G0", { change: { [PREFLIGHT]: null } }, "MISSING", "left no file"],
  ["no concurrency", "PR-G1", { change: { [CONCURRENCY]: null } }, "MISSING", "left no file"],
  ["no run-cost", "PR-G2", { change: { [COST]: null } }, "MISSING", "left no file"],
  ["no chaos log", "PR-G3", { change: { [CHAOS]: null } }, "MISSING", "left no file"],
  ["no pack", "PR-G5", { hasPack: false }, "MISSING", "left no file"],
  [
    "no suite",
    "PR-G0",
    { change: preflight({ suites: [], verdict: "STOP" }) },
    "STOP",
    "no suite of tests was run",
  ],
  [
    "a test command that ended with an error",
    "PR-G0",
    { change: preflight(suite({ exit_code: 1 })) },
    "STOP",
    "ended with 1",
  ],
  [
    "a dirty tree",
    "PR-G0",
    {
      change: preflight({ changed_files: [{ path: "x" }], clean: false, verdict: "STOP" }),
    },
    "STOP",
    "1 files are not as committed",
  ],
  [
    "a dirty tree said to be clean",
    "PR-G0",
    {
      change: preflight({ changed_files: [{ path: "x" }] }),
    },
    "FAIL",
    "$.clean",
  ],
  [
    "a detached HEAD",
    "PR-G0",
    { change: preflight({ branch: null, verdict: "STOP" }) },
    "STOP",
    "no branch",
  ],
  [
    "a detached HEAD that is accepted",
    "PR-G0",
    {
      change: preflight({ branch: null, accepted: ["DETACHED_HEAD"] }),
    },
    "PASS",
    "",
  ],
  [
    "a suite below its baseline",
    "PR-G0",
    { change: preflight(suite({ passed: 2 })) },
    "STOP",
    "passed 2 tests",
  ],
  [
    "a suite that failed",
    "PR-G0",
    { change: preflight(suite({ failed: 1 })) },
    "STOP",
    "failed 1 tests",
  ],
  [
    "a suite below its baseline said to pass",
    "PR-G0",
    {
      change: preflight({ ...suite({ passed: 2 }), verdict: "PASS" }),
    },
    "FAIL",
    "$.verdict",
  ],
  [
    "a preflight of another schema",
    "PR-G0",
    { change: preflight({ schema_version: "X" }) },
    "FAIL",
    "$.schema_version",
  ],
  [
    "a preflight that is no JSON",
    "PR-G0",
    { change: { [PREFLIGHT]: "{" } },
    "FAIL",
    "PR_PREFLIGHT.json",
  ],
  [
    "a writer that failed",
    "PR-G1",
    {
      change: concurrency({ successes: 9, failures: 1, verdict: "FAIL" }),
    },
    "FAIL",
    "9 of 10 writers",
  ],
  [
    "a writer that failed said to pass",
    "PR-G1",
    { change: concurrency({ successes: 9 }) },
    "FAIL",
    "$.verdict",
  ],
  [
    "a lock that was left",
    "PR-G1",
    { change: concurrency({ residual_locks: 1, verdict: "FAIL" }) },
    "FAIL",
    "locks were left",
  ],
  [
    "a broken cache",
    "PR-G1",
    { change: concurrency({ cache_valid: false, verdict: "FAIL" }) },
    "FAIL",
    "not valid",
  ],
  [
    "no writers",
    "PR-G1",
    { change: concurrency({ workers: 0, successes: 0 }) },
    "FAIL",
    "$.workers",
  ],
  [
    "a FAIL that its counts do not show",
    "PR-G1",
    { change: concurrency({ verdict: "FAIL" }) },
    "FAIL",
    "itself says FAIL",
  ],
  [
    "an update that was lost",
    "PR-G1",
    { change: concurrency({ writes_per_worker: 5, final_counter: 49, verdict: "FAIL" }) },
    "FAIL",
    "49 after 50 updates",
  ],
  [
    "an update that was lost said to pass",
    "PR-G1",
    { change: concurrency({ writes_per_worker: 5, final_counter: null }) },
    "FAIL",
    "$.verdict",
  ],
  [
    "a read that found half a file",
    "PR-G1",
    { change: concurrency({ invalid_reads: 1, verdict: "FAIL" }) },
    "FAIL",
    "half a file",
  ],
  [
    "writers that never met",
    "PR-G1",
    { change: concurrency({ hand_overs: 1, hand_overs_min: 9, verdict: "FAIL" }) },
    "FAIL",
    "hardly met",
  ],
  [
    "costs that do not add up",
    "PR-G2",
    {
      change: { [COST]: { ...EVIDENCE[COST as keyof typeof EVIDENCE], total_cost_usd: 1 } },
      hasPack: false,
    },
    "FAIL",
    "ARITHMETIC",
  ],
  [
    "a null in the costs",
    "PR-G2",
    {
      change: { [COST]: { ...EVIDENCE[COST as keyof typeof EVIDENCE], total_cost_usd: null } },
      hasPack: false,
    },
    "FAIL",
    "$.total_cost_usd",
  ],
  [
    "no fault",
    "PR-G3",
    { change: chaos(entry(1, 1, undefined, "answered")) },
    "FAIL",
    "no fault was injected",
  ],
  [
    "a silent success",
    "PR-G3",
    {
      change: {
        [CHAOS]: {
          ...EVIDENCE[CHAOS],
          entries: [entry(1, 1, "timeout", "failed", "silent_success")],
          verdict: "FAIL",
        },
      },
    },
    "FAIL",
    "silent success",
  ],
  [
    "a silent success said to pass",
    "PR-G3",
    {
      change: chaos(entry(1, 1, "timeout", "failed", "silent_success")),
    },
    "FAIL",
    "$.verdict",
  ],
  [
    "a fault said to be retried that was not",
    "PR-G3",
    {
      change: chaos(entry(1, 1, "timeout", "failed", "retried")),
    },
    "FAIL",
    "$.entries[0].settlement",
  ],
  [
    "a corrupt answer said to be late",
    "PR-G3",
    {
      change: chaos(entry(1, 1, "corrupt_response", "answered", "delayed")),
    },
    "FAIL",
    "$.entries[0].settlement",
  ],
  [
    "a fault that is hidden",
    "PR-G3",
    {
      change: chaos({ ...entry(1, 1, "timeout", "failed", "reported"), injected: false }),
    },
    "FAIL",
    "$.entries[0].injected",
  ],
  ["scores out of their envelopes", "PR-G4", { score: () => [0.99, 0.99] }, "DOWNGRADE", "outside"],
  ["a run that is incomplete", "PR-G4", { status: "incomplete" }, "FAIL", "incomplete"],
];

for (const [name, gate, options, verdict, reason] of CHANGES) {
  Deno.test(`judgeGates() takes ${name} for ${verdict} [OC-CERT-7502]`, async () => {
    const certificate = await certifyRuns(options);
    const judged = certificate.gates.find(({ id }) => id === gate)!;
    assertEquals(judged.verdict, verdict, judged.reasons.join());
    assertStringIncludes(judged.reasons.join(), reason);
    const wanted = verdict === "PASS" || verdict === "DOWNGRADE" ? verdict : "FAIL";
    assertEquals(certificate.verdict, wanted);
    assertEquals(certificate.proposedTag === null, wanted === "FAIL");
  });
}

Deno.test("judgeGates() refuses a calibration that was put beside the run afterwards [OC-CERT-7504]", async () => {
  const certificate = await certifyRuns({}, async (folder) => {
    const path = join(folder, STRESS, "inputs/calibration.json");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace('"max_per_call_usd": ', '"max_per_call_usd": 9'));
  });
  const failed = certificate.gates.filter(({ verdict }) => verdict === "FAIL").map(({ id }) => id);
  // The pack was made with the calibration of the run, so it is not of this folder any more.
  assertEquals(failed, ["PR-G2", "PR-G4", "PR-G5"]);
});

Deno.test("judgeGates() refuses a pack that was altered, and one of another run [OC-CERT-7505]", async () => {
  const altered = await certifyRuns(
    {},
    (folder) => Deno.writeTextFile(join(folder, "stress.zip"), "x", { append: true }),
  );
  assertEquals(altered.gates.at(-1)?.verdict, "FAIL");
  const other = await certifyRuns(
    {},
    (folder) => writeFiles(join(folder, STRESS), makeRunFiles({ count: 4 })),
  );
  assertStringIncludes(other.gates.at(-1)!.reasons.join(), "is not what the newest run");
  const more = await certifyRuns(
    {},
    (folder) => writeFiles(join(folder, STRESS), [["runs/000001/late.txt", "x"]]),
  );
  assertStringIncludes(
    more.gates.at(-1)!.reasons.join(),
    "runs/000001/late.txt in the pack is not",
  );
});

Deno.test("judgeGates() takes nothing that an engine left below its run for the file of a gate [OC-CERT-7512]", async () => {
  const place = `${STRESS}/runs/000001`;
  const report = await certifyRuns({
    change: {
      [PREFLIGHT]: null,
      [CONCURRENCY]: null,
      [CHAOS]: null,
      [`${place}/PR_PREFLIGHT.json`]: EVIDENCE[PREFLIGHT],
      [`${place}/concurrency10.report.json`]: EVIDENCE[CONCURRENCY],
      [`${place}/chaos3_20270101T000000Z/chaos-log.json`]: EVIDENCE[CHAOS],
      [`${place}/stress3_20270101T000000Z/PR_REPORT.json`]: {},
      [`${place}/evil.zip`]: "PK",
    },
  });
  const verdicts = report.gates.map(({ verdict }) => verdict);
  assertEquals(verdicts, ["MISSING", "MISSING", "PASS", "MISSING", "PASS", "PASS"]);
});

Deno.test("judgeGates() judges the newest run of a gate and keeps the earlier ones visible [OC-CERT-7506]", async () => {
  const failed = { ...EVIDENCE[CONCURRENCY], successes: 9, failures: 1, verdict: "FAIL" };
  const before = "PR_RUNS/concurrency10_20251231T235959Z/concurrency10.report.json";
  const after = "PR_RUNS/concurrency10_20260101T000000Z-2/concurrency10.report.json";
  const repeated = await certifyRuns({ change: { [before]: failed } });
  const [, gate] = repeated.gates;
  assertEquals(gate!.verdict, "PASS");
  assertEquals(gate!.earlier, [{ path: before, verdict: "FAIL" }]);
  const broken = await certifyRuns({ change: { [after]: failed } });
  assertEquals(broken.gates[1]!.verdict, "FAIL");
});

Deno.test("createCertificate() fails where a gate was run that it does not know [OC-CERT-7511]", async () => {
  const named = (...names: string[]) => ({ gates: names.map((name) => ({ name })) });
  const known = await certifyRuns({ change: { "GATES.json": named("preflight", "stress") } });
  assertEquals([known.verdict, known.gates.length], ["PASS", 6]);
  for (const report of [named("stress", "fuzz"), { gates: {} }, "{"]) {
    const { verdict, gates, proposedTag } = await certifyRuns({ change: { "GATES.json": report } });
    assertEquals([verdict, proposedTag], ["FAIL", null]);
    assertEquals([gates.length, gates.at(-1)!.verdict], [7, "FAIL"]);
  }
});

Deno.test("createCertificate() fails an empty folder, and all gates are missing [OC-CERT-7503]", () =>
  inTemporaryFolder(async (folder) => {
    const { verdict, gates } = await certify(folder);
    assertEquals(verdict, "FAIL");
    assertEquals(new Set(gates.map((gate) => gate.verdict)), new Set(["MISSING"]));
  }));
