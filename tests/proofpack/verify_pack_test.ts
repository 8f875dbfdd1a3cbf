import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { sourceOfBytes } from "../../src/proofpack/byte_stream.ts";
import { DOCUMENT_NAMES } from "../../src/proofpack/check_contents.ts";
import { readPack } from "../../src/proofpack/read_pack.ts";
import { verifyPack } from "../../src/proofpack/verify_pack.ts";
import type { ViolationCode } from "../../src/proofpack/violation.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { buildBytes, reseal, unarchive } from "./_pack.ts";
import { makeRunFiles, TOOLCHAIN } from "./_run_folder.ts";

const { bytes: GOOD, result: BUILT } = await buildBytes({ count: 1 });
const CONTENTS = unarchive(GOOD);
const verify = (bytes: Uint8Array) => verifyPack(bytes, { ports: systemPorts });

/**
 * A good pack of few bytes: nothing that a pack may lack, short scripts of another Omega version,
 * and JSON on one line.
 */
const SMALL = await reseal(
  new Map(
    [...CONTENTS].filter(([path]) => !/^runs|plan/.test(path)).map(
      ([path, content]): [string, string | Uint8Array] => {
        if (/^(replay\.sh|verify\.ps1)$/.test(path)) return [path, "exit 0\n"];
        if (!/^(PR_REPORT|RUN|inputs\/calibration|toolchain)\.json$/.test(path)) {
          return [path, content];
        }
        const document = JSON.parse(new TextDecoder().decode(content));
        if (path !== "toolchain.json") return [path, JSON.stringify(document)];
        return [path, `${JSON.stringify({ ...document, omega: "9.9.9" }, null, 2)}\n`];
      },
    ),
  ),
  { toolchain: { ...TOOLCHAIN, omega: "9.9.9" } },
);

/** What the archive alone gives away: cheap enough to be asked for every byte. */
async function isArchiveRefused(bytes: Uint8Array): Promise<boolean> {
  const isKept = (path: string) => DOCUMENT_NAMES.has(path);
  return (await readPack(sourceOfBytes(bytes), isKept)).violations.length > 0;
}

Deno.test("verifyPack() accepts what buildPack() wrote, from bytes, a path and a slow pipe [OC-PACK-6301]", async () => {
  const wanted = {
    ok: true,
    packSha256: BUILT.packSha256,
    packId: BUILT.packId,
    runType: "stress",
    verdict: "PASS" as const,
    reasons: [],
    toolchain: TOOLCHAIN,
    fileCount: BUILT.fileCount,
    derived: [],
    violations: [],
  };
  assertEquals(await verify(GOOD), wanted);
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "good.zip");
    await Deno.writeFile(path, GOOD);
    assertEquals(await verifyPack(path, { ports: systemPorts }), wanted);
  });
  const source = sourceOfBytes(GOOD);
  const slow = { read: (buffer: Uint8Array) => source.read(buffer.subarray(0, 7)) };
  assertEquals(await verifyPack(slow, { ports: systemPorts }), wanted);
});

Deno.test("verifyPack() refuses a pack of which any one byte is flipped [OC-PACK-6302]", async () => {
  assertEquals((await verify(SMALL)).violations, []);
  const bytes = SMALL.slice();
  for (let index = 0; index < bytes.length; index++) {
    bytes[index]! ^= 1 << (index % 8);
    assert(await isArchiveRefused(bytes), `flip at ${index} was accepted`);
    if (index % 401 === 0) assertEquals((await verify(bytes)).ok, false, `flip at ${index}`);
    bytes[index] = SMALL[index]!;
  }
});

Deno.test("verifyPack() refuses a pack cut at any length [OC-PACK-6303]", async () => {
  for (let length = 0; length < SMALL.length; length++) {
    const bytes = SMALL.subarray(0, length);
    assert(await isArchiveRefused(bytes), `${length} bytes were accepted`);
    if (length % 401 === 0) assertEquals((await verify(bytes)).ok, false, `${length} bytes`);
  }
});

Deno.test("verifyPack() names the file whose content was changed", async () => {
  const bytes = GOOD.slice();
  const offset = new TextDecoder("latin1").decode(bytes).indexOf("The harbour");
  bytes[offset]! ^= 0x20;
  const { violations } = await verify(bytes);
  assertEquals(
    violations.map(({ code, path }) => [code, path]),
    [
      ["CRC_MISMATCH", "runs/000001/prose.txt"],
      ["HASH_MISMATCH", "runs/000001/prose.txt"],
      ["HASH_MISMATCH", "runs/000001/prose.txt"],
    ],
  );
});

Deno.test("verifyPack() gives violations for any bytes and crashes on none [OC-PACK-6304]", async () => {
  const garbage = [
    new Uint8Array(0),
    new Uint8Array(4),
    new Uint8Array(5000),
    new Uint8Array(100).fill(0xff),
    new TextEncoder().encode("PK"),
    new Uint8Array([0x50, 0x4b, 0x03, 0x04]),
    new Uint8Array(300).map((_, index) => [0x50, 0x4b, 0x03, 0x04][index] ?? 0xff),
    new TextEncoder().encode("PR_REPORT.json is not an archive\n".repeat(100)),
    crypto.getRandomValues(new Uint8Array(4096)),
  ];
  for (const bytes of garbage) {
    const { ok, violations, verdict } = await verify(bytes);
    assertEquals([ok, verdict], [false, null]);
    assert(violations.length > 0);
  }
});

Deno.test("verifyPack() refuses what is no file", async () => {
  await inTemporaryFolder(async (folder) => {
    for (const path of [join(folder, "none.zip"), folder]) {
      const error = await assertRejects(
        () => verifyPack(path, { ports: systemPorts }),
        InputError,
      );
      assertStringIncludes(error.message, path);
    }
  });
});

Deno.test("verifyPack() ends at once with the reason of its signal", async () => {
  const reason = new Error("enough");
  const options = { ports: systemPorts, signal: AbortSignal.abort(reason) };
  const error = await assertRejects(() => verifyPack(GOOD, options));
  assertEquals(error, reason);
});

/** Contents changed consistently or not, in archives that are canonical. */
const LIES: readonly (readonly [
  name: string,
  code: ViolationCode,
  path: string | undefined,
  make: () => Promise<Uint8Array>,
])[] = [
  [
    "a file that nobody lists",
    "EXTRA_FILE",
    "extra.txt",
    () =>
      reseal(with_({ "extra.txt": "x" }), {
        files: covered().filter(({ path }) => path !== "extra.txt"),
        list: (text) => text.replace(/.*extra\.txt\n/, ""),
      }),
  ],
  [
    "a listed file that is not there",
    "MISSING_FILE",
    "gone.txt",
    () => reseal(CONTENTS, { list: (text) => `${"0".repeat(64)}  gone.txt\n${text}` }),
  ],
  [
    "a list with a wrong digest",
    "HASH_MISMATCH",
    "runs.jsonl",
    () =>
      reseal(CONTENTS, {
        list: (text) => text.replace(/[0-9a-f]{64}(?= {2}runs\.jsonl)/, "0".repeat(64)),
      }),
  ],
  [
    "a list with upper-case digests",
    "LIST_MALFORMED",
    "SHA256SUMS.txt",
    () =>
      reseal(CONTENTS, {
        list: (text) => text.replace(/^[0-9a-f]{64}/, (hex) => hex.toUpperCase()),
      }),
  ],
  [
    "a list with binary marks",
    "LIST_MALFORMED",
    "SHA256SUMS.txt",
    () => reseal(CONTENTS, { list: (text) => text.replace(/ {2}/, " *") }),
  ],
  [
    "a list in another order",
    "LIST_MALFORMED",
    "SHA256SUMS.txt",
    () =>
      reseal(CONTENTS, {
        list: (text) => text.split("\n").slice(0, -1).toReversed().join("\n") + "\n",
      }),
  ],
  [
    "a list with a line twice",
    "LIST_MALFORMED",
    "SHA256SUMS.txt",
    () => reseal(CONTENTS, { list: (text) => text.replace(/^.*\n/, "$&$&") }),
  ],
  [
    "a list without its last line feed",
    "LIST_MALFORMED",
    "SHA256SUMS.txt",
    () => reseal(CONTENTS, { list: (text) => text.trimEnd() }),
  ],
  [
    "a list with an empty line",
    "LIST_MALFORMED",
    "SHA256SUMS.txt",
    () => reseal(CONTENTS, { list: (text) => `${text}\n` }),
  ],
  [
    "a list with carriage returns",
    "MISSING_FILE",
    "MANIFEST.json\r",
    () => reseal(CONTENTS, { list: (text) => text.replaceAll("\n", "\r\n") }),
  ],
  [
    "a list with a byte order mark",
    "LIST_MALFORMED",
    "SHA256SUMS.txt",
    () => reseal(CONTENTS, { list: (text) => `\ufeff${text}` }),
  ],
  ["an empty list", "EXTRA_FILE", "MANIFEST.json", () => reseal(CONTENTS, { list: () => "" })],
  [
    "a manifest that lists less",
    "EXTRA_FILE",
    "runs.jsonl",
    () => reseal(CONTENTS, { files: covered().filter(({ path }) => path !== "runs.jsonl") }),
  ],
  [
    "a manifest that lists more",
    "MISSING_FILE",
    "gone.txt",
    () => reseal(CONTENTS, { files: [...covered(), { path: "gone.txt", size: 0, sha256: "0" }] }),
  ],
  [
    "a manifest with a wrong size",
    "SIZE_MISMATCH",
    "runs.jsonl",
    () =>
      reseal(CONTENTS, {
        manifest: (text) => text.replace(/(runs\.jsonl",\s+"size": )\d+/, "$17"),
      }),
  ],
  ["a manifest with a wrong digest", "HASH_MISMATCH", "runs.jsonl", () =>
    reseal(CONTENTS, {
      manifest: (text) =>
        text.replace(/(runs\.jsonl",\s+"size": \d+,\s+"sha256": ")\w+/, `$1${"0".repeat(64)}`),
    })],
  ["another sha256_manifest", "MANIFEST_MISMATCH", "MANIFEST.json", () =>
    reseal(CONTENTS, {
      manifest: (text) => text.replace(/("sha256_manifest": ")\w+/, `$1${"0".repeat(64)}`),
    })],
  [
    "another pack_id",
    "MANIFEST_MISMATCH",
    "MANIFEST.json",
    () =>
      reseal(CONTENTS, { manifest: (text) => text.replace(/omega-\w+/, "omega-0000000000000000") }),
  ],
  [
    "another toolchain in the manifest",
    "MANIFEST_MISMATCH",
    "MANIFEST.json",
    () => reseal(CONTENTS, { toolchain: { ...TOOLCHAIN, deno: "2.9.1" } }),
  ],
  [
    "a manifest with a further field",
    "MANIFEST_MISMATCH",
    "MANIFEST.json",
    () => reseal(CONTENTS, { manifest: (text) => text.replace("{", '{\n  "signed_by": "me",') }),
  ],
  [
    "a manifest with a field twice",
    "MANIFEST_MISMATCH",
    "MANIFEST.json",
    () => reseal(CONTENTS, { manifest: (text) => text.replace("{", '{\n  "verdict": "FAIL",') }),
  ],
  [
    "a manifest of another schema",
    "MANIFEST_MISMATCH",
    "MANIFEST.json",
    () => reseal(CONTENTS, { manifest: (text) => text.replace("PROOFPACK-1.0", "PROOFPACK-9.0") }),
  ],
  [
    "a manifest that is no JSON",
    "MANIFEST_MISMATCH",
    "MANIFEST.json",
    () => reseal(CONTENTS, { manifest: () => "{" }),
  ],
  [
    "a manifest of unknown run type",
    "MANIFEST_MISMATCH",
    "MANIFEST.json",
    () => reseal(CONTENTS, { runType: "budget" }),
  ],
  [
    "a better verdict than the evidence",
    "VERDICT_MISMATCH",
    "MANIFEST.json",
    () => reseal(with_(Object.fromEntries(makeRunFiles({ score: () => [0.2, 0.2] })))),
  ],
  [
    "a worse verdict than the evidence",
    "VERDICT_MISMATCH",
    "MANIFEST.json",
    () => reseal(CONTENTS, { verdict: "FAIL" }),
  ],
  [
    "no evidence",
    "BAD_EVIDENCE",
    "MANIFEST.json",
    () => reseal(new Map([...CONTENTS].filter(([path]) => path !== "PR_REPORT.json"))),
  ],
  ["evidence that contradicts itself", "BAD_EVIDENCE", "MANIFEST.json", () =>
    reseal(with_({
      "PR_REPORT.json": makeRunFiles({ count: 1 }).get("PR_REPORT.json")!
        .replace(/("mean_hard_score": )[\d.]+/, "$10.9"),
    }))],
  [
    "a replay.sh that always passes",
    "GENERATED_MISMATCH",
    "replay.sh",
    () => reseal(with_({ "replay.sh": "exit 0\n" })),
  ],
  [
    "a verify.ps1 that always passes",
    "GENERATED_MISMATCH",
    "verify.ps1",
    () => reseal(with_({ "verify.ps1": "exit 0\n" })),
  ],
  [
    "a toolchain.json that is none",
    "GENERATED_MISMATCH",
    "toolchain.json",
    () => reseal(with_({ "toolchain.json": "{}\n" })),
  ],
  [
    "no replay.sh",
    "MISSING_FILE",
    "replay.sh",
    () => reseal(new Map([...CONTENTS].filter(([path]) => path !== "replay.sh"))),
  ],
];

function with_(changes: Readonly<Record<string, string>>): Map<string, string | Uint8Array> {
  return new Map<string, string | Uint8Array>([...CONTENTS, ...Object.entries(changes)]);
}

function covered() {
  return JSON.parse(new TextDecoder().decode(CONTENTS.get("MANIFEST.json"))).files as {
    path: string;
    size: number;
    sha256: string;
  }[];
}

for (const [name, code, path, make] of LIES) {
  Deno.test(`verifyPack() refuses a pack with ${name}`, async () => {
    const { ok, violations } = await verify(await make());
    assertEquals(ok, false);
    const hit = violations.find((violation) => violation.code === code && violation.path === path);
    assert(hit, JSON.stringify(violations, null, 2));
  });
}

Deno.test("verifyPack() says which files it does not make again", async () => {
  const { ok, derived } = await verify(
    await reseal(with_({ "report.html": "<p>PASS</p>", "metrics.prom": "" })),
  );
  assertEquals([ok, derived], [true, ["report.html", "metrics.prom"]]);
});

Deno.test("verifyPack() checks the scripts of another Omega version by their digests", async () => {
  const toolchain = { ...TOOLCHAIN, omega: "9.9.9" };
  const text = `${JSON.stringify(toolchain, null, 2)}\n`;
  const other = { "toolchain.json": text, "replay.sh": "exit 0\n" };
  const bytes = await reseal(with_(other), { toolchain });
  assertEquals((await verify(bytes)).violations, []);
});
