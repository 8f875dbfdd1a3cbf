import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { REPLAY_SCRIPT } from "../../src/proofpack/replay_script.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { buildBytes, unarchive } from "./_pack.ts";
import { writeFiles } from "./_run_folder.ts";
import { hasTool, lacks, runTool } from "./_tool.ts";

const { bytes, result } = await buildBytes();
const CONTENTS = unarchive(bytes);

async function inPack(body: (folder: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (top) => {
    const folder = join(top, "a pack");
    await writeFiles(folder, new Map([...CONTENTS, ["b c.txt", new Uint8Array()]]));
    await Deno.remove(join(folder, "b c.txt"));
    await body(folder);
  });
}

const replay = (folder: string, options: Omit<Deno.CommandOptions, "args"> = {}) =>
  runTool(["sh", join(folder, "replay.sh")], options);

const OK = `OK: ${CONTENTS.size} files as listed, pack ${result.packId}, verdict PASS\n`;

for (const shell of ["sh", "dash", "bash", "busybox"]) {
  Deno.test({
    name: `replay.sh accepts an unpacked pack from anywhere, by ${shell} [OC-PACK-6307]`,
    ignore: lacks(shell),
    fn: () =>
      inPack(async (folder) => {
        const words = shell === "busybox" ? [shell, "sh"] : [shell];
        const env = { LC_ALL: "C.UTF-8", TZ: "Asia/Tokyo", CDPATH: "/tmp" };
        for (const [script, cwd] of [[join(folder, "replay.sh"), "/"], ["replay.sh", folder]]) {
          const { code, stdout, stderr } = await runTool([...words, script!], { cwd: cwd!, env });
          assertEquals([code, stdout, stderr], [0, OK, ""]);
        }
      }),
  });
}

const append = (path: string, text: string) => Deno.writeTextFile(path, text, { append: true });

/** A change of an unpacked pack, and the line that names it. */
const CHANGES: readonly (readonly [
  name: string,
  line: string,
  change: (folder: string) => Promise<unknown>,
])[] = [
  ["a file changed", "FAIL: changed: RUN.json", (folder) => append(join(folder, "RUN.json"), " ")],
  ["a file added", "FAIL: added: -n a", (folder) => append(join(folder, "-n a"), "x")],
  [
    "a file removed",
    "FAIL: removed: runs.jsonl",
    (folder) => Deno.remove(join(folder, "runs.jsonl")),
  ],
  ["a file added in a new folder", "FAIL: added: x/y/SHA256SUMS.txt", async (folder) => {
    await Deno.mkdir(join(folder, "x/y"), { recursive: true });
    await append(join(folder, "x/y/SHA256SUMS.txt"), "x");
  }],
  ["a hidden file added", "FAIL: added: .x", (folder) => append(join(folder, ".x"), "")],
  ["several changes", "FAIL: changed: RUN.json; added: z; removed: runs.jsonl", async (folder) => {
    await append(join(folder, "z"), "");
    await append(join(folder, "RUN.json"), " ");
    await Deno.remove(join(folder, "runs.jsonl"));
  }],
  ["many files added", "FAIL: added: a, b, c, d, e and 2 more", async (folder) => {
    for (const name of "abcdefg") await append(join(folder, name), "");
  }],
  [
    "a file renamed",
    "FAIL: added: run.jsonl; removed: runs.jsonl",
    (folder) => Deno.rename(join(folder, "runs.jsonl"), join(folder, "run.jsonl")),
  ],
  [
    "a file replaced by a link to the same content",
    "neither a file nor a folder: ./RUN.json",
    async (folder) => {
      await Deno.rename(join(folder, "RUN.json"), join(dirname(folder), "RUN.json"));
      await Deno.symlink("../RUN.json", join(folder, "RUN.json"));
    },
  ],
  [
    "a link added",
    "neither a file nor a folder: ./link",
    (folder) => Deno.symlink("/", join(folder, "link")),
  ],
  [
    "a pipe added",
    "neither a file nor a folder: ./pipe",
    (folder) => runTool(["mkfifo", join(folder, "pipe")]),
  ],
  [
    "a name with a line feed",
    "added: a name that holds a control character",
    (folder) => append(join(folder, "a\nb"), ""),
  ],
  ["a name with a backslash", "FAIL: added: ", (folder) => append(join(folder, "a\\b"), "")],
  [
    "the list changed",
    "FAIL: changed: SHA256SUMS.txt",
    (folder) => append(join(folder, "SHA256SUMS.txt"), "\n"),
  ],
  ["a line of the list removed", "FAIL: added: MANIFEST.json", async (folder) => {
    const path = join(folder, "SHA256SUMS.txt");
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace(/^.*\n/, ""));
  }],
  ["the list emptied", "FAIL: added: ", (folder) => Deno.truncate(join(folder, "SHA256SUMS.txt"))],
  [
    "the list removed",
    "FAIL: removed: SHA256SUMS.txt",
    (folder) => Deno.remove(join(folder, "SHA256SUMS.txt")),
  ],
  [
    "the manifest changed",
    "FAIL: changed: MANIFEST.json",
    (folder) => append(join(folder, "MANIFEST.json"), "\n"),
  ],
  [
    "the manifest changed and listed",
    "another sha256_manifest than the list gives",
    async (folder) => {
      const path = join(folder, "MANIFEST.json");
      const text = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, text.replace(/("sha256_manifest": ").{4}/, "$10000"));
      const { stdout } = await runTool(["sha256sum", path]);
      const listPath = join(folder, "SHA256SUMS.txt");
      const list = await Deno.readTextFile(listPath);
      const changed = list.replace(/[0-9a-f]{64}(?= {2}MANIFEST)/, stdout.slice(0, 64));
      await Deno.writeTextFile(listPath, changed);
    },
  ],
];

for (const [name, line, change] of CHANGES) {
  Deno.test({
    name: `replay.sh ends 1 and says what happened: ${name} [OC-PACK-6308]`,
    ignore: lacks(),
    fn: () =>
      inPack(async (folder) => {
        await change(folder);
        const { code, stdout } = await replay(folder);
        assertStringIncludes(stdout, line);
        assertEquals([code, stdout.split("\n").length], [1, 2]);
      }),
  });
}

Deno.test({
  name: "replay.sh counts folders without files as nothing: no archive or list holds them",
  ignore: lacks(),
  fn: () =>
    inPack(async (folder) => {
      await Deno.mkdir(join(folder, "empty"));
      assertEquals((await replay(folder)).code, 0);
    }),
});

Deno.test({
  name: "replay.sh works with each of the three hash tools, and ends 2 without one",
  ignore: lacks("sha256sum", "shasum", "openssl"),
  fn: () =>
    inPack(async (folder) => {
      const common = [
        "sh",
        "dirname",
        "find",
        "sed",
        "sort",
        "cmp",
        "grep",
        "cut",
        "awk",
        "tr",
        "wc",
      ];
      // shasum is a Perl script that finds perl on PATH.
      for (const tools of [["sha256sum"], ["shasum", "perl"], ["openssl"], []]) {
        const path = join(dirname(folder), `bin-${tools[0]}`);
        await Deno.mkdir(path);
        for (const tool of [...common, ...tools]) {
          const { stdout } = await runTool(["sh", "-c", `command -v "$0"`, tool]);
          await Deno.symlink(stdout.trim(), join(path, tool));
        }
        const env = { PATH: path };
        const good = await runTool([join(path, "sh"), join(folder, "replay.sh")], { env });
        assertEquals([good.code, good.stdout], tools.length > 0 ? [0, OK] : [2, ""]);
        if (tools.length === 0) continue;
        await append(join(folder, tools[0]!), "x");
        const bad = await runTool([join(path, "sh"), join(folder, "replay.sh")], { env });
        assertEquals([bad.code, bad.stdout], [1, `FAIL: added: ${tools[0]}\n`]);
        await Deno.remove(join(folder, tools[0]!));
      }
    }),
});

/** Programs called `omega` on PATH, how replay.sh ends with them, and what it says. */
const PROGRAMS: readonly (readonly [name: string, script: string, code: number, text: string])[] = [
  ["finds the verdict right", "echo omega 0.1.0", 0, "OK: the verdict follows from the evidence"],
  [
    "finds the verdict wrong",
    'echo omega 0.1.0; [ "$1" = --version ]',
    1,
    "FAIL: the verdict does not follow from the evidence, says omega",
  ],
  ["breaks", 'echo omega 0.1.0; [ "$1" = --version ] || exit 70', 0, "omega ended with 70"],
  ["is another program", "echo a watch; exit 1", 0, "this omega does not run omega"],
];

for (const [name, script, wanted, text] of PROGRAMS) {
  Deno.test({
    name: `replay.sh hands the verdict to an omega that ${name}`,
    ignore: lacks(),
    fn: () =>
      inPack(async (folder) => {
        const bin = join(dirname(folder), "bin");
        await Deno.mkdir(bin);
        await Deno.writeTextFile(join(bin, "omega"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        const env = { PATH: `${bin}:/usr/bin:/bin` };
        const { code, stdout, stderr } = await replay(folder, { env });
        assertEquals(code, wanted, stdout + stderr);
        assertStringIncludes(stdout + stderr, text);
      }),
  });
}

Deno.test({
  name: "replay.sh is clean by shellcheck",
  ignore: lacks("shellcheck"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "replay.sh");
      await Deno.writeTextFile(path, REPLAY_SCRIPT);
      const { code, stdout } = await runTool(["shellcheck", "--shell=sh", path]);
      assertEquals([code, stdout], [0, ""]);
    }),
});

/** Independent readers of the archive, each as a command on the pack. */
const JUDGES: readonly (readonly [tool: string, command: readonly string[]])[] = [
  ["unzip", ["unzip", "-tq", "run.zip"]],
  ["python3", ["python3", "-m", "zipfile", "-t", "run.zip"]],
  ["bsdtar", ["bsdtar", "-tf", "run.zip"]],
  ["7z", ["7z", "t", "run.zip"]],
  ["zip", ["zip", "-T", "run.zip"]],
];

for (const [tool, command] of JUDGES) {
  Deno.test({
    name: `a pack is accepted by ${tool}`,
    ignore: !hasTool(tool),
    fn: () =>
      inTemporaryFolder(async (folder) => {
        await Deno.writeFile(join(folder, "run.zip"), bytes);
        const { code, stdout, stderr } = await runTool(command, { cwd: folder });
        assertEquals(code, 0, stdout + stderr);
      }),
  });
}

Deno.test({
  name:
    "a pack that unzip unpacked is accepted by sha256sum, and its digest by grep and sha256sum [OC-PACK-6008]",
  ignore: lacks("unzip", "sha256sum"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      await Deno.writeFile(join(folder, "run.zip"), bytes);
      const cwd = join(folder, "out");
      assertEquals(
        (await runTool(["unzip", "-q", "run.zip", "-d", "out"], { cwd: folder })).code,
        0,
      );
      const sums = ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS.txt"];
      assertEquals((await runTool(sums, { cwd })).code, 0);
      assertEquals((await runTool(["sh", "replay.sh"], { cwd })).code, 0);
      const script = `grep -v '  MANIFEST\\.json$' SHA256SUMS.txt | sha256sum | cut -c1-64`;
      const { stdout } = await runTool(["sh", "-c", script], { cwd });
      const manifest = JSON.parse(await Deno.readTextFile(join(cwd, "MANIFEST.json")));
      assertEquals(stdout.trim(), manifest.sha256_manifest);
    }),
});
