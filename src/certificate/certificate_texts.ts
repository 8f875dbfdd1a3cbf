import type { CertificateLanguage } from "./certificate.ts";

/** The words of `CERTIFICATE.md` in one language. */
export interface CertificateTexts {
  readonly title: string;
  readonly identification: string;
  /** Names of what is identified, by the names that the evidence has for them. */
  readonly subjectNames: Readonly<Record<string, string>>;
  readonly toolchain: string;
  readonly verdict: string;
  readonly proposedTag: string;
  readonly none: string;
  readonly seal: string;
  readonly sealedBy: string;
  readonly notSealed: string;
  readonly gates: string;
  readonly gateColumns: readonly string[];
  readonly reasons: string;
  readonly invariants: string;
  readonly invariantColumns: readonly string[];
  readonly inventory: string;
  readonly inventoryColumns: readonly string[];
  readonly history: string;
  readonly commitColumns: readonly string[];
  readonly earlierRuns: string;
  readonly earlierColumns: readonly string[];
  readonly register: string;
  readonly registerNote: string;
  readonly registerColumns: readonly string[];
  readonly check: string;
  readonly checkNote: string;
}

/** The words of a certificate by language. Verdicts, names and codes are the same in all. */
export const CERTIFICATE_TEXTS: Readonly<Record<CertificateLanguage, CertificateTexts>> = {
  en: {
    title: "Certificate",
    identification: "Identification",
    subjectNames: {},
    toolchain: "toolchain",
    verdict: "Verdict",
    proposedTag: "Proposed tag",
    none: "none",
    seal: "Seal",
    sealedBy: "Sealed with the Ed25519 key",
    notSealed:
      "Not sealed: no key was used. This document shows what the files give, not who made it.",
    gates: "Gates",
    gateColumns: ["gate", "name", "verdict", "evidence"],
    reasons: "Why a gate has not passed",
    invariants: "Invariants",
    invariantColumns: ["invariant", "statement", "gate", "tests of the gate"],
    inventory: "Inventory of critical files",
    inventoryColumns: ["file", "bytes", "SHA-256", "git blob"],
    history: "History",
    commitColumns: ["commit", "time", "subject"],
    earlierRuns: "Earlier runs of the gates",
    earlierColumns: ["gate", "run", "verdict"],
    register: "Cryptographic register",
    registerNote: "Every file that this certificate is over, with its SHA-256.",
    registerColumns: ["file", "bytes", "SHA-256"],
    check: "How to check",
    checkNote:
      "Every verdict above was computed from the files of the register and is computed again by:",
  },
  fr: {
    title: "Certificat",
    identification: "Identification",
    subjectNames: {
      branch: "branche",
      head: "commit",
      clean: "arbre propre",
      timestamp: "date",
      engine: "moteur",
      provider: "fournisseur",
      model: "modèle",
      seed: "graine",
      count: "exécutions",
      clock: "horloge",
    },
    toolchain: "outillage",
    verdict: "Verdict",
    proposedTag: "Étiquette proposée",
    none: "aucune",
    seal: "Sceau",
    sealedBy: "Scellé avec la clé Ed25519",
    notSealed:
      "Non scellé : aucune clé n'a servi. Ce document montre ce que donnent les fichiers, pas qui l'a fait.",
    gates: "Contrôles",
    gateColumns: ["contrôle", "nom", "verdict", "preuves"],
    reasons: "Pourquoi un contrôle n'est pas passé",
    invariants: "Invariants",
    invariantColumns: ["invariant", "énoncé", "contrôle", "tests du contrôle"],
    inventory: "Inventaire des fichiers critiques",
    inventoryColumns: ["fichier", "octets", "SHA-256", "blob git"],
    history: "Historique",
    commitColumns: ["commit", "date", "sujet"],
    earlierRuns: "Exécutions antérieures des contrôles",
    earlierColumns: ["contrôle", "exécution", "verdict"],
    register: "Registre cryptographique",
    registerNote: "Chaque fichier sur lequel porte ce certificat, avec son SHA-256.",
    registerColumns: ["fichier", "octets", "SHA-256"],
    check: "Comment vérifier",
    checkNote:
      "Chaque verdict ci-dessus a été calculé à partir des fichiers du registre et l'est de nouveau par :",
  },
};
