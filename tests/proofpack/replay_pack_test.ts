import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../../src/internal/errors.ts";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { ReplayRequest } from "../../src/proofpack/replay_pack.ts";
import { checkReplayable, replayPack } from "../../src/proofpack/replay_pack.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { build } from "./_pack.ts";
import { makeRunFiles, TOOLCHAIN, writeFiles } from "./_run_folder.ts";

/** Replays a pack with a run that gives the packed files, changed. */
async function replay(
  change: (files: Map<string, string>) => void,
  requests: ReplayRequest[] = [],
) {
  return await inTemporaryFolder(async (folder) => {
    const source = join(folder, "run");
    const pack = join(folder, "run.zip");
    const temporaryFolder = join(folder, "temporary");
    await Deno.mkdir(temporaryFolder);
    await writeFiles(source, [...makeRunFiles(), ["note.txt", "put beside the run"]]);
    assert((await build({ source, out: pack })).ok);
    try {
      return await replayPack(pack, {
        async execute(request) {
          requests.push(request);
          for (const [name, path] of request.inputs) {
            const text = await Deno.readTextFile(path);
            assertEquals(text, makeRunFiles().get(`inputs/${name}.json`));
          }
          const files = makeRunFiles();
          change(files);
          await writeFiles(join(request.out, "again"), files);
          return join(request.out, "again");
        },
        temporaryFolder,
        toolchain: TOOLCHAIN,
        ports: systemPorts,
      });
    } finally {
      assertEquals([...Deno.readDirSync(temporaryFolder)], []);
    }
  });
}

Deno.test("replayPack() hands the packed inputs over and accepts the same bytes", async () => {
  const requests: ReplayRequest[] = [];
  const result = await replay(() => {}, requests);
  assertEquals([result.ok, result.different, result.isSameToolchain], [true, [], true]);
  assertEquals(result.sameCount, makeRunFiles().size);
  assertEquals(result.notReplayed, ["note.txt"]);
  assertEquals([...requests[0]!.inputs.keys()], ["calibration", "plan"]);
  assertEquals(requests[0]!.run.field("seed").value, 42);
});

Deno.test("replayPack() names what came out otherwise, and where the report differs [OC-PACK-6310]", async () => {
  const result = await replay((files) => {
    const text = files.get("PR_REPORT.json")!;
    files.set("PR_REPORT.json", text.replace('"hard_score": 0.84', '"hard_score": 0.85'));
    files.set("runs/000009/prose.txt", "A run too many.\n");
  });
  assertEquals(result.ok, false);
  assertEquals(result.different, ["PR_REPORT.json", "runs/000009/prose.txt"]);
  assertEquals(result.details, [{ path: "$.runs[0].hard_score", before: 0.84, after: 0.85 }]);
});

Deno.test("replayPack() compares RUN.json without the toolchain, and nothing else in it", async () => {
  const other = await replay((files) =>
    files.set("RUN.json", files.get("RUN.json")!.replace("{", '{\n  "tool": {},'))
  );
  assertEquals(other.different, ["RUN.json"]);
  const same = await replay((files) => {
    files.set("RUN.json", files.get("RUN.json")!.replace("2.9.0", "2.9.5"));
  });
  assertEquals([same.ok, same.different], [true, []]);
  const seed = await replay((files) => {
    files.set("RUN.json", files.get("RUN.json")!.replace('"seed": 42', '"seed": 43'));
  });
  assertEquals(seed.different, ["RUN.json"]);
});

Deno.test("replayPack() executes nothing of a pack that is not whole [OC-PACK-6309]", () =>
  inTemporaryFolder(async (folder) => {
    const pack = join(folder, "bad.zip");
    await Deno.writeTextFile(pack, "PK");
    const result = await replayPack(pack, {
      execute: () => Promise.reject(new Error("must not be called")),
      temporaryFolder: folder,
      toolchain: TOOLCHAIN,
      ports: systemPorts,
    });
    assertEquals([result.ok, result.verification.ok], [false, false]);
  }));

Deno.test("replayPack() removes its folder when the run fails", async () => {
  await assertRejects(
    () =>
      replay(() => {
        throw new Error("the engine broke");
      }),
    Error,
    "the engine broke",
  );
});

Deno.test("checkReplayable() refuses runs whose results are not the same each time [OC-PACK-6312]", () => {
  const good = { command: "stress", provider: "embedded", engine: "scribe", clock: "virtual" };
  const cursorOf = (value: unknown) => new JsonCursor(value, "RUN.json");
  checkReplayable(cursorOf(good));
  const changes = [
    { provider: "openai" },
    { engine: "command:./x" },
    { clock: "system" },
    { command: "chaos" },
    { provider: undefined },
  ];
  for (const change of changes) {
    assertThrows(() => checkReplayable(cursorOf({ ...good, ...change })), InputError);
  }
});
