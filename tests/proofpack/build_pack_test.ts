import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { InputError, WorldError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { build, unarchive } from "./_pack.ts";
import { makeRunFiles, writeFiles } from "./_run_folder.ts";
import { childCommand, lacks, runTool } from "./_tool.ts";

async function inRun(
  body: (place: { folder: string; source: string; out: string }) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const source = join(folder, "run");
    await writeFiles(source, makeRunFiles());
    await body({ folder, source, out: join(folder, "run.zip") });
  });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("buildPack() packs the run's files and the generated ones [OC-PACK-6001, OC-PACK-6002]", () =>
  inRun(async ({ source, out }) => {
    const result = await build({ source, out });
    assert(result.ok);
    const contents = unarchive(await Deno.readFile(out));
    const generated = [
      "MANIFEST.json",
      "SHA256SUMS.txt",
      "replay.sh",
      "toolchain.json",
      "verify.ps1",
    ];
    const wanted = [...makeRunFiles().keys(), ...generated].sort();
    assertEquals([...contents.keys()], wanted);
    assertEquals(result.fileCount, wanted.length);
    assertEquals(result.verdict, "PASS");
    assertEquals(result.sizeBytes, (await Deno.stat(out)).size);
    const text = new TextDecoder().decode(contents.get("MANIFEST.json"));
    assertEquals(JSON.parse(text).pack_id, result.packId);
    assertEquals(Object.keys(JSON.parse(text)), [
      "schema_version",
      "pack_id",
      "run_type",
      "verdict",
      "files",
      "sha256_manifest",
      "toolchain",
    ]);
  }));

Deno.test({
  name:
    "buildPack() gives the same bytes in other folders, time zones, umasks and file orders [OC-INV-0107, OC-PACK-6003]",
  ignore: lacks(),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const files = [...makeRunFiles()];
      const digests = new Set<string>();
      const places = [
        { name: "one", umask: "022", zone: "UTC", files },
        {
          name: "two with spaces",
          umask: "077",
          zone: "Pacific/Kiritimati",
          files: files.toReversed(),
        },
      ];
      for (const place of places) {
        const top = join(folder, place.name);
        const source = join(top, "deeper", place.name);
        await writeFiles(source, place.files);
        await Deno.utime(join(source, "RUN.json"), 1000 + place.umask.length, 86_400 * 365 * 50);
        await Deno.chmod(join(source, "runs.jsonl"), place.umask === "077" ? 0o600 : 0o755);
        const script = `umask ${place.umask} && cd "$0" && exec "$@"`;
        const command = childCommand("_build_child.ts", source, join(top, "out.zip"));
        const { stdout, stderr } = await runTool(["sh", "-c", script, top, ...command], {
          env: { TZ: place.zone },
        });
        const result = JSON.parse(stdout || "null");
        assert(result?.ok, stdout + stderr);
        digests.add(result.packSha256);
        const { stdout: sum } = await runTool(["sha256sum", join(top, "out.zip")]);
        assertEquals(sum.slice(0, 64), result.packSha256);
      }
      assertEquals(digests.size, 1);
    }),
});

Deno.test("buildPack() gives other bytes for another toolchain and another content [OC-PACK-6004]", () =>
  inRun(async ({ source, out }) => {
    const toolchain = { omega: "0.0.1", deno: "3.0.0", v8: "16" };
    const digests = [
      await build({ source, out }),
      await build({ source, out, toolchain }),
      await Deno.writeTextFile(join(source, "note.txt"), "x").then(() => build({ source, out })),
    ].map((result) => result.ok && result.packSha256);
    assertEquals(new Set(digests).size, 3);
  }));

Deno.test("buildPack() refuses places that it cannot use", () =>
  inRun(async ({ folder, source, out }) => {
    const cases: readonly (readonly [Parameters<typeof build>[0], string])[] = [
      [{ source: join(folder, "none"), out }, "found nothing there"],
      [{ source: join(source, "RUN.json"), out }, "found a file"],
      [{ source, out: join(folder, "none", "run.zip") }, "found nothing there"],
      [{ source, out: source }, "wanted a file, found a folder"],
      [{ source, out: join(source, "run.zip") }, "outside of the source"],
      [{ source, out: join(source, "runs", "run.zip") }, "outside of the source"],
      [{ source: `${source}/../run`, out: join(source, "run.zip") }, "outside of the source"],
      [{ source, out, runType: "unknown" }, 'wanted one of "stress"'],
    ];
    for (const [options, text] of cases) {
      const error = await assertRejects(() => build(options), InputError);
      assertStringIncludes(error.message, text);
    }
    assertEquals(await namesIn(folder), ["run"]);
  }));

Deno.test("buildPack() refuses missing and malformed evidence, naming file and place [OC-PACK-6202]", () =>
  inRun(async ({ source, out }) => {
    const report = JSON.parse(await Deno.readTextFile(join(source, "PR_REPORT.json")));
    delete report.runs[1].hard_score;
    await Deno.writeTextFile(join(source, "PR_REPORT.json"), JSON.stringify(report));
    const malformed = await assertRejects(() => build({ source, out }), InputError);
    assertStringIncludes(malformed.message, "PR_REPORT.json");
    assertStringIncludes(malformed.message, "$.runs[1].hard_score");
    await Deno.remove(join(source, "PR_REPORT.json"));
    const missing = await assertRejects(() => build({ source, out }), InputError);
    assertStringIncludes(missing.message, "PR_REPORT.json");
    assertEquals(await Deno.stat(out).catch(() => null), null);
  }));

Deno.test({
  name:
    "buildPack() writes no pack of names that break readers, links or generated names [OC-PACK-6103]",
  ignore: lacks(),
  fn: () =>
    inRun(async ({ folder, source, out }) => {
      await Deno.writeTextFile(join(source, "aux.json"), "x");
      await Deno.writeTextFile(join(source, "a\\b"), "x");
      await Deno.writeTextFile(join(source, "Run.json"), "x");
      await Deno.writeTextFile(join(source, "manifest.json"), "x");
      await Deno.writeTextFile(join(source, "replay.sh"), "x");
      await Deno.symlink("RUN.json", join(source, "link"));
      await Deno.symlink(folder, join(source, "runs", "out"));
      await runTool(["mkfifo", join(source, "pipe")]);
      const result = await build({ source, out });
      assertEquals(result.ok, false);
      assertEquals(result.verdict, "FAIL");
      const found = result.violations.map(({ code, path }) => `${code} ${path}`);
      assertEquals(found.sort(), [
        "BAD_NAME a\\b",
        "BAD_NAME aux.json",
        "NAME_COLLISION Run.json",
        "NAME_COLLISION manifest.json",
        "NOT_A_FILE link",
        "NOT_A_FILE pipe",
        "NOT_A_FILE runs/out",
        "RESERVED_NAME replay.sh",
      ]);
      assertEquals(await namesIn(folder), ["run"]);
    }),
});

Deno.test("buildPack() writes no pack of files that name this machine's folders [OC-PACK-6101]", () =>
  inRun(async ({ folder, source, out }) => {
    const lines = ["fine", `see ${source}/RUN.json`, "/home/ada/x", "https://host/home/ada"];
    await Deno.writeTextFile(join(source, "log.txt"), lines.join("\n"));
    await Deno.writeTextFile(join(source, "other.txt"), "in /frobnicate/deeper and above");
    const result = await build({ source, out, machineFolders: ["/frobnicate"] });
    assertEquals(result.ok, false);
    assertEquals(
      result.violations.map((
        { code, path, line, value },
      ) => [code, path, line, value?.slice(0, 11)]),
      [
        ["ABSOLUTE_PATH", "log.txt", 2, source.slice(0, 11)],
        ["ABSOLUTE_PATH", "log.txt", 3, "/home/ada/x"],
        ["ABSOLUTE_PATH", "other.txt", 1, "/frobnicate"],
      ],
    );
    assertEquals(await namesIn(folder), ["run"]);
  }));

Deno.test("buildPack() keeps the old pack and leaves nothing behind when the disk fails [OC-PACK-6201]", () =>
  inRun(async ({ folder, source, out }) => {
    await Deno.writeTextFile(out, "old");
    const { files } = systemPorts;
    for (const step of ["write", "sync"] as const) {
      let failureCount = 0;
      const failing = {
        ...files,
        async open(path: string, options: Parameters<typeof files.open>[1]) {
          const file = await files.open(path, options);
          const fail = () => {
            failureCount += 1;
            return Promise.reject(Object.assign(new Error("no space left"), { code: "ENOSPC" }));
          };
          return options.write ? { ...file, [step]: fail } : file;
        },
      };
      const ports = { ...systemPorts, files: failing };
      const error = await assertRejects(() => build({ source, out, ports }), WorldError);
      assertEquals(error.code, "ENOSPC");
      assert(failureCount > 0);
      assertEquals(await Deno.readTextFile(out), "old");
      assertEquals(await namesIn(folder), ["run", "run.zip"]);
    }
  }));

Deno.test({
  name: "buildPack() keeps the old pack when the system refuses a larger file",
  ignore: lacks(),
  fn: () =>
    inRun(async ({ folder, source, out }) => {
      await Deno.writeTextFile(out, "old");
      // SIGXFSZ is ignored, so that the write fails as on a full disk. 8 blocks are 4 or 8 KiB.
      const script = `trap "" XFSZ; ulimit -f 8 && exec "$@"`;
      const command = childCommand("_build_child.ts", source, out);
      const { stdout, stderr } = await runTool(["sh", "-c", script, "sh", ...command]);
      assertStringIncludes(stdout + stderr, "Error: Cannot write");
      assertEquals(await Deno.readTextFile(out), "old");
      assertEquals(await namesIn(folder), ["run", "run.zip"]);
    }),
});

Deno.test("buildPack() ends when a file changes between measuring and writing [OC-PACK-6203]", () =>
  inRun(async ({ folder, source, out }) => {
    const { files } = systemPorts;
    const path = join(source, "runs.jsonl");
    let openCount = 0;
    const changing = {
      ...files,
      async open(name: string, options: Parameters<typeof files.open>[1]) {
        if (name === path && ++openCount === 2) await Deno.writeTextFile(path, "another\n");
        return await files.open(name, options);
      },
    };
    const ports = { ...systemPorts, files: changing };
    const error = await assertRejects(() => build({ source, out, ports }), WorldError);
    assertStringIncludes(error.message, "it changed meanwhile");
    assertEquals(await namesIn(folder), ["run"]);
  }));

Deno.test("buildPack() ends at once with the reason of its signal, and writes nothing [OC-PACK-6205]", () =>
  inRun(async ({ folder, source, out }) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { files } = systemPorts;
    const aborting = {
      ...files,
      async open(path: string, options: Parameters<typeof files.open>[1]) {
        if (options.write) controller.abort(reason);
        return await files.open(path, options);
      },
    };
    const ports = { ...systemPorts, files: aborting };
    const { signal } = controller;
    assertEquals(await assertRejects(() => build({ source, out, ports, signal })), reason);
    assertEquals(await namesIn(folder), ["run"]);
  }));

Deno.test({
  name:
    "buildPack() and verifyPack() stay small over 2,000 files and a file of 120 MB [OC-PACK-6206]",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inRun(async ({ source, out }) => {
      const content = new TextEncoder().encode("A line of prose, and another.\n".repeat(20));
      await Deno.mkdir(join(source, "many"));
      // Synchronous, because 2,000 turns of the event loop would take longer than the test itself.
      for (let index = 0; index < 2000; index++) {
        Deno.writeFileSync(join(source, "many", `${index}.txt`), content);
      }
      await Deno.writeTextFile(join(source, "hole.bin"), "");
      await Deno.truncate(join(source, "hole.bin"), 120_000_000);
      const command = childCommand("_build_child.ts", source, out, "measure");
      const { stdout, stderr } = await runTool(command);
      const { ok, isVerified, peakMemoryMiB } = JSON.parse(stdout || "{}");
      assert(ok && isVerified, stdout + stderr);
      // A Deno that does nothing has about 45 MiB.
      assert(peakMemoryMiB < 160, `${peakMemoryMiB} MiB`);
    }),
});
