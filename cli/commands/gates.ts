import { basename, join } from "@std/path";
import { writeGatesReport } from "../../src/gates/gates_report.ts";
import type { GateStep, Needed, StepOutcome } from "../../src/gates/run_gates.ts";
import { runBehind, runGates } from "../../src/gates/run_gates.ts";
import type { Answer, CommandContext, CommandRun, Values } from "../command.ts";
import { type FlagName, STORY_FLAGS } from "../flags.ts";
import { renderGates } from "../render/gates.ts";
import { runWords } from "../run_words.ts";

/** Where everything goes, seen from the folder that omega works in. */
const OUT_FOLDER = "metrics/pr";

/** A gate as a command line: its words, from the folders that earlier gates wrote. */
interface GateLine {
  readonly name: string;
  readonly after: readonly string[];
  readonly needs: readonly string[];
  readonly words: (folderOf: (name: string) => string) => readonly string[];
  /** A second command, which judges what the first has left; not run where that left nothing. */
  readonly check?: GateLine["words"];
}

/**
 * `omega gates`: all gates and the certificate. Every gate is the command that a user would type,
 * so that there is one way to run it; a gate whose command does not exist is missing.
 */
export function planGates(values: Values): CommandRun {
  const out = values.text("out") ?? OUT_FOLDER;
  const lines = listGates(values, out);
  return async (context) => {
    const { ports, toolchain, signal, progress, hasColor } = context;
    const view = createStepView(progress, lines.length);
    const steps = lines.map((line): GateStep => ({
      ...line,
      run: toRun(line, { ...context, onNote: view.onNote }),
    }));
    const gates = await runGates(steps.slice(0, -1), { signal, onChange: view.onChange });
    // Written before the certificate, which vouches for it as for every other file.
    const reportPath = await writeGatesReport(out, gates, { toolchain, ports });
    const result = await runBehind(gates, steps.at(-1)!, { signal, onChange: view.onChange });
    return {
      verdict: result.verdict,
      runDir: out,
      violations: result.steps.flatMap(({ name, verdict, reasons }) =>
        verdict === "PASS" || verdict === "DONE"
          ? []
          : reasons.map((message) => ({ code: `GATE_${verdict}`, message, path: name }))
      ),
      data: {
        report: reportPath,
        gates: Object.fromEntries(result.steps.map(({ name, verdict }) => [name, verdict])),
      },
      text: renderGates(result, reportPath, { hasColor }),
    };
  };
}

/** One line about all steps: how many have ended, and how far those that run have come. */
function createStepView(progress: CommandContext["progress"], totalCount: number) {
  const ended = new Set<string>();
  const notes = new Map<string, string>();
  const show = () => progress.update(ended.size, totalCount, [...notes.values()].join(", "));
  return {
    onNote(name: string, note: string): void {
      if (notes.has(name)) notes.set(name, note);
      show();
    },
    onChange(finished: readonly string[], running: readonly string[]): void {
      for (const name of finished) ended.add(name);
      for (const name of notes.keys()) if (!running.includes(name)) notes.delete(name);
      for (const name of running) if (!notes.has(name)) notes.set(name, name);
      show();
    },
  };
}

function listGates(values: Values, out: string): readonly GateLine[] {
  const runs = join(out, "PR_RUNS");
  const pass = (...names: readonly FlagName[]) =>
    names.flatMap((name) => {
      const text = values.text(name);
      return text === undefined ? [] : [`--${name}=${text}`];
    });
  const story = () => [...pass(...STORY_FLAGS), `--out=${runs}`];
  const first = ["preflight"];
  const runners = ["concurrency", "stress", "chaos"];
  return [
    {
      name: "preflight",
      after: [],
      needs: [],
      words: () => ["preflight", ...pass("root", "config"), `--out=${out}`],
    },
    {
      name: "concurrency",
      after: first,
      needs: [],
      words: () => [
        ...["concurrency", `--out=${runs}`],
        ...pass("writers", "writes", "calibration"),
      ],
    },
    { name: "stress", after: first, needs: [], words: () => ["stress", ...story()] },
    {
      name: "chaos",
      after: first,
      needs: [],
      words: () => ["chaos", "run", ...story(), ...pass("chaos", "chaos-profile")],
    },
    {
      name: "budget",
      after: ["stress"],
      needs: ["stress"],
      words: (folderOf) => ["budget", "check", folderOf("stress")],
    },
    packLine(out, [
      ...(values.isOn("compress") ? ["--compress"] : []),
      ...pass("sign", "verifier"),
    ]),
    {
      name: "certify",
      after: [...runners, "budget", "proofpack"],
      needs: [],
      words: () => ["certify", `--runs=${out}`, `--out=${out}`, ...pass("lang", "sign")],
    },
  ];
}

/** PR-G5: the pack that is built has the verdict of the run; whether it is whole is the gate's own. */
function packLine(out: string, flags: readonly string[]): GateLine {
  const packOf = (folder: string) => join(out, `${basename(folder)}.zip`);
  return {
    name: "proofpack",
    after: ["stress"],
    needs: ["stress"],
    words: (folderOf) => {
      const folder = folderOf("stress");
      const place = [`--source=${folder}`, `--out=${packOf(folder)}`];
      return ["proofpack", "build", "--type=stress", ...place, ...flags];
    },
    check: (folderOf) => ["proofpack", "verify", packOf(folderOf("stress"))],
  };
}

interface StepContext extends CommandContext {
  readonly onNote: (name: string, note: string) => void;
}

/** What does a gate: its command, or nothing where there is none of its words. */
function toRun(line: GateLine, context: StepContext): GateStep["run"] {
  const [first, second] = line.words(() => "");
  const isKnown = context.commands.some(({ words }) =>
    words[0] === first && (words.length === 1 || words[1] === second)
  );
  if (!isKnown) return null;
  return async (needed: Needed, signal: AbortSignal) => {
    const folderOf = (name: string) => needed.get(name)!.runDir!;
    const progress = {
      update: (finishedCount: number, totalCount: number) =>
        context.onNote(line.name, `${line.name} ${finishedCount}/${totalCount}`),
    };
    const step = { ...context, signal, progress };
    const answer = await runWords(line.words(folderOf), step);
    if (line.check === undefined || answer.violations.length > 0) return toOutcome(answer);
    return toOutcome(await runWords(line.check(folderOf), step));
  };
}

function toOutcome({ verdict, runDir, violations }: Answer): StepOutcome {
  return { verdict, runDir, reasons: violations.map(({ message }) => message) };
}
