import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../../src/internal/errors.ts";
import { canonicalJson } from "../../src/internal/json.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { INVARIANTS } from "../../src/certificate/invariants.ts";
import { verifyCertificate } from "../../src/certificate/verify_certificate.ts";
import { createSigningKey } from "../proofpack/signature/_keys.ts";
import { ROOT } from "../cli/run_omega.ts";
import { STRESS, withCertificate } from "./_runs.ts";

const verify = (path: string, options = {}) =>
  verifyCertificate(path, { ports: systemPorts, ...options });

/** Codes and paths of what is wrong, on one line each. */
async function saidOf(path: string): Promise<readonly string[]> {
  const { ok, violations } = await verify(path);
  assertEquals(ok, violations.length === 0);
  return violations.map(({ code, path }) => `${code} ${path}`);
}

Deno.test("verifyCertificate() accepts what was written, by envelope, document and folder", () =>
  withCertificate(async ({ out }) => {
    for (const path of ["certificate.dsse.json", "CERTIFICATE.md", ""]) {
      const result = await verify(join(out, path));
      assertEquals([result.ok, result.verdict, result.keyId], [true, "PASS", null]);
    }
    await assertRejects(() => verify(join(out, "none")), InputError);
  }));

Deno.test("verifyCertificate() names the file that was edited, added or removed [OC-CERT-7508]", () =>
  withCertificate(async ({ runs, out }) => {
    const prose = `${STRESS}/runs/000001/prose.txt`;
    await Deno.writeTextFile(join(runs, prose), "x", { append: true });
    assertEquals(await saidOf(out), [
      `ARTEFACT_CHANGED ${prose}`,
      ...await otherPlaces(out),
    ]);
    await Deno.writeTextFile(join(runs, "extra.txt"), "");
    await Deno.remove(join(runs, "PR_PREFLIGHT.json"));
    const said = await saidOf(out);
    assert(said.includes("ARTEFACT_ADDED extra.txt"), said.join());
    assert(said.includes("ARTEFACT_REMOVED PR_PREFLIGHT.json"), said.join());
    const { verdict } = await verify(out);
    assertEquals(verdict, "FAIL");
  }));

/** What follows from a changed register: identity, sizes, tag and the document. */
async function otherPlaces(out: string): Promise<readonly string[]> {
  return (await saidOf(out)).filter((line) => !line.startsWith("ARTEFACT_"));
}

Deno.test("verifyCertificate() refuses a gate file that was edited together with nothing else", () =>
  withCertificate(async ({ runs, out }) => {
    const path = join(runs, STRESS, "run-cost.json");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace('"total_calls": 0', '"total_calls": 1'));
    const { verdict, violations } = await verify(out);
    assertEquals(verdict, "FAIL");
    assertEquals(violations[0]?.path, `${STRESS}/run-cost.json`);
    assert(violations.some(({ path }) => path === "$.gates[2].verdict"));
  }));

Deno.test("verifyCertificate() refuses a certificate or document of which any byte is flipped [OC-CERT-7507]", () =>
  withCertificate(async ({ out }) => {
    for (const name of ["certificate.dsse.json", "CERTIFICATE.md"]) {
      const path = join(out, name);
      const good = await Deno.readFile(path);
      for (let index = 0; index < good.length; index += 499) {
        await Deno.writeFile(path, good.with(index, good[index]! ^ 1));
        assertEquals((await verify(out)).ok, false, `${name} at ${index}`);
      }
      await Deno.writeFile(path, good.subarray(0, -1));
      assertEquals((await verify(out)).ok, false);
      await Deno.writeFile(path, good);
    }
    assertEquals((await verify(out)).ok, true);
    await Deno.remove(join(out, "CERTIFICATE.md"));
    assertEquals(await saidOf(out), ["DOCUMENT_CHANGED CERTIFICATE.md"]);
  }));

Deno.test("verifyCertificate() checks the seal with a key, and is not fooled about it", async () => {
  const key = await createSigningKey();
  const stranger = await createSigningKey();
  await withCertificate(async ({ out, certificate }) => {
    assertEquals((await verify(out, { key: key.publicKey })).ok, true);
    assertEquals((await verify(out)).keyId, key.publicKey.id);
    const other = await verify(out, { key: stranger.publicKey });
    assertEquals([other.ok, other.violations[0]?.code], [false, "SIGNATURE_UNKNOWN_KEY"]);
    assertStringIncludes(
      await Deno.readTextFile(join(out, "CERTIFICATE.md")),
      `Sealed with the Ed25519 key ${key.publicKey.id}`,
    );
    assertEquals(certificate.key?.id, key.publicKey.id);
    // Without its signature the envelope still says that it had one.
    const path = join(out, "certificate.dsse.json");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace(/\[\n[^\]]*\]/, "[]"));
    const stripped = await verify(out);
    assertEquals(stripped.ok, false);
    assert(stripped.violations.some(({ path }) => path?.startsWith("$.sealed")));
  }, { key });
  await withCertificate(async ({ out }) => {
    const unsealed = await verify(out, { key: key.publicKey });
    assertEquals(unsealed.violations[0]?.code, "SIGNATURE_MISSING");
    assertStringIncludes(await Deno.readTextFile(join(out, "CERTIFICATE.md")), "no key was used");
  });
});

Deno.test("verifyCertificate() sees every edit of a seal without any key at hand", async () => {
  const key = await createSigningKey();
  await withCertificate(async ({ out }) => {
    const path = join(out, "certificate.dsse.json");
    const good = JSON.parse(await Deno.readTextFile(path));
    const [signature] = good.signatures;
    const bytes = Uint8Array.fromBase64(signature.sig);
    const forged = {
      "another signature": { ...signature, sig: bytes.with(9, bytes[9]! ^ 1).toBase64() },
      "another key id": { ...signature, keyid: "0".repeat(64) },
    };
    for (const [name, entry] of Object.entries(forged)) {
      const text = `${JSON.stringify({ ...good, signatures: [entry] }, null, 2)}\n`;
      await Deno.writeTextFile(path, text);
      const { ok, violations } = await verify(out);
      assertEquals([ok, violations[0]?.code.startsWith("SIGNATURE_")], [false, true], name);
    }
  }, { key });
});

/** Edits of the list of files that change no digest in it. */
const SUBJECT_EDITS: Readonly<Record<string, (subjects: unknown[]) => unknown[]>> = {
  "a file twice": (subjects) => [...subjects, subjects[0]],
  "another order": (subjects) => subjects.toReversed(),
};

for (const [name, edit] of Object.entries(SUBJECT_EDITS)) {
  Deno.test(`verifyCertificate() refuses a certificate that names ${name}`, () =>
    withCertificate(async ({ out }) => {
      const path = join(out, "certificate.dsse.json");
      const envelope = JSON.parse(await Deno.readTextFile(path));
      const statement = JSON.parse(
        new TextDecoder().decode(Uint8Array.fromBase64(envelope.payload)),
      );
      const edited = canonicalJson({ ...statement, subject: edit(statement.subject) });
      const payload = new TextEncoder().encode(edited).toBase64();
      await Deno.writeTextFile(path, `${JSON.stringify({ ...envelope, payload }, null, 2)}\n`);
      assertEquals(await saidOf(out), ["CERTIFICATE_CHANGED $.subject"]);
    }));
}

Deno.test("verifyCertificate() finds the files where it is told, after the folders were moved", () =>
  withCertificate(async ({ runs, out }) => {
    const moved = `${runs}-moved`;
    await Deno.rename(runs, moved);
    assertEquals((await verify(out)).ok, false);
    assertEquals((await verify(out, { runsFolder: moved })).ok, true);
  }));

Deno.test("CERTIFICATE.md has every section, in English and French, and breaks no table [OC-CERT-7509]", async () => {
  const headings = {
    en: ["Identification", "Gates", "Invariants", "Inventory of critical files", "History"],
    fr: ["Identification", "Contrôles", "Invariants", "Inventaire des fichiers critiques"],
  };
  for (const language of ["en", "fr"] as const) {
    await withCertificate(async ({ out, runs }) => {
      const text = await Deno.readTextFile(join(out, "CERTIFICATE.md"));
      assertStringIncludes(text, language === "fr" ? "| graine | 42 |" : "| seed | 42 |");
      for (const heading of headings[language]) assertStringIncludes(text, `## ${heading}`);
      assert(!text.includes(runs));
      assertStringIncludes(text, "first \\| \\*");
      for (const { id } of INVARIANTS) assertStringIncludes(text, id);
      for (const table of text.split("\n\n").filter((block) => block.startsWith("|"))) {
        const widths = table.trimEnd().split("\n").map((row) => row.split(/(?<!\\)\|/).length);
        assertEquals(new Set(widths).size, 1, table);
      }
    }, { language });
  }
});

Deno.test("the invariants name the tests of every domain that is there [OC-CERT-7510]", async () => {
  for (const folder of INVARIANTS.flatMap(({ tests }) => tests)) {
    const domain = join(ROOT, folder.replace(/^tests/, "src"));
    const isThere = await Deno.stat(domain).then(() => true, () => false);
    if (isThere) assert((await Deno.stat(join(ROOT, folder))).isDirectory, folder);
  }
});
