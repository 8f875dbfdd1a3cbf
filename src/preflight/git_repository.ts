/**
 * What git says about a working tree, asked so that the answer depends on the repository alone:
 * no configuration of the user or the system, no locale, no variable of a surrounding hook, no
 * program that the repository names for monitoring, no lock taken, nothing written.
 *
 * @module
 */
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { runProcess } from "../engine/run_process.ts";
import type { ChangedFile } from "./parse_status.ts";
import { parseStatus } from "./parse_status.ts";

/**
 * Variables by which a hook or a script tells git to look elsewhere: those that
 * `git rev-parse --local-env-vars` prints, and three more that change what git finds.
 */
const POINTING_VARIABLES = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_ATTR_SOURCE",
  "GIT_CEILING_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_CONFIG",
  "GIT_CONFIG_COUNT",
  "GIT_CONFIG_PARAMETERS",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_NAMESPACE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];

const NEUTRAL_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  // A commit is what its id names, and not what somebody's refs/replace puts in its place.
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};

/**
 * Settings that would change the answer. The user asks about this root and runs its tests, so that
 * somebody else owns the folder, as in a container, is no reason not to look.
 */
const NEUTRAL_SETTINGS = [
  "core.fsmonitor=false",
  // The user's own lists of ignored files and attributes are read without any configuration.
  "core.excludesFile=/dev/null",
  "core.attributesFile=/dev/null",
  // A file whose size and time look the same is looked into.
  "core.trustctime=true",
  "core.checkStat=default",
  "core.quotePath=false",
  "status.renames=false",
  "safe.directory=*",
].flatMap((setting) => ["-c", setting]);

/** A question takes longer only where the disk or the repository is broken. */
const TIME_LIMIT_MS = 120_000;
/** Names of a million changed files. */
const STDOUT_MAX_BYTES = 128 * 1024 * 1024;

/** A commit. */
export interface Commit {
  /** Its object id. */
  readonly id: string;
  /** When it was committed, ISO 8601. */
  readonly time: string;
  /** First line of its message. */
  readonly subject: string;
}

/** An answer of git. */
interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

// OC-PREFLIGHT-7005 impl
/** A git working tree. */
export class GitRepository {
  readonly #root: string;
  readonly #clock: Ports["clock"];
  readonly #signal: AbortSignal | undefined;

  /**
   * Stands in a folder, which may be in no repository; see {@linkcode GitRepository.isThere}.
   *
   * @param root The folder
   * @param ports The machine's clock; needs `--allow-run`
   * @param signal Ends whatever is asked at once
   */
  constructor(root: string, { clock }: Pick<Ports, "clock">, signal?: AbortSignal) {
    this.#root = root;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Whether the folder is in the working tree of a repository. */
  async isThere(): Promise<boolean> {
    const { exitCode, stdout, stderr } = await this.#ask("rev-parse", "--is-inside-work-tree");
    if (exitCode === 0) return stdout.trim() === "true";
    if (/not a git repository/.test(stderr)) return false;
    throw failed("rev-parse", stderr);
  }

  /** The branch; null where HEAD is detached. */
  async branch(): Promise<string | null> {
    const { exitCode, stdout } = await this.#ask("symbolic-ref", "--quiet", "--short", "HEAD");
    return exitCode === 0 ? stdout.trim() : null;
  }

  /** The commit that is checked out; null where there is none yet. */
  async head(): Promise<string | null> {
    const { exitCode, stdout } = await this.#ask(
      "rev-parse",
      "--verify",
      "--quiet",
      "HEAD^{commit}",
    );
    return exitCode === 0 ? stdout.trim() : null;
  }

  /** Whether the history was cut off when the repository was cloned. */
  async isShallow(): Promise<boolean> {
    return (await this.#demand("rev-parse", "--is-shallow-repository")).trim() === "true";
  }

  /** The files that are not as committed, untracked ones included, ignored ones not. */
  async changedFiles(): Promise<readonly ChangedFile[]> {
    const flags = ["--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=none"];
    const prefix = (await this.#demand("rev-parse", "--show-prefix")).trimEnd();
    return parseStatus(await this.#demand("status", ...flags, "--", "."), prefix);
  }

  /**
   * The files that git was told not to look at (`--assume-unchanged`, `--skip-worktree`): whatever
   * is in them, its status does not tell.
   */
  async hiddenFiles(): Promise<readonly string[]> {
    const lines = (await this.#demand("ls-files", "-v", "-z", "--", ".")).split("\0");
    return lines.filter((line) => /^[a-zS] /.test(line)).map((line) => line.slice(2));
  }

  /** Object id of each of the files that the commit has, from the root. */
  async blobs(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const blobs = new Map<string, string>();
    if (paths.length === 0) return blobs;
    const literal = ["--literal-pathspecs", "ls-tree", "-z", "HEAD", "--", ...paths];
    for (const line of (await this.#demand(...literal)).split("\0")) {
      const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line);
      if (match !== null) blobs.set(match[2]!, match[1]!);
    }
    return blobs;
  }

  /** Commit of each submodule that the commit names, from the root. */
  async submodules(): Promise<ReadonlyMap<string, string>> {
    const submodules = new Map<string, string>();
    for (const line of (await this.#demand("ls-files", "-s", "-z", "--", ".")).split("\0")) {
      const match = /^160000 ([0-9a-f]+) \d\t(.+)$/s.exec(line);
      if (match !== null) submodules.set(match[2]!, match[1]!);
    }
    return submodules;
  }

  /** The last commits, the newest first. */
  async history(countMax: number): Promise<readonly Commit[]> {
    const format = "--format=%H%x1f%cI%x1f%s";
    const text = await this.#demand("log", "-z", `--max-count=${countMax}`, format, "--", ".");
    return text.split("\0").filter((line) => line !== "").map((line) => {
      const [id = "", time = "", subject = ""] = line.split("\x1f");
      return { id, time, subject };
    });
  }

  async #demand(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.#ask(...args);
    if (exitCode !== 0) throw failed(args.join(" "), stderr);
    return stdout;
  }

  async #ask(...args: string[]): Promise<Answer> {
    const git = ["git", "-C", this.#root, "--no-pager", ...NEUTRAL_SETTINGS, ...args];
    // The runtime can set a variable for a child and cannot take one away.
    const without = POINTING_VARIABLES.flatMap((name) => ["-u", name]);
    const words = Deno.build.os === "windows" ? git : ["env", ...without, ...git];
    try {
      const result = await runProcess(words as [string, ...string[]], {
        input: "",
        env: NEUTRAL_ENVIRONMENT,
        timeLimitMs: TIME_LIMIT_MS,
        stdoutMaxBytes: STDOUT_MAX_BYTES,
        stderrMaxBytes: 64 * 1024,
        clock: this.#clock,
        signal: this.#signal,
      });
      if (result.end !== "exit") throw failed(args.join(" "), result.end);
      const decoder = new TextDecoder();
      const stderr = decoder.decode(result.stderr);
      // What `env` says where there is no git.
      if (result.exitCode === 127) throw failed(args.join(" "), "git is not installed");
      return { exitCode: result.exitCode, stdout: decoder.decode(result.stdout), stderr };
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof Deno.errors.NotCapable || error instanceof WorldError) throw error;
      throw new WorldError(`Cannot run git: ${reasonOf(error)}`, { cause: error });
    }
  }
}

function failed(question: string, reason: string): WorldError {
  const text = reason.replace(/\s+/g, " ").trim().slice(0, 300).toWellFormed();
  return new WorldError(`Cannot ask git for "${question}": ${text}`, { code: "GIT_FAILED" });
}
