import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { systemPorts } from "../../src/internal/ports.ts";
import { diffPacks } from "../../src/proofpack/diff_packs.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { build } from "./_pack.ts";
import type { RunFolderOptions } from "./_run_folder.ts";
import { makeRunFiles, TOOLCHAIN, writeFiles } from "./_run_folder.ts";

interface Variant extends RunFolderOptions {
  readonly change?: (files: Map<string, string>) => void;
  readonly toolchain?: typeof TOOLCHAIN;
  readonly isCompressed?: boolean;
}

/** Packs two variants of a run and compares the packs. */
async function diff(before: Variant, after: Variant) {
  return await inTemporaryFolder(async (folder) => {
    const paths: string[] = [];
    for (const [index, variant] of [before, after].entries()) {
      const source = join(folder, `run${index}`);
      const out = join(folder, `run${index}.zip`);
      const files = makeRunFiles(variant);
      variant.change?.(files);
      await writeFiles(source, files);
      const { toolchain = TOOLCHAIN, isCompressed } = variant;
      assert((await build({ source, out, toolchain, isCompressed })).ok);
      paths.push(out);
    }
    return await diffPacks(paths[0]!, paths[1]!, { ports: systemPorts });
  });
}

/** The files that differ, as `change role path`, with a question mark where it does not matter. */
function said({ files }: Awaited<ReturnType<typeof diff>>): readonly string[] {
  return files.map(({ change, role, path, matters }) =>
    `${change} ${role} ${path}${matters ? "" : "?"}`
  );
}

const MADE = ["changed generated MANIFEST.json?", "changed generated SHA256SUMS.txt?"];

Deno.test("diffPacks() finds nothing between equal runs, compressed or not", async () => {
  const difference = await diff({}, { isCompressed: true });
  assertEquals([difference.matters, said(difference)], [false, []]);
});

Deno.test("diffPacks() takes another toolchain for a difference that does not matter [OC-PACK-6311]", async () => {
  const difference = await diff({}, { toolchain: { ...TOOLCHAIN, deno: "2.9.1" } });
  assertEquals(difference.matters, false);
  assertEquals(said(difference), [...MADE, "changed generated toolchain.json?"]);
});

Deno.test("diffPacks() takes other times alone for a difference that does not matter [OC-PACK-6311]", async () => {
  const change = (files: Map<string, string>) => {
    const text = files.get("PR_REPORT.json")!;
    files.set("PR_REPORT.json", text.replace('"latency_ms": 12.5', '"latency_ms": 13.5'));
  };
  const difference = await diff({}, { change });
  assertEquals([difference.matters, difference.hasOtherVerdict], [false, false]);
  const [, report] = difference.files;
  assertEquals(report?.path, "PR_REPORT.json");
  assertEquals(report?.details, [{ path: "$.runs[0].latency_ms", before: 12.5, after: 13.5 }]);
});

Deno.test("diffPacks() is not misled by more other times than it lists", async () => {
  const dropStories = (files: Map<string, string>) => {
    for (const path of files.keys()) if (path.startsWith("runs/")) files.delete(path);
  };
  const change = (isOther: boolean) => (files: Map<string, string>) => {
    dropStories(files);
    const report = JSON.parse(files.get("PR_REPORT.json")!);
    for (const run of report.runs) run.timestamp = run.timestamp.replace("012Z", "999Z");
    if (isOther) report.runs.at(-1).note = "another result";
    files.set("PR_REPORT.json", JSON.stringify(report));
    files.set("report.html", "<p>999</p>");
  };
  const before = { count: 150, change: dropStories };
  const later = await diff(before, { count: 150, change: change(false) });
  assertEquals([later.matters, later.files[1]?.details.length], [false, 100]);
  assertEquals(said(later).at(-1), "added derived report.html?");
  const other = await diff(before, { count: 150, change: change(true) });
  assertEquals(other.matters, true);
});

Deno.test("diffPacks() says that other scores, inputs and results matter [OC-PACK-6311]", async () => {
  const worse = await diff({}, { score: () => [0.2, 0.2] });
  assertEquals([worse.matters, worse.hasOtherVerdict], [true, true]);
  const places = worse.files.find(({ path }) => path === "PR_REPORT.json")!.details;
  assert(places.some(({ path }) => path === "$.runs[0].hard_score"));

  const input = await diff({}, { change: (files) => files.set("inputs/plan.json", "{}\n") });
  assertEquals([input.matters, said(input)], [true, [...MADE, "changed input inputs/plan.json"]]);

  const artifacts = await diff({}, {
    change(files) {
      files.set("note.txt", "x");
      files.delete("runs.jsonl");
      files.set("runs/000001/prose.txt", "Other prose.\n");
    },
  });
  assertEquals(said(artifacts), [
    ...MADE,
    "added artifact note.txt",
    "removed artifact runs.jsonl",
    "changed artifact runs/000001/prose.txt",
  ]);
});

Deno.test("diffPacks() says nothing about the files of a pack that is not whole", async () => {
  await inTemporaryFolder(async (folder) => {
    const source = join(folder, "run");
    const [good, bad] = [join(folder, "good.zip"), join(folder, "bad.zip")];
    await writeFiles(source, makeRunFiles());
    assert((await build({ source, out: good })).ok);
    await Deno.copyFile(good, bad);
    await Deno.writeTextFile(bad, "x", { append: true });
    for (const [before, after] of [[good, bad], [bad, good]] as const) {
      const difference = await diffPacks(before, after, { ports: systemPorts });
      assertEquals([difference.isComparable, difference.matters], [false, true]);
      assertEquals(difference.files, []);
    }
  });
});
