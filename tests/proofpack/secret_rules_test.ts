import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { ContentScanner, ScanRuleSet } from "../../src/proofpack/content_scanner.ts";
import { maskSecret, SECRET_RULES } from "../../src/proofpack/secret_rules.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { build, toBytes } from "./_pack.ts";
import { makeRunFiles, writeFiles } from "./_run_folder.ts";
import { lacks, runTool } from "./_tool.ts";

const RULES = new ScanRuleSet(SECRET_RULES);

function scan(content: string): readonly string[] {
  const scanner = new ContentScanner(RULES);
  scanner.update(toBytes(content));
  return scanner.finish().map(({ text }) => text);
}

/** A drawn token; the texts below are put together here, so that no scanner of ours takes them. */
const DRAWN = "q7Rk2mZp9XvT4cLw8BnY3hJd6FsG1aQe5UoI0tEr";
const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

const HITS: readonly string[] = [
  "-----BEGIN " + "PRIVATE KEY-----",
  "-----BEGIN RSA " + "PRIVATE KEY-----",
  "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
  "-----BEGIN ENCRYPTED " + "PRIVATE KEY-----",
  "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----",
  String.raw`"key": "-----BEGIN EC ` + String.raw`PRIVATE KEY-----\nMHc"`,
  "AKIA" + "Q3EGR7T5W2YUIOPL",
  "ghp_" + DRAWN,
  "github_pat_" + DRAWN,
  "glpat-" + DRAWN.slice(0, 20),
  "sk-" + DRAWN,
  "sk-ant-api03-" + DRAWN,
  "sk-proj-" + DRAWN,
  "hf_" + DRAWN,
  "npm_" + DRAWN,
  "sk_live_" + DRAWN,
  "xoxb-12345678-" + DRAWN,
  "AIza" + DRAWN.slice(0, 35),
  "SG." + DRAWN.slice(0, 22) + "." + DRAWN,
  "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJhZGEifQ." + DRAWN,
  "Authorization: Bearer " + DRAWN,
  "postgres://ada:" + "Tr0ub4dor3@db.internal/prod",
  `OPENAI_API_KEY=${DRAWN}`,
  `{ "api_key": "${DRAWN}" }`,
  String.raw`{\"apiKey\":\"${DRAWN}\"}`,
  `api-key: ${DRAWN}`,
  `client_secret = '${DRAWN}'`,
  `"accessToken" : "${DRAWN}"`,
  `password=${DRAWN.slice(0, 24)}`,
  `AccountKey=${DRAWN}==;`,
  `secret_key => "${HEX.slice(0, 40)}"`,
  `SIGNING-KEY: ${HEX}`,
];

Deno.test("SECRET_RULES find keys by their shape and tokens by the name beside them", () => {
  for (const text of HITS) {
    assertEquals(scan(text).length, 1, text);
    assertEquals(scan(`line\n  ${text}\nline`).length, 1, text);
  }
});

const MISSES: readonly string[] = [
  "-----BEGIN PUBLIC KEY-----",
  "-----BEGIN CERTIFICATE-----",
  "AKIAIOSFODNN7EXAMPLE",
  "set OPENAI_API_KEY to your key",
  "OPENAI_API_KEY=your-api-key-goes-in-here-2024",
  "api_key: ${OPENAI_API_KEY_FROM_THE_VAULT_2}",
  "api_key=<redacted-by-the-gateway-1234>",
  `"token": "sha256:${HEX}"`,
  `"sha256": "${HEX}"`,
  `"pack_id": "omega-${HEX.slice(0, 16)}"`,
  `"input_tokens": 1234567890123456789012`,
  `"key": "run-7/scene-2/attempt-1/with/a/long/name9"`,
  '"token_count": 12345678901234567890',
  "the secret: a-long-hyphenated-phrase-of-words",
  "password: correct-horse-battery-staple",
  "ask-the-desk-about-the-risk-and-the-task",
  "sk-a-long-hyphenated-class-name-of-css",
  "https://example.org/path?x=1",
  "https://user@example.org/path",
  "see https://host:8080/a and mail ada@example.org",
  "Bearer of the lantern walked on through the night",
  "Basic understanding-of-the-plan is required",
  "tokenisation=" + HEX,
  `"secret": "0000000000000000000000000000"`,
];

Deno.test("SECRET_RULES leave digests, numbers, phrases and stand-ins alone", () => {
  for (const text of MISSES) assertEquals(scan(text), [], text);
});

Deno.test("SECRET_RULES find nothing in the files of this repository's product", async () => {
  const root = join(import.meta.dirname!, "../..");
  for (const path of ["README.md", "calibration/calibration.json", "examples/en/plan.json"]) {
    assertEquals(scan(await Deno.readTextFile(join(root, path))), [], path);
  }
});

Deno.test("maskSecret() shows the kind of a key and none of its value", () => {
  const shown = maskSecret("ghp_" + DRAWN);
  assert(shown.startsWith("ghp_q7..."));
  assert(!shown.includes(DRAWN.slice(2)));
});

Deno.test({
  name:
    "buildPack() writes no pack of a key file or token, names the line and shows neither [OC-PACK-6102]",
  ignore: lacks("openssl"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const source = join(folder, "run");
      const out = join(folder, "run.zip");
      await writeFiles(source, makeRunFiles());
      await runTool(["openssl", "genpkey", "-algorithm", "ed25519", "-out", `${source}/omega.key`]);
      await Deno.writeTextFile(join(source, "log.txt"), `one\nAuthorization: Bearer ${DRAWN}\n`);
      const result = await build({ source, out });
      assertEquals(
        result.violations.map(({ code, path, line }) => [code, path, line]),
        [["SECRET", "log.txt", 2], ["SECRET", "omega.key", 1]],
      );
      const text = JSON.stringify(result);
      assert(!text.includes(DRAWN.slice(8)));
      assertEquals(await Deno.stat(out).catch(() => null), null);
    }),
});
