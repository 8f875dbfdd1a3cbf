import { join } from "@std/path";
import { InputError, WorldError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import type { Toolchain } from "../internal/toolchain.ts";
import type { Commit } from "./git_repository.ts";
import { GitRepository } from "./git_repository.ts";
import type { InventoryItem } from "./inventory.ts";
import { takeInventory } from "./inventory.ts";
import type { ChangedFile } from "./parse_status.ts";
import type { PreflightConfig } from "./preflight_config.ts";
import { isBelow } from "./preflight_config.ts";
import type { Problem, ProblemCode } from "./problem.ts";
import type { SuiteResult } from "./run_suite.ts";
import { runSuite } from "./run_suite.ts";

/** What a preflight may use. */
export interface PreflightOptions {
  /** Root of the project; the top of a repository or a folder in it. */
  readonly root: string;
  /** What is checked. */
  readonly config: PreflightConfig;
  /** Needs `--allow-read` and `--allow-run`. */
  readonly ports: Ports;
  /** Versions, for the record. */
  readonly toolchain: Toolchain;
  /** Ends the preflight at once; no test command lives on. */
  readonly signal?: AbortSignal | undefined;
  /** Told before each suite, and after the last. */
  readonly onProgress?:
    | ((finishedCount: number, totalCount: number, suite: string) => void)
    | undefined;
}

/** A submodule that the commit names. */
export interface Submodule {
  /** Path from the root. */
  readonly path: string;
  /** The commit that it shall be at. */
  readonly commit: string;
  /** Whether its files are there. */
  readonly isCheckedOut: boolean;
}

/** What git says about the root. */
export interface RepositoryState {
  /** The branch, null where HEAD is detached or there is no repository. */
  readonly branch: string | null;
  /** The commit, null where there is none. */
  readonly head: string | null;
  /** Whether the history was cut off. */
  readonly isShallow: boolean;
  /** Files that are not as committed, without those of own outputs. */
  readonly changedFiles: readonly ChangedFile[];
  /** Submodules that the commit names. */
  readonly submodules: readonly Submodule[];
  /** The last commits, the newest first. */
  readonly history: readonly Commit[];
}

/** What a preflight found. */
export interface PreflightResult {
  /** `STOP` if there is any problem that the project has not accepted. */
  readonly verdict: "PASS" | "STOP";
  /** The repository. */
  readonly repository: RepositoryState;
  /** The suites in their order; none where the repository is not as it must be. */
  readonly suites: readonly SuiteResult[];
  /** The critical files. */
  readonly inventory: readonly InventoryItem[];
  /** Everything that is not as it must be. */
  readonly problems: readonly Problem[];
  /** Problems that there are and that the project accepts. */
  readonly accepted: readonly ProblemCode[];
  /** When it ended, ISO 8601 in UTC. */
  readonly timestamp: string;
  /** Versions at that time. */
  readonly toolchain: Toolchain;
}

/** Commits that are kept: enough to see where a baseline comes from. */
const HISTORY_MAX_COUNT = 10;

// OC-PREFLIGHT-7001 impl
/**
 * PR-G0: is the baseline what it is thought to be? Looks at the repository, runs every suite, counts
 * its tests, looks at the repository again, and takes the inventory of critical files.
 *
 * Every way in which that can fail is a problem of its own, and every problem stops the gates that
 * follow unless the project has accepted it. Nothing is written.
 *
 * @throws {InputError} if there is no folder at the root
 * @throws {WorldError} if a file cannot be read
 * @throws the signal's reason when aborted
 */
export async function runPreflight(options: PreflightOptions): Promise<PreflightResult> {
  const { root, config, ports, toolchain, signal } = options;
  if ((await ports.files.stat(root))?.kind !== "directory") {
    throw new InputError(`Cannot check "${root}": wanted a folder, found none`);
  }
  const git = new GitRepository(root, ports, signal);
  const { repository, problems: found } = await inspectRepository(git, options);
  const problems = [...found];
  const isBroken = repository.head === null;
  const suites = isBroken ? [] : await runSuites(options);
  problems.push(...suites.flatMap((suite) => suite.problems));
  if (suites.length > 0) problems.push(...await compareAfter(git, repository, config));
  const blobs = isBroken ? new Map() : await git.blobs(config.criticalFiles);
  const { files } = ports;
  const inventory = isBroken
    ? { items: [], problems: [] }
    : await takeInventory(config.criticalFiles, { root, blobs, files });
  problems.push(...inventory.problems);
  const isAccepted = ({ code }: Problem) => config.accepted.includes(code);
  return {
    verdict: problems.every(isAccepted) ? "PASS" : "STOP",
    repository,
    suites,
    inventory: inventory.items,
    problems: problems.filter((problem) => !isAccepted(problem)),
    accepted: [...new Set(problems.filter(isAccepted).map(({ code }) => code))],
    timestamp: new Date(ports.clock.now()).toISOString(),
    toolchain,
  };
}

const NO_REPOSITORY: RepositoryState = {
  branch: null,
  head: null,
  isShallow: false,
  changedFiles: [],
  submodules: [],
  history: [],
};

type Inspected = { readonly repository: RepositoryState; readonly problems: readonly Problem[] };

async function inspectRepository(
  git: GitRepository,
  options: PreflightOptions,
): Promise<Inspected> {
  const stop = (code: ProblemCode, message: string): Inspected => ({
    repository: NO_REPOSITORY,
    problems: [{ code, message }],
  });
  try {
    if (!(await git.isThere())) {
      return stop("NOT_A_REPOSITORY", "The root is in the working tree of no git repository");
    }
    const branch = await git.branch();
    const head = await git.head();
    if (head === null) {
      const { problems } = stop("NO_COMMIT", "The repository has no commit yet");
      return { repository: { ...NO_REPOSITORY, branch }, problems };
    }
    const repository: RepositoryState = {
      branch,
      head,
      isShallow: await git.isShallow(),
      changedFiles: await listChanges(git, options.config),
      submodules: await listSubmodules(git, options),
      history: await git.history(HISTORY_MAX_COUNT),
    };
    const hidden = (await git.hiddenFiles()).map((path): Problem => ({
      code: "HIDDEN_FROM_STATUS",
      message: `git was told not to look whether "${path}" is as committed`,
      path,
    }));
    return { repository, problems: [...listProblems(repository), ...hidden] };
  } catch (error) {
    if (!(error instanceof WorldError && error.code === "GIT_FAILED")) throw error;
    return stop("GIT_FAILED", error.message);
  }
}

// OC-PREFLIGHT-7002 impl
/** What the project's own tools write is no change of the project. */
async function listChanges(
  git: GitRepository,
  { ownOutputs }: PreflightConfig,
): Promise<readonly ChangedFile[]> {
  const changed = await git.changedFiles();
  return changed.filter(({ status, path }) => status !== "??" || !isBelow(path, ownOutputs));
}

async function listSubmodules(
  git: GitRepository,
  { root, ports }: PreflightOptions,
): Promise<readonly Submodule[]> {
  const submodules: Submodule[] = [];
  for (const [path, commit] of await git.submodules()) {
    const isCheckedOut = (await ports.files.stat(join(root, path, ".git"))) !== null;
    submodules.push({ path, commit, isCheckedOut });
  }
  return submodules;
}

function listProblems(state: RepositoryState): readonly Problem[] {
  const problems: Problem[] = [];
  const object = (code: ProblemCode, message: string) => problems.push({ code, message });
  if (state.branch === null) {
    object("DETACHED_HEAD", `HEAD is detached at ${state.head!.slice(0, 12)}: no branch has it`);
  }
  if (state.isShallow) object("SHALLOW_CLONE", "The clone is shallow: its history is cut off");
  for (const { path, isCheckedOut } of state.submodules) {
    if (isCheckedOut) continue;
    const message = `Submodule "${path}" is not checked out`;
    problems.push({ code: "SUBMODULE_MISSING", message, path });
  }
  for (const { status, path } of state.changedFiles) {
    const message = `"${path}" is not as committed (git status "${status}")`;
    problems.push({ code: "NOT_CLEAN", message, path });
  }
  return problems;
}

async function runSuites(options: PreflightOptions): Promise<readonly SuiteResult[]> {
  const { config, onProgress } = options;
  const results: SuiteResult[] = [];
  // One after the other: suites that share a machine's ports, files or cores fail by chance.
  for (const suite of config.suites) {
    onProgress?.(results.length, config.suites.length, suite.name);
    results.push(await runSuite(suite, options));
  }
  onProgress?.(results.length, results.length, "");
  return results;
}

// OC-PREFLIGHT-7004 impl
/** Tests that change the tree make a baseline of something else than the commit. */
async function compareAfter(
  git: GitRepository,
  before: RepositoryState,
  config: PreflightConfig,
): Promise<readonly Problem[]> {
  const textOf = ({ status, path }: ChangedFile) => `${status} ${path}`;
  const known = new Set(before.changedFiles.map(textOf));
  const changed = (await listChanges(git, config)).filter((file) => !known.has(textOf(file)));
  const problems = changed.map(({ path }): Problem => ({
    code: "TREE_CHANGED_BY_TESTS",
    message: `The tests changed "${path}"`,
    path,
  }));
  if (await git.head() === before.head) return problems;
  return [...problems, { code: "TREE_CHANGED_BY_TESTS", message: "The tests moved HEAD" }];
}
