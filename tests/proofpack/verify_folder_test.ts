import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { verifyFolder } from "../../src/proofpack/verify_folder.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { buildBytes, unarchive } from "./_pack.ts";
import { writeFiles } from "./_run_folder.ts";

const { bytes, result } = await buildBytes();
const CONTENTS = unarchive(bytes);
const OPTIONS = { ports: systemPorts };

async function inPack(body: (folder: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    await writeFiles(folder, CONTENTS);
    await body(folder);
  });
}

async function findIn(folder: string): Promise<readonly string[]> {
  const { ok, violations } = await verifyFolder(folder, OPTIONS);
  assertEquals(ok, violations.length === 0);
  return violations.map(({ code, path }) => `${code} ${path}`);
}

Deno.test("verifyFolder() accepts an unpacked pack, folders without files included", () =>
  inPack(async (folder) => {
    await Deno.mkdir(join(folder, "empty/deeper"), { recursive: true });
    const { ok, packId, verdict, fileCount } = await verifyFolder(folder, OPTIONS);
    assertEquals([ok, packId, verdict, fileCount], [true, result.packId, "PASS", CONTENTS.size]);
  }));

Deno.test("verifyFolder() names what was changed, added and removed [OC-PACK-6306]", () =>
  inPack(async (folder) => {
    await Deno.writeTextFile(join(folder, "runs.jsonl"), "x");
    await Deno.writeTextFile(join(folder, "z"), "");
    await Deno.remove(join(folder, "inputs/plan.json"));
    assertEquals(await findIn(folder), [
      "HASH_MISMATCH runs.jsonl",
      "EXTRA_FILE z",
      "MISSING_FILE inputs/plan.json",
      "HASH_MISMATCH runs.jsonl",
      "EXTRA_FILE z",
      "MISSING_FILE inputs/plan.json",
    ]);
  }));

Deno.test({
  name: "verifyFolder() refuses links and names that no pack can have",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inPack(async (folder) => {
      await Deno.symlink("RUN.json", join(folder, "link"));
      await Deno.writeTextFile(join(folder, "a\nb"), "");
      const found = await findIn(folder);
      assertEquals(found, ["BAD_NAME a\nb", "NOT_A_FILE link"]);
    }),
});

Deno.test("verifyFolder() refuses a folder that is no pack, and what is no folder", () =>
  inTemporaryFolder(async (folder) => {
    assertEquals((await findIn(folder)).length, 5);
    for (const path of [join(folder, "none"), join(folder, "file")]) {
      await Deno.writeTextFile(join(folder, "file"), "");
      await assertRejects(() => verifyFolder(path, OPTIONS), InputError, path);
    }
  }));
