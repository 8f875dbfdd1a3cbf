import { join } from "@std/path";
import type { JsonCursor } from "../internal/cursor.ts";
import type { Files } from "../internal/files.ts";
import { readJsonFile } from "../internal/read_file.ts";
import { SPEC_CODE_NAMES, type SpecCode } from "./codes.ts";
import type { AreaRange, SpecConfig, Threshold } from "./config.ts";
import { CONFIG_NAME, DEFAULT_CONFIG } from "./config.ts";

/**
 * Reads `omega.spec.json` from the root of a repository; without one the defaults hold.
 *
 * @param root The repository's root folder
 * @param files The file system
 * @throws {InputError} naming the file and the place, also for an unknown key
 */
export async function loadSpecConfig(root: string, files: Files): Promise<SpecConfig> {
  const path = join(root, CONFIG_NAME);
  if (await files.stat(path) === null) return DEFAULT_CONFIG;
  return parseSpecConfig((await readJsonFile(files, path)).root);
}

// OC-SPEC-8008 impl
/**
 * Reads a configuration; what it leaves out is as in {@linkcode DEFAULT_CONFIG}.
 *
 * @throws {InputError} naming the file and the place
 */
export function parseSpecConfig(root: JsonCursor): SpecConfig {
  root.onlyKeys([
    "$schema",
    "description",
    "specs",
    "exclude",
    "ids",
    "outputs",
    "accepted",
    "lint",
    "links",
    "trace",
  ]);
  const base = DEFAULT_CONFIG;
  const accepted = root.optional("accepted");
  return {
    specs: root.optional("specs")?.strings() ?? base.specs,
    exclude: root.optional("exclude")?.strings() ?? base.exclude,
    ids: parseIds(root.optional("ids")),
    outputs: parseOutputs(root.optional("outputs")),
    accepted: accepted === undefined ? base.accepted : readPath(accepted),
    isAcceptedRequired: accepted !== undefined,
    lint: parseLint(root.optional("lint")),
    links: parseLinks(root.optional("links")),
    trace: parseTrace(root.optional("trace")),
  };
}

function parseIds(at: JsonCursor | undefined): SpecConfig["ids"] {
  const base = DEFAULT_CONFIG.ids;
  if (at === undefined) return base;
  at.onlyKeys(["prefixes", "reserved", "digits_min", "digits_max", "definitions", "areas"]);
  const digitsMin = at.optional("digits_min")?.number({ min: 1, max: 9, isInteger: true }) ??
    base.digitsMin;
  const digitsMax =
    at.optional("digits_max")?.number({ min: digitsMin, max: 9, isInteger: true }) ??
      Math.max(digitsMin, base.digitsMax);
  const positions = at.optional("definitions")?.items();
  return {
    prefixes: at.optional("prefixes")?.items().map(readPrefix) ?? base.prefixes,
    reserved: at.optional("reserved")?.items().map(readPrefix) ?? base.reserved,
    digitsMin,
    digitsMax,
    definitions: positions?.map((item) => item.oneOf(["start", "end"] as const)) ??
      base.definitions,
    areas: Object.fromEntries(
      at.optional("areas")?.members().map(([name, area]) => [name, parseArea(name, area)]) ?? [],
    ),
  };
}

const PREFIX = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/;

function readPrefix(at: JsonCursor): string {
  const text = at.string();
  return PREFIX.test(text)
    ? text
    : at.fail("upper-case parts with hyphens between, such as OC-LOCK");
}

function parseArea(name: string, at: JsonCursor): AreaRange {
  if (!PREFIX.test(name)) at.fail("an area in upper case, such as OC-LOCK, as the key");
  at.onlyKeys(["min", "max"]);
  const min = at.field("min").number({ min: 0, isInteger: true });
  return { min, max: at.field("max").number({ min, isInteger: true }) };
}

function parseOutputs(at: JsonCursor | undefined): SpecConfig["outputs"] {
  const base = DEFAULT_CONFIG.outputs;
  if (at === undefined) return base;
  at.onlyKeys(["requirements", "compliance", "names"]);
  const requirements = at.optional("requirements");
  const compliance = at.optional("compliance");
  const names = at.optional("names")?.members().map(([unit, name]) => [unit, readName(name)]);
  return {
    requirements: requirements === undefined ? base.requirements : readPath(requirements),
    compliance: compliance === undefined ? base.compliance : readPath(compliance),
    names: names === undefined ? base.names : Object.fromEntries(names),
  };
}

/** A path inside of the repository: what is written there must not land elsewhere. */
function readPath(at: JsonCursor): string {
  const path = at.string();
  const isInside = !/[\\:\0]/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  return isInside ? path : at.fail("a path inside of the repository, with slashes");
}

function readName(at: JsonCursor): string {
  const name = at.string();
  // Also no name that Windows or a shell takes for something else.
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) ? name : at.fail("a file name without ending");
}

function parseLint(at: JsonCursor | undefined): SpecConfig["lint"] {
  const base = DEFAULT_CONFIG.lint;
  if (at === undefined) return base;
  at.onlyKeys(["columns_max", "order_gap_min", "off"]);
  return {
    columnsMax: at.optional("columns_max")?.number({ min: 20, max: 10_000, isInteger: true }) ??
      base.columnsMax,
    orderGapMin: at.optional("order_gap_min")?.number({ min: 0, max: 99, isInteger: true }) ??
      base.orderGapMin,
    off: at.optional("off")?.items().map(readLintCode) ?? base.off,
  };
}

/** Only the rules of `spec lint` can be turned off: the others are what the gate is for. */
function readLintCode(at: JsonCursor): SpecCode {
  return at.oneOf(SPEC_CODE_NAMES.filter((code) => code.startsWith("SPEC0")));
}

function parseLinks(at: JsonCursor | undefined): SpecConfig["links"] {
  if (at === undefined) return DEFAULT_CONFIG.links;
  at.onlyKeys(["exclude"]);
  return { exclude: at.optional("exclude")?.strings() ?? DEFAULT_CONFIG.links.exclude };
}

function parseTrace(at: JsonCursor | undefined): SpecConfig["trace"] {
  const base = DEFAULT_CONFIG.trace;
  if (at === undefined) return base;
  at.onlyKeys(["exclude", "tests", "junit", "thresholds"]);
  const thresholds = at.optional("thresholds");
  thresholds?.onlyKeys(["must", "should", "may"]);
  return {
    exclude: at.optional("exclude")?.strings() ?? base.exclude,
    tests: at.optional("tests")?.strings() ?? base.tests,
    junit: at.optional("junit")?.strings() ?? base.junit,
    thresholds: {
      must: parseThreshold(thresholds?.optional("must"), base.thresholds.must),
      should: parseThreshold(thresholds?.optional("should"), base.thresholds.should),
      may: parseThreshold(thresholds?.optional("may"), base.thresholds.may),
    },
  };
}

function parseThreshold(at: JsonCursor | undefined, base: Threshold): Threshold {
  if (at === undefined) return base;
  at.onlyKeys(["implemented", "covered"]);
  const share = (name: keyof Threshold) =>
    at.optional(name)?.number({ min: 0, max: 1 }) ?? base[name];
  return { implemented: share("implemented"), covered: share("covered") };
}
