import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { writePreflightReport } from "../../src/preflight/preflight_report.ts";
import { OMEGA, run } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runTool } from "../proofpack/_tool.ts";
import {
  configOf,
  git,
  inProject,
  isPosix,
  makeProject,
  preflight,
  PRINTING_SUITE,
  tap,
} from "./_project.ts";

const EMPTY_CONFIG = {
  schema_version: "PREFLIGHT-CONFIG-1.0",
  own_outputs: [],
  accepted: [],
  suites: [{ ...PRINTING_SUITE, command: ["printf", "1..1\\nok\\n"], expected_passed: 1 }],
  critical_files: [],
};

/** A test that needs git and a POSIX system. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `runPreflight() ${name}`, ignore: !isPosix, fn });
}

async function codesOf(...args: Parameters<typeof preflight>): Promise<readonly string[]> {
  const { verdict, problems } = await preflight(...args);
  assertEquals(verdict, problems.length === 0 ? "PASS" : "STOP");
  return problems.map(({ code, path }) => path === undefined ? code : `${code} ${path}`);
}

test("passes a clean project and says what it saw [OC-PREFLIGHT-7001]", () =>
  inProject(async (root) => {
    const result = await preflight(root);
    assertEquals([result.verdict, result.problems], ["PASS", []]);
    const { repository } = result;
    assertEquals(repository.branch, "main");
    assertEquals(repository.head, await git(root, "rev-parse", "HEAD"));
    assertEquals(repository.history.map(({ subject }) => subject), ["first"]);
    const [item] = result.inventory;
    const sum = await runTool(["sha256sum", "src.txt"], { cwd: root });
    assertEquals(item?.sha256, sum.stdout.slice(0, 64));
    assertEquals(item?.gitBlob, await git(root, "hash-object", "src.txt"));
    const [suite] = result.suites;
    assertEquals(suite?.counts, { passed: 3, failed: 0, skipped: 0 });
    assertEquals([suite?.status, suite?.exitCode], ["OK", 0]);
  }));

test("stops where there is no repository, no commit, and no folder", () =>
  inTemporaryFolder(async (folder) => {
    assertEquals(await codesOf(folder), ["NOT_A_REPOSITORY"]);
    await git(folder, "init", "--quiet");
    assertEquals(await codesOf(folder), ["NO_COMMIT"]);
    await assertRejects(() => preflight(join(folder, "none")), InputError);
  }));

test("lists every file that is not as committed, and none of own outputs [OC-PREFLIGHT-7002]", () =>
  inProject(async (root) => {
    await Deno.writeTextFile(join(root, "src.txt"), "changed\n");
    await Deno.writeTextFile(join(root, "new é\nfile.txt"), "x");
    await Deno.mkdir(join(root, "metrics/pr"), { recursive: true });
    await Deno.writeTextFile(join(root, "metrics/pr/PR_PREFLIGHT.json"), "{}");
    await Deno.mkdir(join(root, "metrics-of-mine"));
    await Deno.writeTextFile(join(root, "metrics-of-mine/x"), "x");
    await Deno.mkdir(join(root, "ignored"));
    await Deno.writeTextFile(join(root, "ignored/x"), "x");
    await git(root, "mv", ".gitignore", "renamed");
    await git(root, "mv", "renamed", ".gitignore");
    assertEquals(await codesOf(root), [
      "NOT_CLEAN src.txt",
      "NOT_CLEAN metrics-of-mine/x",
      "NOT_CLEAN new é\nfile.txt",
    ]);
  }));

test("counts a tracked file of an own output that was changed", () =>
  inProject(async (root) => {
    await Deno.writeTextFile(join(root, "metrics/kept.json"), "{ }");
    assertEquals(await codesOf(root), ["NOT_CLEAN metrics/kept.json"]);
  }, { "metrics/kept.json": "{}" }));

test("is not led astray by configuration, attributes of the user or a surrounding hook [OC-PREFLIGHT-7005]", () =>
  inProject(async (root) => {
    await Deno.writeTextFile(join(root, "untracked"), "x");
    await git(root, "config", "status.showUntrackedFiles", "no");
    await git(root, "config", "core.fsmonitor", `touch ${root}/MONITOR; false`);
    await git(root, "config", "status.relativePaths", "false");
    assertEquals(await codesOf(root), ["NOT_CLEAN untracked"]);
    assertEquals(await Deno.stat(join(root, "MONITOR")).catch(() => null), null);
    // As in a hook; in a process of its own, because tests share their environment.
    const config = join(root, "../preflight.json");
    await Deno.writeTextFile(config, JSON.stringify(EMPTY_CONFIG));
    const words = ["preflight", "--root", root, "--config", config, "--out", `${root}/ignored`];
    const userFolder = join(root, "../user");
    await Deno.mkdir(join(userFolder, "git"), { recursive: true });
    await Deno.writeTextFile(join(userFolder, "git/ignore"), "untracked\n");
    const hook = {
      GIT_DIR: "/nowhere",
      GIT_INDEX_FILE: "/nowhere/index",
      GIT_CEILING_DIRECTORIES: root,
      XDG_CONFIG_HOME: userFolder,
    };
    const omega = OMEGA.toSpliced(2, 0, "--allow-run");
    const ended = await run([...omega, ...words, "--json"], { env: hook });
    assertEquals(ended.code, 3, ended.stderr);
    const { violations, verdict } = JSON.parse(ended.stdout);
    assertEquals([verdict, violations.length, violations[0].path], ["STOP", 1, "untracked"]);
  }));

test("stops at files that git was told not to look at", () =>
  inProject(async (root) => {
    await git(root, "update-index", "--assume-unchanged", "src.txt");
    await git(root, "update-index", "--skip-worktree", "report.tap");
    await Deno.writeTextFile(join(root, "src.txt"), "changed\n");
    assertEquals(await git(root, "status", "--porcelain"), "");
    assertEquals(await codesOf(root), [
      "HIDDEN_FROM_STATUS report.tap",
      "HIDDEN_FROM_STATUS src.txt",
    ]);
  }));

test("stops at a detached HEAD and a shallow clone, unless the project accepts them", () =>
  inProject(async (root) => {
    await Deno.writeTextFile(join(root, "src.txt"), "second\n");
    await git(root, "commit", "--quiet", "--all", "--message", "second");
    const clone = join(root, "../clone");
    await git(root, "clone", "--quiet", "--depth=1", `file://${root}`, clone);
    assertEquals(await codesOf(clone), ["SHALLOW_CLONE"]);
    await git(clone, "checkout", "--quiet", "--detach");
    assertEquals(await codesOf(clone), ["DETACHED_HEAD", "SHALLOW_CLONE"]);
    const config = configOf({ accepted: ["DETACHED_HEAD", "SHALLOW_CLONE"] });
    const accepted = await preflight(clone, { config });
    assertEquals([accepted.verdict, accepted.problems], ["PASS", []]);
    assertEquals(accepted.accepted, ["DETACHED_HEAD", "SHALLOW_CLONE"]);
    assertEquals((await preflight(root, { config })).accepted, []);
  }));

test("looks at submodules: missing, clean and changed", () =>
  inProject(async (root) => {
    const library = join(root, "../library");
    await Deno.mkdir(library);
    await makeProject(library);
    await git(root, "submodule", "--quiet", "add", `file://${library}`, "library");
    await git(root, "commit", "--quiet", "--message", "add a library");
    const clean = await preflight(root);
    assertEquals(clean.problems, []);
    assertEquals(
      clean.repository.submodules.map(({ path, isCheckedOut }) => [path, isCheckedOut]),
      [
        ["library", true],
      ],
    );
    await Deno.writeTextFile(join(root, "library/src.txt"), "changed\n");
    assertEquals(await codesOf(root), ["NOT_CLEAN library"]);
    const clone = join(root, "../clone");
    await git(root, "clone", "--quiet", `file://${root}`, clone);
    assertEquals(await codesOf(clone), ["SUBMODULE_MISSING library"]);
  }));

test("looks at a folder below the top of its repository, and at that alone", () =>
  inProject(async (root) => {
    await Deno.writeTextFile(join(root, "src.txt"), "changed outside\n");
    await Deno.writeTextFile(join(root, "part/new.txt"), "x");
    const config = configOf({ critical_files: ["inner.txt"] });
    assertEquals(await codesOf(join(root, "part"), { config }), ["NOT_CLEAN new.txt"]);
  }, { "part/report.tap": tap(3), "part/inner.txt": "x" }));

test("stops when a critical file is missing or not committed [OC-PREFLIGHT-7003]", () =>
  inProject(async (root) => {
    await Deno.mkdir(join(root, "ignored"));
    await Deno.writeTextFile(join(root, "ignored/limits.json"), "{}");
    const config = configOf({ critical_files: ["src.txt", "none.txt", "ignored/limits.json"] });
    assertEquals(await codesOf(root, { config }), [
      "CRITICAL_FILE_MISSING none.txt",
      "CRITICAL_FILE_UNTRACKED ignored/limits.json",
    ]);
  }));

test("stops when the tests change the tree or move HEAD [OC-PREFLIGHT-7004]", () =>
  inProject(async (root) => {
    const command = ["sh", "-c", "echo x > left; cat report.tap"];
    const config = configOf({ suites: [{ ...PRINTING_SUITE, command }] });
    assertEquals(await codesOf(root, { config }), ["TREE_CHANGED_BY_TESTS left"]);
    await Deno.remove(join(root, "left"));
    const commit =
      "git -c user.name=A -c user.email=a@b commit -q --allow-empty -m x; cat report.tap";
    const moving = configOf({ suites: [{ ...PRINTING_SUITE, command: ["sh", "-c", commit] }] });
    assertEquals(await codesOf(root, { config: moving }), ["TREE_CHANGED_BY_TESTS"]);
  }));

Deno.test({
  name:
    "writePreflightReport() writes the published fields and no folder of this machine [OC-PREFLIGHT-7008]",
  ignore: !isPosix,
  fn: () =>
    inProject(async (root) => {
      await Deno.writeTextFile(join(root, "untracked"), "x");
      const path = await writePreflightReport(
        join(root, "metrics/pr"),
        await preflight(root),
        systemPorts,
      );
      const text = await Deno.readTextFile(path);
      assert(!text.includes(root));
      const report = JSON.parse(text);
      assertEquals(
        [report.schema_version, report.branch, report.clean, report.verdict],
        ["PR-PREFLIGHT-1.0", "main", false, "STOP"],
      );
      assertEquals(report.changed_files, [{ path: "untracked", status: "??" }]);
      assertEquals(report.suites[0], {
        name: "unit",
        status: "OK",
        expected_passed: 3,
        passed: 3,
        failed: 0,
        skipped: 0,
        exit_code: 0,
      });
    }),
});
