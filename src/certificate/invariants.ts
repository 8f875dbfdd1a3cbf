/** A rule that a gate guards, and the tests of this package that prove that the gate does. */
export interface Invariant {
  /** Its name. */
  readonly id: string;
  /** What it says, in both languages of a certificate. */
  readonly text: { readonly en: string; readonly fr: string };
  /** Folders of its tests, from the root of the repository of this package. */
  readonly tests: readonly string[];
}

// OC-CERT-7510 impl
/** The invariants, in the order of their gates. */
export const INVARIANTS: readonly Invariant[] = [
  {
    id: "INV-CACHE-LOCK-01",
    text: {
      en: "every cache write holds an exclusive lock",
      fr: "chaque écriture du cache détient un verrou exclusif",
    },
    tests: ["tests/lock", "tests/cache"],
  },
  {
    id: "INV-BUDGET-01",
    text: {
      en: "over budget is FAIL, never a warning",
      fr: "un dépassement de budget est un FAIL, jamais un avertissement",
    },
    tests: ["tests/budget"],
  },
  {
    id: "INV-RETRY-BOUND-01",
    text: {
      en: "attempts, time and cost of retries are bounded",
      fr: "le nombre, la durée et le coût des nouvelles tentatives sont bornés",
    },
    tests: ["tests/retry"],
  },
  {
    id: "INV-FAILCLOSED-01",
    text: {
      en: "no fault ends as a silent success",
      fr: "aucune panne ne finit en succès silencieux",
    },
    tests: ["tests/chaos"],
  },
  {
    id: "INV-ENTROPY-01",
    text: {
      en: "the spread of the results stays inside its envelopes",
      fr: "la dispersion des résultats reste dans ses enveloppes",
    },
    tests: ["tests/stress"],
  },
  {
    id: "INV-PROOFPACK-EXPORT-01",
    text: {
      en: "every run exports a deterministic pack",
      fr: "chaque exécution exporte un paquet déterministe",
    },
    tests: ["tests/proofpack"],
  },
];
