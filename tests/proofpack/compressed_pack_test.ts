import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { systemPorts } from "../../src/internal/ports.ts";
import { DeflateEncoder } from "../../src/proofpack/deflate_encoder.ts";
import { verifyPack } from "../../src/proofpack/verify_pack.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { deflate, MALFORMED_DEFLATED } from "./_malformed_deflated.ts";
import { build, toBytes } from "./_pack.ts";
import { makeRunFiles, writeFiles } from "./_run_folder.ts";
import { childCommand, lacks, runTool } from "./_tool.ts";

const verify = (bytes: Uint8Array) => verifyPack(bytes, { ports: systemPorts });

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
  for (let index = 0; index < bytes.length; index += 211) {
    bytes[index]! ^= 1 << (index % 8);
    assertEquals((await verify(bytes)).ok, false, `flip at ${index} was accepted`);
    bytes[index] = GOOD[index]!;
  }
});

Deno.test("verifyPack() refuses a compressed pack cut at any length", async () => {
  for (let length = 0; length < GOOD.length; length += 401) {
    assertEquals((await verify(GOOD.subarray(0, length))).ok, false, `${length} bytes`);
  }
});

for (const [name, make, text] of MALFORMED_DEFLATED) {
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
