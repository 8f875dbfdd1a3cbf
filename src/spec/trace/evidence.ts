import { type Place, placeAt } from "../finding.ts";
import type { IdGrammar } from "../requirement_id.ts";
import { idsInIdentifier, type SourceMarks } from "./find_marks.ts";
import type { TestCase, TestOutcome } from "./read_junit.ts";
import { HOLE } from "./scan_source.ts";

/** A test of a requirement. */
export interface TestEvidence {
  /** Its name; "" of a test mark that no test follows. */
  readonly name: string;
  /** Where it stands; null where only a report names it. */
  readonly place: Place | null;
  /** How it ended; null where no report names it. */
  readonly outcome: TestOutcome | null;
}

/** What the code and the tests say about a requirement. */
export interface Evidence {
  /** Where its `impl` marks stand. */
  readonly code: readonly Place[];
  /** Tests that name it or stand under its `test` marks. */
  readonly tests: readonly TestEvidence[];
}

/** Options of {@linkcode gatherEvidence}. */
export interface EvidenceOptions {
  readonly grammar: IdGrammar;
  readonly knownIds: ReadonlySet<string>;
}

/**
 * Brings marks, test names and test reports together.
 *
 * @param sources Marks and named tests
 * @param cases What ran
 * @param options What an ID looks like
 * @returns The evidence for each ID that has any
 */
export function gatherEvidence(
  sources: readonly SourceMarks[],
  cases: readonly TestCase[],
  options: EvidenceOptions,
): ReadonlyMap<string, Evidence> {
  const evidence = new Map<string, { code: Place[]; tests: TestEvidence[] }>();
  const of = (id: string) => {
    const known = evidence.get(id) ?? { code: [], tests: [] };
    evidence.set(id, known);
    return known;
  };
  const results = new CaseIndex(cases);
  const seen = new Set<string>();
  const addTest = (id: string, name: string, place: Place) => {
    seen.add(`${id}\0${name}`);
    of(id).tests.push({ name, place, outcome: results.outcomeOf(name) });
  };
  for (const source of sources) {
    for (const { kind, id, offset, testName } of source.marks) {
      if (kind === "impl") of(id).code.push(placeAt(source, offset));
      else addTest(id, testName ?? "", placeAt(source, offset));
    }
    for (const { id, name, offset } of source.tests) addTest(id, name, placeAt(source, offset));
  }
  for (const { name, className, outcome } of cases) {
    for (const id of idsOfCase(`${className} ${name}`, options)) {
      const isSeen = [...namesOf(name)].some((known) => seen.has(`${id}\0${known}`));
      if (!isSeen) of(id).tests.push({ name, place: null, outcome });
    }
  }
  return evidence;
}

function idsOfCase(text: string, { grammar, knownIds }: EvidenceOptions): ReadonlySet<string> {
  return new Set([
    ...grammar.findIds(text).map(({ id }) => id),
    ...idsInIdentifier(text, knownIds),
  ]);
}

/** As much of a name as must be written out for it to be one. */
const TEMPLATE_MIN_CHARACTERS = 8;

/** Whether a name has the parts in order, the first at its beginning and the last at its end. */
function isMadeOf(name: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = index === parts.length - 1 ? name.length - part.length : name.indexOf(part, from);
    if (at < from || (index === 0 && at > 0) || !name.startsWith(part, at)) return false;
    from = at + part.length;
  }
  return true;
}

/** Finds the results of a test by the name that it has in the source. */
class CaseIndex {
  readonly #byName = new Map<string, TestOutcome[]>();
  readonly #cases: readonly TestCase[];

  constructor(cases: readonly TestCase[]) {
    this.#cases = cases;
    for (const { name, outcome } of cases) {
      for (const key of namesOf(name)) {
        const outcomes = this.#byName.get(key) ?? [];
        outcomes.push(outcome);
        this.#byName.set(key, outcomes);
      }
    }
  }

  /** The worst of its results that counts: failed, else passed, else skipped; null for none. */
  outcomeOf(name: string): TestOutcome | null {
    if (name === "") return null;
    const outcomes = name.includes(HOLE)
      ? this.#outcomesOfTemplate(name)
      : this.#byName.get(name) ?? this.#outcomesBehindSuite(name);
    for (const outcome of ["failed", "passed", "skipped"] as const) {
      if (outcomes.includes(outcome)) return outcome;
    }
    return null;
  }

  /** A name that is made of values: whatever it can become. */
  #outcomesOfTemplate(name: string): readonly TestOutcome[] {
    const parts = name.split(HOLE);
    // A name of nothing but values would be the name of every test.
    if (parts.join("").trim().length < TEMPLATE_MIN_CHARACTERS) return [];
    return this.#cases.filter((one) => isMadeOf(one.name, parts)).map(({ outcome }) => outcome);
  }

  /** Some reporters put the names of the suites in front: "cache lock waits". */
  #outcomesBehindSuite(name: string): readonly TestOutcome[] {
    return this.#cases.filter((one) => one.name.endsWith(` ${name}`)).map(({ outcome }) => outcome);
  }
}

/** A reported name and what of it can be the name in the source: no module, no parameters. */
function namesOf(name: string): ReadonlySet<string> {
  const bare = name.replace(/\s*[[(][^\]]*[\])]$/, "");
  const names = new Set([name, bare]);
  for (const text of [name, bare]) {
    for (const separator of ["::", " > ", "."]) {
      const at = text.lastIndexOf(separator);
      if (at >= 0) names.add(text.slice(at + separator.length));
    }
    // Go: TestLock/waits.
    const slash = text.indexOf("/");
    if (slash > 0) names.add(text.slice(0, slash));
  }
  return names;
}
