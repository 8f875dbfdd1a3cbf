import type { AcceptedTexts } from "../accepted.ts";
import type { SpecConfig, Threshold } from "../config.ts";
import { compareFindings, type Finding, placeAt } from "../finding.ts";
import { requirementsById } from "../read_specifications.ts";
import type { Requirement, Specification } from "../requirement.ts";
import { areaOf } from "../requirement_id.ts";
import { type Strength, strengthOf } from "../rfc_level.ts";
import type { Evidence } from "./evidence.ts";
import type { SourceMarks } from "./find_marks.ts";
import { NO_EVIDENCE, type RequirementState, stateOf } from "./state.ts";

/** A requirement with what is known about it. */
export interface TracedRequirement extends Evidence {
  /** What the specification says. */
  readonly requirement: Requirement;
  /** How far it has come. */
  readonly state: RequirementState;
}

/** How far the requirements of one strength have come. */
export interface StrengthTotal {
  /** Which ones. */
  readonly strength: Strength;
  /** Number of requirements without tombstones. */
  readonly count: number;
  /** How many have a mark in the code. */
  readonly implementedCount: number;
  /** How many have a test that ran and passed, and none that failed. */
  readonly coveredCount: number;
  /** What was wanted. */
  readonly threshold: Threshold;
}

/** Every requirement with its code and tests. */
export interface Trace {
  /** In the order of specifications and places. */
  readonly requirements: readonly TracedRequirement[];
  /** One for each strength, the strictest first. */
  readonly totals: readonly StrengthTotal[];
  /** Sorted by place. */
  readonly findings: readonly Finding[];
}

/** What a trace is made of. */
export interface TraceInput {
  readonly specifications: readonly Specification[];
  readonly sources: readonly SourceMarks[];
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** The accepted texts, null where nothing was ever accepted. */
  readonly accepted: AcceptedTexts | null;
  readonly config: SpecConfig;
}

/**
 * Judges every requirement: whether its text is the accepted one, whether code and tests name it,
 * and whether the tests ran and passed. Where the share of a strength misses its threshold, each
 * requirement that is short of it is a finding.
 */
export function traceRequirements(input: TraceInput): Trace {
  const { specifications, evidence, accepted, config } = input;
  const requirements = [...requirementsById(specifications).values()].map((requirement) => {
    const own = evidence.get(requirement.id) ?? NO_EVIDENCE;
    return { requirement, ...own, state: judge(requirement, own, accepted) };
  });
  const totals = (["must", "should", "may"] as const).map((strength) =>
    totalOf(strength, requirements, config.trace.thresholds[strength])
  );
  const findings = [
    ...findOrphans(input),
    ...requirements.flatMap((one) => judgeText(one, accepted)),
    ...totals.flatMap((total) => findShortfalls(total, requirements)),
  ];
  return { requirements, totals, findings: findings.sort(compareFindings) };
}

function judge(
  { id, textSha256, isRemoved }: Requirement,
  evidence: Evidence,
  accepted: AcceptedTexts | null,
): RequirementState {
  if (isRemoved) return "removed";
  const hash = accepted?.get(id);
  return hash !== undefined && hash !== textSha256 ? "outdated" : stateOf(evidence);
}

function judgeText(
  { requirement: { id, place }, state }: TracedRequirement,
  accepted: AcceptedTexts | null,
): readonly Finding[] {
  if (state === "removed" || accepted === null) return [];
  if (!accepted.has(id)) {
    const message = `${id} was never accepted; review it and run omega spec accept`;
    return [{ code: "SPEC308", message, ...place }];
  }
  if (state !== "outdated") return [];
  const message =
    `the text of ${id} changed since it was accepted; review its code and tests and ` +
    "run omega spec accept";
  return [{ code: "SPEC302", message, ...place }];
}

function hasStrength({ requirement, state }: TracedRequirement, strength: Strength): boolean {
  const { level } = requirement;
  return state !== "removed" && level !== "NONE" && strengthOf(level) === strength;
}

function totalOf(
  strength: Strength,
  requirements: readonly TracedRequirement[],
  threshold: Threshold,
): StrengthTotal {
  const own = requirements.filter((one) => hasStrength(one, strength));
  return {
    strength,
    count: own.length,
    implementedCount: own.filter(({ code }) => code.length > 0).length,
    coveredCount: own.filter(({ state }) => state === "covered").length,
    threshold,
  };
}

// OC-SPEC-8308 impl
/** The requirements because of which a threshold is missed. */
function findShortfalls(
  { strength, count, implementedCount, coveredCount, threshold }: StrengthTotal,
  requirements: readonly TracedRequirement[],
): readonly Finding[] {
  const isShort = {
    // Multiplied, not divided: 0.07 of 100 is 7.000000000000001 the other way round.
    implemented: implementedCount < Math.ceil(round(threshold.implemented * count)),
    covered: coveredCount < Math.ceil(round(threshold.covered * count)),
  };
  if (!isShort.implemented && !isShort.covered) return [];
  return requirements.filter((one) => hasStrength(one, strength)).flatMap((one) => {
    const problem = problemOf(one, isShort);
    if (problem === null) return [];
    const [code, text] = problem;
    const { id, place } = one.requirement;
    return [{ code, message: `${id} ${text}`, ...place }];
  });
}

/** Takes the error of binary fractions off a product. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function problemOf(
  { code, state }: TracedRequirement,
  isShort: { readonly implemented: boolean; readonly covered: boolean },
): readonly [Finding["code"], string] | null {
  if (state === "missing") return ["SPEC304", "has neither code nor test"];
  if (isShort.covered) {
    if (state === "implemented") return ["SPEC305", "has code and no test"];
    if (state === "failed") return ["SPEC307", "has a test that failed"];
    if (state === "tested-not-run") return ["SPEC306", "has tests of which none ran"];
  }
  const lacksCode = isShort.implemented && code.length === 0;
  return lacksCode ? ["SPEC303", "has no impl mark in the code"] : null;
}

// OC-SPEC-8304 impl
/**
 * Marks of IDs that nobody defines, and test names with such an ID of a known area: what stands in
 * a test's name may look like an ID by chance, what stands in a mark may not.
 */
function findOrphans({ specifications, sources, config }: TraceInput): readonly Finding[] {
  const known = requirementsById(specifications);
  const areas = new Set([...known.keys()].map(areaOf));
  for (const area of Object.keys(config.ids.areas)) areas.add(area);
  return sources.flatMap((source) =>
    [
      ...source.marks.flatMap(({ id, offset }) => judgeName(`the mark ${id}`, id, offset)),
      ...source.tests.filter(({ id }) => areas.has(areaOf(id)))
        .flatMap(({ id, offset }) => judgeName(`the test's name has ${id}, which`, id, offset)),
    ].map(({ message, offset }): Finding => ({
      code: "SPEC301",
      message,
      ...placeAt(source, offset),
    }))
  );

  function judgeName(what: string, id: string, offset: number) {
    const requirement = known.get(id);
    if (requirement === undefined) return [{ message: `${what} names no requirement`, offset }];
    return requirement.isRemoved
      ? [{ message: `${what} names a requirement that was removed`, offset }]
      : [];
  }
}
