import calibration from "../../calibration/calibration.json" with { type: "json" };
import schema from "../../calibration/calibration.schema.json" with { type: "json" };
import chaosConfig from "../../calibration/chaos-config.json" with { type: "json" };
import type { JsonObject } from "../internal/json.ts";
import { formatJson } from "../internal/json.ts";
import { renderStarterWorkflow } from "./starter_workflow.ts";

/** A file for somebody's project. */
export interface StarterFile {
  /** Path from the root of the project, with forward slashes. */
  readonly path: string;
  /** Its text, with a final line feed. */
  readonly content: string;
}

/** JSON has no comments: `description` may stand in every object of a configuration. */
const NOTES: Readonly<Record<string, string>> = {
  "":
    "The one source of limits of this project. Nothing falls back to a default: a missing key is " +
    "an error, a null is FAIL. Each limit is described in calibration.schema.json.",
  BUDGET_LIMITS:
    "Prices per 1000 tokens and limits, by model. omega budget price MODEL knows list " +
    "prices. omega-embedded-1 is the model that needs no server.",
  LATENCY_LIMITS: "Longest call and longest run, in milliseconds.",
  VARIANCE_ENVELOPES: "What the results of all runs must lie in. Start wide, run omega stress " +
    "--control, and tighten min and max to what your engine keeps without any change.",
  REPAIR: "How the built-in engine repairs; another engine does not read it.",
  DETERMINISM: "Seed of all randomness, and the time at which the virtual clock starts.",
  PROOFPACK: "What evidence packs hold.",
};

/** A mean of 1 is no suspicion in a project whose judge is strict: the best score is allowed. */
const BEST_SCORE = 1;

/** Where the suite of the limits reports, seen from the root. */
const SUITE_REPORT = "metrics/pr/junit/limits.xml";

/** The suite that preflight runs until there are others. */
const SUITE_PATH = "calibration/limits_test.ts";

/** Where the specification begins. */
const SPECIFICATION_PATH = ".specs/10-limits.md";

/**
 * The files that a project begins with. They pass preflight, spec and concurrency as they are.
 *
 * @param engine The project's engine, as `--engine` takes it
 */
export function listStarterFiles(engine: string): readonly StarterFile[] {
  const json = (path: string, value: JsonObject) => ({ path, content: formatJson(value) });
  return [
    json("calibration/calibration.json", describeCalibration()),
    json("calibration/calibration.schema.json", schema as JsonObject),
    json("calibration/chaos-config.json", chaosConfig as JsonObject),
    json("calibration/preflight.json", PREFLIGHT),
    { path: SUITE_PATH, content: SUITE },
    json("omega.spec.json", SPEC_CONFIG),
    { path: SPECIFICATION_PATH, content: SPECIFICATION },
    { path: ".github/workflows/omega.yml", content: renderStarterWorkflow(engine) },
  ];
}

function describeCalibration(): JsonObject {
  const { $schema, description: _, ...limits } = calibration;
  const described = Object.entries(limits).map((
    [name, value],
  ) => [name, NOTES[name] === undefined ? value : { description: NOTES[name], ...Object(value) }]);
  const result = { $schema, description: NOTES[""], ...Object.fromEntries(described) };
  const envelopes = result.VARIANCE_ENVELOPES;
  for (const metric of ["mean_hard_score", "mean_soft_score"]) {
    envelopes[metric] = { ...envelopes[metric], max: BEST_SCORE };
  }
  return result;
}

const PREFLIGHT: JsonObject = {
  schema_version: "PREFLIGHT-CONFIG-1.0",
  description: "What PR-G0 checks before the gates. Put your own test suites beside the first: a " +
    "command that reports by junit, tap, vitest-json or deno-test, and how many tests must pass. " +
    "accepted are problems that are none here: CI checks out a commit without a branch.",
  own_outputs: ["metrics"],
  accepted: ["DETACHED_HEAD", "SHALLOW_CLONE"],
  suites: [
    {
      name: "limits",
      command: [
        ...["deno", "test", "--quiet", "--no-check", "--no-config", "--allow-read=calibration"],
        ...[`--junit-path=${SUITE_REPORT}`, SUITE_PATH],
      ],
      format: "junit",
      report: SUITE_REPORT,
      expected_passed: 1,
      time_limit_s: 60,
    },
  ],
  critical_files: ["calibration/calibration.json", "calibration/preflight.json", "omega.spec.json"],
};

const SUITE = `// The suite that PR-G0 runs until you name your own in calibration/preflight.json.

// APP-LIMITS-1001 test
Deno.test("APP-LIMITS-1001 the calibration leaves no limit undecided", async () => {
  const text = await Deno.readTextFile(new URL("calibration.json", import.meta.url));
  // APP-LIMITS-1001 impl: a null is a limit that nobody has decided.
  JSON.parse(text, (name, value) => {
    if (value === null) throw new Error(\`Wanted a limit at "\${name}", found null\`);
    return value;
  });
});
`;

const SPEC_CONFIG: JsonObject = {
  description: "Requirements of this project and the reports that prove them: omega spec check.",
  ids: { prefixes: ["APP"], digits_min: 4, digits_max: 4 },
  trace: { junit: ["metrics/pr/junit/**/*.xml"] },
};

const SPECIFICATION = `# Limits

What must hold before this project may be released. Each requirement has an ID, a test with that ID
in its name, and a mark where it is kept.

- [APP-LIMITS-1001] The calibration MUST leave no limit undecided.
`;
