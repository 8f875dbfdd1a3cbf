import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { runOmegaHere } from "../cli/omega_here.ts";
import { OMEGA, ROOT, run } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

async function onlyFolder(parent: string): Promise<string> {
  const entries = await Array.fromAsync(Deno.readDir(parent));
  assertEquals(entries.length, 1);
  return join(parent, entries[0]!.name);
}

/**
 * An engine that takes its time and no work, so that what is tested is the stress. It writes down
 * beside itself which runs it has done.
 */
const SLOW_ENGINE = `export default {
  name: "slow",
  async run({ run, seed }) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const note = { path: "note.txt", content: run + ": " + seed + "\\n" };
    const artifacts = run % 5 === 0 ? [note] : [];
    Deno.writeTextFileSync(new URL("done", import.meta.url), run + "\\n", { append: true });
    const hardScore = 0.75 + (seed % 100) / 1000;
    return { hardPass: true, softPass: true, hardScore, softScore: 0.9, artifacts };
  },
};`;

/** The run folder of a stress that writes below a folder, once it says what it is. */
async function findRunFolder(out: string): Promise<string | null> {
  const [left] = await Array.fromAsync(Deno.readDir(out)).catch(() => []);
  const runFolder = join(out, left?.name ?? "");
  return await sizeOf(join(runFolder, "RUN.json")) > 0 ? runFolder : null;
}

/** Size of a file in bytes, 0 where there is none yet. */
function sizeOf(path: string): Promise<number> {
  return Deno.stat(path).then(({ size }) => size, () => 0);
}

/** When a stress is killed: some time after its start, or once its journal is so long. */
type Moment = { readonly delayMs: number } | { readonly journalBytes: number };

/** Starts a stress and kills it. Returns its run folder, or null if it had not begun. */
async function killStress(
  words: readonly string[],
  out: string,
  moment: Moment,
): Promise<string | null> {
  const [program, ...args] = OMEGA;
  await using child = new Deno.Command(program!, {
    args: [...args, ...words, `--out=${out}`],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  if ("delayMs" in moment) {
    await pause(moment.delayMs);
  } else {
    const hasBegun = async () => {
      const runFolder = await findRunFolder(out);
      if (runFolder === null) return false;
      return await sizeOf(join(runFolder, "runs.jsonl")) >= moment.journalBytes;
    };
    while (!await hasBegun()) await pause(5);
  }
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It was done before.
    if (!(error instanceof TypeError)) throw error;
  }
  await child.status;
  return await findRunFolder(out);
}

/** What a stress has finished before it was killed. */
interface Finished {
  readonly runs: readonly number[];
  /** The files of these runs, and which ones they are. */
  readonly inodes: ReadonlyMap<string, number | null>;
}

/** The runs that have a whole line in the journal. */
async function findFinished(runFolder: string): Promise<Finished> {
  const journal = await Deno.readTextFile(join(runFolder, "runs.jsonl")).catch(() => "");
  const runs: number[] = [];
  const inodes = new Map<string, number | null>();
  for (const line of journal.split("\n").slice(1, -1)) {
    const { run_id: run, artifacts } = JSON.parse(line);
    runs.push(run);
    for (const { path } of artifacts) {
      inodes.set(join(runFolder, path), (await Deno.stat(join(runFolder, path))).ino);
    }
  }
  return { runs, inodes };
}

/** A stress of the slow engine, which lies in a folder of its own; gives the engine's flag, too. */
async function prepareStress(folder: string) {
  await Deno.mkdir(folder);
  await Deno.writeTextFile(join(folder, "slow.js"), SLOW_ENGINE);
  const engine = `--engine=module:${join(folder, "slow.js")}`;
  const calibration = `--calibration=${join(ROOT, "calibration/calibration.json")}`;
  return { engine, words: ["stress", engine, calibration, "--count=100", "--quiet"] };
}

Deno.test("omega stress killed at random moments resumes to the same folder, byte for byte [OC-STRESS-5102]", async () => {
  await inTemporaryFolder(async (folder) => {
    const { words } = await prepareStress(join(folder, "whole"));
    const whole = await runOmegaHere([...words, `--out=${folder}/whole/runs`]);
    assert(whole.code <= 1, whole.stderr);
    const expected = await onlyFolder(join(folder, "whole/runs"));
    const journalBytes = await sizeOf(join(expected, "runs.jsonl"));
    let [partialCount, finishedCount] = [0, 0];
    const killAndResume = async (attempt: number) => {
      const moment = attempt < 4
        ? { delayMs: Math.floor(Math.random() * 400) }
        : { journalBytes: Math.floor(Math.random() * journalBytes) };
      const place = join(folder, `killed-${attempt}`);
      const { engine, words } = await prepareStress(place);
      const runFolder = await killStress(words, join(place, "runs"), moment);
      if (runFolder === null) return;
      const manifest = JSON.parse(await Deno.readTextFile(join(runFolder, "RUN.json")));
      partialCount += Number(manifest.status === "incomplete");
      const finished = await findFinished(runFolder);
      const resumed = await runOmegaHere(["stress", "--resume", runFolder, engine, "--quiet"]);
      const when = JSON.stringify(moment);
      assertEquals(resumed.code, whole.code, `killed ${when}: ${resumed.stderr}`);
      const difference = await run(["diff", "-r", expected, runFolder]);
      assertEquals([difference.code, difference.stdout], [0, ""], `killed ${when}`);
      // No finished run was done twice, and so none has replaced its files.
      const done = (await Deno.readTextFile(join(place, "done"))).trimEnd().split("\n").map(Number);
      const again = finished.runs.filter((run) => done.indexOf(run) !== done.lastIndexOf(run));
      assertEquals([again, new Set(done).size], [[], 100], `killed ${when}`);
      for (const [path, inode] of finished.inodes) {
        assertEquals((await Deno.stat(path)).ino, inode, `killed ${when}: ${path}`);
      }
      finishedCount += finished.runs.length;
    };
    // Twenty kills, four at a time.
    for (let attempt = 0; attempt < 20; attempt += 4) {
      await Promise.all([0, 1, 2, 3].map((lane) => killAndResume(attempt + lane)));
    }
    assert(partialCount >= 3, `only ${partialCount} of 20 kills hit a stress that was under way`);
    assert(finishedCount > 0, "no kill came after a run");
  });
});
