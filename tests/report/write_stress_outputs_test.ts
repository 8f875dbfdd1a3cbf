import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { WorldError } from "../../src/internal/errors.ts";
import { STRESS_OUTPUTS, writeStressOutputs } from "../../src/report/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { fixtureRequest, textOfRun, writeFixtureTexts } from "./_stress_fixture.ts";

async function outputsOf(folder: string, runCount: number): Promise<readonly string[]> {
  await writeFixtureTexts(folder, runCount);
  await writeStressOutputs(await fixtureRequest(folder, { runCount, errorEvery: 9 }));
  return await Promise.all(STRESS_OUTPUTS.map((name) => Deno.readTextFile(join(folder, name))));
}

Deno.test("writeStressOutputs() gives the same bytes in any folder and leaves nothing else [OC-REPORT-5601]", async () => {
  await inTemporaryFolder(async (folder) => {
    const folders = ["a", "somewhere else"].map((name) => join(folder, name));
    const [first, second] = [await outputsOf(folders[0]!, 60), await outputsOf(folders[1]!, 60)];
    assertEquals(first, second);
    for (const text of first) assert(!text.includes(folder) && !text.includes(Deno.hostname()));
    const names = [...Deno.readDirSync(folders[0]!)].map(({ name }) => name).sort();
    assertEquals(names, ["junit.xml", "metrics.prom", "report.html", "runs"]);
  });
});

Deno.test("writeStressOutputs() puts the texts of the chosen runs into the page", async () => {
  await inTemporaryFolder(async (folder) => {
    const [page] = await outputsOf(folder, 60);
    const data = /id="report-data">(.*)<\/script>/.exec(page!)![1]!;
    const { runs } = JSON.parse(data) as { runs: { id: number; text: string; note: string }[] };
    const first = runs.find(({ id }) => id === 1)!;
    assertEquals([first.text, first.note], [textOfRun(1), ""]);
    assertEquals(runs.find(({ id }) => id === 9)!.note, "The run left no text.");
    assert(runs.length >= 26 && runs.length <= 60);
  });
});

Deno.test("writeStressOutputs() tells in the page that a text is missing", async () => {
  await inTemporaryFolder(async (folder) => {
    const request = await fixtureRequest(folder, { runCount: 3 });
    await writeStressOutputs(request);
    const page = await Deno.readTextFile(join(folder, "report.html"));
    assertStringIncludes(page, "The file cannot be read: it is missing.");
  });
});

Deno.test("writeStressOutputs() keeps the old files where a new one cannot be written", async () => {
  await inTemporaryFolder(async (folder) => {
    const before = await outputsOf(folder, 10);
    const request = await fixtureRequest(folder, { runCount: 20 });
    const files = {
      ...request.ports.files,
      rename: () => Promise.reject(Object.assign(new Error("no space left"), { code: "ENOSPC" })),
    };
    const ports = { files, entropy: request.ports.entropy };
    await assertRejects(() => writeStressOutputs({ ...request, ports }), WorldError, "report.html");
    const after = await Promise.all(
      STRESS_OUTPUTS.map((name) => Deno.readTextFile(join(folder, name))),
    );
    assertEquals(after, before);
    assertEquals([...Deno.readDirSync(folder)].length, 4);
  });
});
