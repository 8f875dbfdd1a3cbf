import type { Json } from "../internal/json.ts";
import type { Certificate } from "./certificate.ts";
import type { CertificateTexts } from "./certificate_texts.ts";
import { CERTIFICATE_TEXTS } from "./certificate_texts.ts";
import { INVARIANTS } from "./invariants.ts";

// OC-CERT-7509 impl
/** `CERTIFICATE.md`: the certificate for people. It follows from the certificate alone. */
export function renderCertificate(certificate: Certificate): string {
  const texts = CERTIFICATE_TEXTS[certificate.language];
  const sections = [
    [`# ${texts.title} ${certificate.id}`],
    [`**${texts.verdict}: ${certificate.verdict}**`],
    renderIdentification(certificate, texts),
    renderGates(certificate, texts),
    renderInvariants(certificate, texts),
    renderInventory(certificate, texts),
    renderHistory(certificate, texts),
    renderRegister(certificate, texts),
    [
      `## ${texts.check}`,
      texts.checkNote,
      ["```sh", "omega certify verify certificate.dsse.json", "```"].join("\n"),
    ],
  ];
  return sections.flat().join("\n\n") + "\n";
}

type Section = readonly string[];

function renderIdentification(certificate: Certificate, texts: CertificateTexts): Section {
  const { subject, toolchain, key, proposedTag } = certificate;
  const rows = [
    ...Object.entries(subject).map((
      [name, value],
    ) => [texts.subjectNames[name] ?? name, show(value)]),
    ...Object.entries(toolchain).map(([name, version]) => [`${texts.toolchain} ${name}`, version]),
    [texts.proposedTag, proposedTag ?? texts.none],
    [texts.seal, key === null ? texts.notSealed : `${texts.sealedBy} ${key.id}`],
  ];
  return [`## ${texts.identification}`, table(["", ""], rows)];
}

function renderGates({ gates }: Certificate, texts: CertificateTexts): Section {
  const rows = gates.map(({ id, name, verdict, evidence }) => [
    id,
    name,
    verdict,
    evidence.join(" "),
  ]);
  const reasons = gates.flatMap(({ id, reasons }) => reasons.map((reason) => `- ${id}: ${reason}`));
  const why = reasons.length === 0 ? [] : [`### ${texts.reasons}`, reasons.map(escape).join("\n")];
  return [`## ${texts.gates}`, table(texts.gateColumns, rows), ...why];
}

function renderInvariants({ gates, language }: Certificate, texts: CertificateTexts): Section {
  const rows = INVARIANTS.map(({ id, text, tests }) => {
    const gate = gates.find(({ invariants }) => invariants.includes(id));
    const said = gate === undefined ? "" : `${gate.id} ${gate.verdict}`;
    return [id, text[language], said, tests.join(" ")];
  });
  return [`## ${texts.invariants}`, table(texts.invariantColumns, rows)];
}

function renderInventory({ inventory }: Certificate, texts: CertificateTexts): Section {
  const rows = inventory.map((item) =>
    ["path", "size", "sha256", "git_blob"].map((name) => memberOf(item, name))
  );
  return [`## ${texts.inventory}`, table(texts.inventoryColumns, rows)];
}

function renderHistory({ history, gates }: Certificate, texts: CertificateTexts): Section {
  const commits = history.map((commit) =>
    ["commit", "time", "subject"].map((name) => memberOf(commit, name))
  );
  const earlier = gates.flatMap(({ id, earlier }) =>
    earlier.map(({ path, verdict }) => [id, path, verdict])
  );
  const runs = earlier.length === 0
    ? []
    : [`### ${texts.earlierRuns}`, table(texts.earlierColumns, earlier)];
  return [`## ${texts.history}`, table(texts.commitColumns, commits), ...runs];
}

function renderRegister({ register }: Certificate, texts: CertificateTexts): Section {
  const rows = register.map(({ path, size, sha256 }) => [path, String(size), sha256]);
  return [`## ${texts.register}`, texts.registerNote, table(texts.registerColumns, rows)];
}

function memberOf(item: Json, name: string): string {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return "";
  return show((item as Readonly<Record<string, Json | undefined>>)[name]);
}

function show(value: Json | undefined): string {
  if (value === undefined || value === null) return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [columns, columns.map(() => "---"), ...rows.map((row) => row.map(escape))];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What comes from files must neither break a table nor become a link or a tag. */
function escape(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*[\]<>|]/g, "\\$&");
}
