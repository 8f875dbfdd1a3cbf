import type { SpecCode } from "./codes.ts";
import type { DefinitionPosition } from "./definition.ts";
import type { IdRules } from "./requirement_id.ts";
import type { Strength } from "./rfc_level.ts";

/** Numbers that the IDs of an area may have. */
export interface AreaRange {
  /** Smallest number. */
  readonly min: number;
  /** Largest number. */
  readonly max: number;
}

/** What share of the requirements of a level must have code and a passed test. */
export interface Threshold {
  /** Share that must have a mark in the code, 0 to 1. */
  readonly implemented: number;
  /** Share that must be covered, 0 to 1. */
  readonly covered: number;
}

/** What `omega.spec.json` says; every member may be left out there. */
export interface SpecConfig {
  /** Patterns of specification files. */
  readonly specs: readonly string[];
  /** Patterns of files that are none although a pattern of `specs` matches. */
  readonly exclude: readonly string[];
  /** What IDs look like and where they are defined. */
  readonly ids: IdRules & {
    /** Where in a list item or heading an ID is a definition. */
    readonly definitions: readonly DefinitionPosition[];
    /** The numbers of each area; where there are any, an ID of another area is an error. */
    readonly areas: Readonly<Record<string, AreaRange>>;
  };
  /** Where the generated files go. */
  readonly outputs: {
    /** Folder of the generated YAML files. */
    readonly requirements: string;
    /** The generated overview. */
    readonly compliance: string;
    /** Other names for generated files, by the name they would have. */
    readonly names: Readonly<Record<string, string>>;
  };
  /** File in which accepted texts are recorded. */
  readonly accepted: string;
  /** Whether `accepted` must exist: it must where the configuration names it. */
  readonly isAcceptedRequired: boolean;
  /** Limits of `spec lint`. */
  readonly lint: {
    /** Widest line in columns. */
    readonly columnsMax: number;
    /** Smallest distance between the numbers of two neighbouring files. */
    readonly orderGapMin: number;
    /** Codes that are not reported. */
    readonly off: readonly SpecCode[];
  };
  /** What `spec links` leaves out. */
  readonly links: {
    /** Patterns of Markdown files whose links are not checked. */
    readonly exclude: readonly string[];
  };
  /** Where code, tests and test reports are. */
  readonly trace: {
    /** Patterns of files in which no marks are looked for. */
    readonly exclude: readonly string[];
    /** Patterns of files whose function names may name requirements. */
    readonly tests: readonly string[];
    /** Patterns of JUnit files. */
    readonly junit: readonly string[];
    /** Shares that must be reached, by strength. */
    readonly thresholds: Readonly<Record<Strength, Threshold>>;
  };
}

/** Name of the configuration file in the repository's root. */
export const CONFIG_NAME = "omega.spec.json";

/** What holds without a configuration file. */
export const DEFAULT_CONFIG: SpecConfig = {
  specs: [".specs/*.md", ".specs/**/[0-9][0-9]-*.md", "**/SPEC/SPEC.md"],
  exclude: ["**/README.md"],
  ids: {
    prefixes: [],
    // What commonly stands in brackets at the start of an item without being a requirement.
    reserved: [
      "ANSI",
      "BCP",
      "CVE",
      "CWE",
      "GHSA",
      "IEEE",
      "ISO",
      "NIST",
      "PEP",
      "RFC",
      "SHA",
      "UTF",
    ],
    digitsMin: 3,
    digitsMax: 5,
    definitions: ["start"],
    areas: {},
  },
  outputs: { requirements: "requirements", compliance: "COMPLIANCE.md", names: {} },
  accepted: "requirements/accepted.json",
  isAcceptedRequired: false,
  lint: { columnsMax: 100, orderGapMin: 2, off: [] },
  links: { exclude: [] },
  trace: {
    exclude: [],
    tests: ["**/*test*", "**/*spec.*", "**/*Test*", "**/*.feature", "**/test*/**"],
    junit: ["metrics/junit/**/*.xml"],
    thresholds: {
      must: { implemented: 1, covered: 1 },
      should: { implemented: 0, covered: 0 },
      may: { implemented: 0, covered: 0 },
    },
  },
};
