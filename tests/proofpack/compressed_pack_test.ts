import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { deflateRawSync } from "node:zlib";
import { systemPorts } from "../../src/internal/ports.ts";
import { DeflateEncoder } from "../../src/proofpack/deflate_encoder.ts";
import { PackWriter } from "../../src/proofpack/pack_writer.ts";
import { digestContent } from "../../src/proofpack/content_meter.ts";
import { verifyPack } from "../../src/proofpack/verify_pack.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { build, createMemoryFile, toBytes } from "./_pack.ts";
import { makeRunFiles, writeFiles } from "./_run_folder.ts";
import { childCommand, lacks, runTool } from "./_tool.ts";

const verify = (bytes: Uint8Array) => verifyPack(bytes, { ports: systemPorts });

async function deflate(content: Uint8Array, stepBytes = 1 << 20): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const encoder = new DeflateEncoder((bytes) => void parts.push(bytes.slice()));
  for (let from = 0; from < content.length; from += stepBytes) {
    await encoder.write(content.subarray(from, from + stepBytes));
  }
  const size = await encoder.finish();
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  assertEquals(bytes.length, size);
  return bytes;
}

/** A compressed pack with an empty file and one that deflate makes longer. */
async function buildCompressed(): Promise<Uint8Array<ArrayBuffer>> {
  return await inTemporaryFolder(async (folder) => {
    const source = join(folder, "run");
    const out = join(folder, "run.zip");
    await writeFiles(source, makeRunFiles({ count: 1 }));
    await Deno.writeTextFile(join(source, "empty.txt"), "");
    await Deno.writeTextFile(join(source, "short.txt"), "x");
    const result = await build({ source, out, isCompressed: true });
    assert(result.ok, JSON.stringify(result.violations));
    return await Deno.readFile(out);
  });
}

const GOOD = await buildCompressed();

/** An archive in the layout of a pack whose deflated contents are whatever is given. */
async function archiveDeflated(
  files: readonly (readonly [path: string, content: Uint8Array, deflated: Uint8Array | null])[],
): Promise<Uint8Array> {
  const { file, bytes } = createMemoryFile();
  const writer = new PackWriter(file);
  for (const [path, content, deflated] of files) {
    const name = toBytes(path);
    await writer.begin({ name, ...digestContent(content), deflatedSize: deflated?.length });
    await writer.write(deflated ?? content);
  }
  await writer.finish();
  return bytes();
}

Deno.test("DeflateEncoder gives the same bytes however the content is cut", async () => {
  for (const size of [0, 1, 65_535, 65_536, 65_537, 300_000]) {
    const content = new Uint8Array(size).map((_, index) => (index * index) % 251);
    const whole = await deflate(content);
    for (const step of [997, 65_536]) assertEquals(await deflate(content, step), whole);
  }
});

Deno.test("DeflateEncoder gives the bytes of zlib 1.3 for a known text", async () => {
  // Pinned: packs that were published must verify with every later version.
  const content = toBytes("The harbour lay still, and the harbour lay still.\n".repeat(3));
  const wanted = "0bc94855c8482c4aca2f2d52c849ac54282ec9ccc9d15148cc4b5128c126a5c71542071d00";
  assertEquals((await deflate(content)).toHex(), wanted);
});

Deno.test("DeflateEncoder frees its codec however it ends, hundreds of times", async () => {
  for (let round = 0; round < 300; round++) {
    await using encoder = new DeflateEncoder(() => {
      if (round % 3 === 0) throw new Error("the sink is full");
    });
    await encoder.write(new Uint8Array(100));
    if (round % 3 === 1) continue;
    const ended = await encoder.finish().catch((error) => String(error));
    assertEquals(ended, round % 3 === 0 ? "Error: the sink is full" : 6);
  }
});

Deno.test("verifyPack() accepts a compressed pack, and refuses any flipped byte of it", async () => {
  assertEquals((await verify(GOOD)).violations, []);
  const bytes = GOOD.slice();
  for (let index = 0; index < bytes.length; index += 101) {
    bytes[index]! ^= 1 << (index % 8);
    assertEquals((await verify(bytes)).ok, false, `flip at ${index} was accepted`);
    bytes[index] = GOOD[index]!;
  }
});

Deno.test("verifyPack() refuses a compressed pack cut at any length", async () => {
  for (let length = 0; length < GOOD.length; length += 211) {
    assertEquals((await verify(GOOD.subarray(0, length))).ok, false, `${length} bytes`);
  }
});

const TEXT = toBytes("A line of prose, and another one.\n".repeat(2000));

/** Deflate streams and mixtures that are not the one form of a compressed pack. */
const REFUSED: readonly (readonly [name: string, make: () => Promise<Uint8Array>, text: string])[] =
  [
    [
      "another codec's stream",
      () => archiveDeflated([["a", TEXT, new Uint8Array(deflateRawSync(TEXT, { level: 1 }))]]),
      "found another deflate stream",
    ],
    [
      "a byte behind the stream",
      async () => archiveDeflated([["a", TEXT, new Uint8Array([...await deflate(TEXT), 0])]]),
      "the deflated form",
    ],
    [
      "an empty block in front of the stream",
      async () =>
        archiveDeflated([["a", TEXT, new Uint8Array([0, 0, 0, 255, 255, ...await deflate(TEXT)])]]),
      "found another deflate stream",
    ],
    [
      "a stream of empty blocks",
      () => {
        const blocks = new Uint8Array(8_000_000);
        for (let at = 0; at < blocks.length; at += 5) blocks.set([0, 0, 0, 255, 255], at);
        return archiveDeflated([["a", TEXT, blocks]]);
      },
      "found another deflate stream",
    ],
    [
      "no deflate stream",
      () => archiveDeflated([["a", TEXT, new Uint8Array(100).fill(0xff)]]),
      "found no deflate stream",
    ],
    [
      "more content than its size",
      async () => archiveDeflated([["a", TEXT.subarray(1), await deflate(TEXT)]]),
      "more than the",
    ],
    [
      "less content than its size",
      async () => archiveDeflated([["a", TEXT, await deflate(TEXT.subarray(1))]]),
      "and not",
    ],
    [
      "a stored file among deflated ones",
      async () => archiveDeflated([["a", TEXT, await deflate(TEXT)], ["b", TEXT, null]]),
      "wanted a deflated one, found a stored file",
    ],
    [
      "a deflated file among stored ones",
      async () => archiveDeflated([["a", TEXT, null], ["b", TEXT, await deflate(TEXT)]]),
      "wanted a stored file, found a deflated one",
    ],
    [
      "an empty file that is deflated",
      async () =>
        archiveDeflated([["a", TEXT, await deflate(TEXT)], [
          "b",
          new Uint8Array(0),
          await deflate(new Uint8Array(0)),
        ]]),
      "found a deflated one",
    ],
    [
      "a bomb: 20 MB in 20 kB",
      async () => {
        const zeros = new Uint8Array(20_000_000);
        const deflated = new Uint8Array(deflateRawSync(zeros));
        return await archiveDeflated([["a", zeros, deflated]]);
      },
      "wanted files that deflate at most 200-fold",
    ],
  ];

for (const [name, make, text] of REFUSED) {
  Deno.test(`verifyPack() refuses a compressed pack with ${name}`, async () => {
    const { ok, violations } = await verify(await make());
    assertEquals(ok, false);
    assertStringIncludes(violations[0]!.message, text);
  });
}

Deno.test("verifyPack() refuses a pack that takes longer than its time limit", async () => {
  let nowMs = 0;
  const clock = { ...systemPorts.clock, monotonicMs: () => nowMs += 1000 };
  const options = { ports: { ...systemPorts, clock }, timeLimitMs: 500 };
  const { ok, violations } = await verifyPack(GOOD, options);
  assertEquals([ok, violations[0]?.code], [false, "TOO_LARGE"]);
  assertEquals((await verifyPack(GOOD, { ...options, timeLimitMs: 1e9 })).ok, true);
});

Deno.test("buildPack() refuses to deflate what shrinks more than any reader has to accept", () =>
  inTemporaryFolder(async (folder) => {
    const source = join(folder, "run");
    const out = join(folder, "run.zip");
    await writeFiles(source, makeRunFiles({ count: 1 }));
    await Deno.writeTextFile(join(source, "hole.bin"), "");
    await Deno.truncate(join(source, "hole.bin"), 17 * 1024 * 1024);
    const result = await build({ source, out, isCompressed: true });
    assertEquals(result.violations.map(({ code, path }) => [code, path]), [[
      "TOO_LARGE",
      "hole.bin",
    ]]);
    assertEquals((await build({ source, out })).ok, true);
  }));

Deno.test({
  name: "buildPack() gives the same compressed bytes in another process and under another clock",
  ignore: lacks(),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const source = join(folder, "run");
      await writeFiles(source, makeRunFiles());
      const here = await build({ source, out: join(folder, "a.zip"), isCompressed: true });
      const command = childCommand("_build_child.ts", source, join(folder, "b.zip"), "compress");
      const { stdout, stderr } = await runTool(command, { env: { TZ: "Pacific/Kiritimati" } });
      assert(here.ok);
      assertEquals(JSON.parse(stdout || "{}").packSha256, here.packSha256, stdout + stderr);
    }),
});

Deno.test({
  name: "a compressed pack is read by unzip, 7-Zip, bsdtar and Python alike [OC-PACK-6007]",
  ignore: lacks("unzip", "7z", "bsdtar", "python3"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "run.zip");
      await Deno.writeFile(path, GOOD);
      const script =
        "import sys,zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)";
      const judges = [
        ["unzip", "-tqq", path],
        ["7z", "t", path],
        ["bsdtar", "-tf", path],
        ["python3", "-c", script, path],
      ];
      for (const command of judges) {
        const { code, stdout, stderr } = await runTool(command);
        assertEquals(code, 0, `${command[0]}: ${stdout}${stderr}`);
      }
      const unpacked = join(folder, "unpacked");
      await runTool(["unzip", "-qq", path, "-d", unpacked]);
      const { code, stdout } = await runTool(["sh", join(unpacked, "replay.sh")]);
      assertEquals(code, 0, stdout);
      assertEquals(stdout.includes(`${countFiles(GOOD)} files`), true, stdout);
    }),
});

/** Number of files by the end record. */
function countFiles(bytes: Uint8Array): number {
  return new DataView(bytes.buffer).getUint16(bytes.length - 12, true);
}
