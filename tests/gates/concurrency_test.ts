import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import type { ConcurrencyPlan } from "../../src/gates/concurrency/run_concurrency.ts";
import { runConcurrency } from "../../src/gates/concurrency/run_concurrency.ts";
import { runWriter, type WriterTask } from "../../src/gates/concurrency/run_writer.ts";
import {
  createEntry,
  decodeSharedEntry,
  encodeSharedEntry,
  updateEntry,
} from "../../src/gates/concurrency/shared_entry.ts";
import type { StartWriter } from "../../src/gates/concurrency/writer_process.ts";
import { type Files, systemFiles } from "../../src/internal/files.ts";
import type { Json } from "../../src/internal/json.ts";
import { type Ports, systemPorts } from "../../src/internal/ports.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** A process's view of the file system: relative paths start in its folder. */
function filesIn(folder: string): Files {
  const at = (path: string) => path.startsWith("/") ? path : join(folder, path);
  return {
    ...systemFiles,
    open: (path, options) => systemFiles.open(at(path), options),
    stat: (path) => systemFiles.stat(at(path)),
    lstat: (path) => systemFiles.lstat(at(path)),
    realPath: (path) => systemFiles.realPath(at(path)),
  };
}

/** Runs a writer inside this process, as if it were one of its own. */
function startWith(
  write: (task: WriterTask, ports: Ports, signal: AbortSignal) => ReturnType<typeof runWriter>,
): StartWriter {
  return (task, folder) => {
    const stop = new AbortController();
    const ports: Ports = { ...systemPorts, files: filesIn(folder), blockingFiles: undefined };
    const ended = write(task, ports, stop.signal).then(
      (result) => ({ ok: true, result } as const),
      (error) => ({ ok: false, reason: String(error?.message ?? error) } as const),
    );
    return { ended, stop: () => stop.abort(new Error("stopped")) };
  };
}

const honest = startWith((task, ports, signal) => runWriter(task, { ports, signal }));

function planIn(out: string, more: Partial<ConcurrencyPlan> = {}): ConcurrencyPlan {
  const lock = { timeoutMs: 10_000, spinMs: 50, staleMs: 30_000 };
  return { writerCount: 4, updateCount: 6, lock, out, ...more };
}

Deno.test("runConcurrency() passes honest writers and proves that they interleaved [OC-INV-0101, OC-CACHE-1801, OC-CACHE-1804]", async () => {
  await inTemporaryFolder(async (out) => {
    const result = await runConcurrency(planIn(out), { ports: systemPorts, start: honest });
    assertEquals([result.verdict, result.violations], ["PASS", []]);
    const report = JSON.parse(await Deno.readTextFile(result.reportPath));
    assertEquals(result.reportPath, join(result.runFolder, "concurrency4.report.json"));
    const { schema_version, workers, successes, failures, residual_locks, residual_tmps } = report;
    assertEquals(
      [schema_version, workers, successes, failures, residual_locks, residual_tmps],
      ["PR-CONCURRENCY-1.0", 4, 4, 0, 0, 0],
    );
    assertEquals([report.cache_valid, report.verdict, report.final_counter], [true, "PASS", 24]);
    assertEquals(report.updates, [6, 6, 6, 6]);
    assert(report.hand_overs >= 6 && report.hand_overs_min === 6);
    assert(report.reads > 0 && report.invalid_reads === 0);
    const names = (await Array.fromAsync(Deno.readDir(result.runFolder), ({ name }) => name))
      .sort();
    assertEquals(names, ["cache", "concurrency4.report.json"]);
  });
});

Deno.test("runConcurrency() runs a single writer with a single write", async () => {
  await inTemporaryFolder(async (out) => {
    const plan = planIn(out, { writerCount: 1, updateCount: 1 });
    const result = await runConcurrency(plan, { ports: systemPorts, start: honest });
    assertEquals([result.verdict, result.observation.last?.counter], ["PASS", 1]);
  });
});

type Harm = (entryPath: string) => Promise<void>;

/** What the last of the honest writers does beside its work, by what the gate calls it. */
const HARMS: Readonly<Record<string, Harm>> = {
  TORN_READ: async (path) => {
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.slice(0, -9));
  },
  RESIDUAL_LOCK: (path) => Deno.writeTextFile(`${path}.lock`, ""),
  RESIDUAL_TMP: (path) => Deno.writeTextFile(`${path}.0123456789abcdef.tmp`, ""),
};

function startHarmful(harm: Harm, { writerCount }: ConcurrencyPlan): StartWriter {
  let leftCount = writerCount;
  return (task, folder) =>
    startWith(async (task, ports, signal) => {
      const result = await runWriter(task, { ports, signal });
      if (--leftCount === 0) await harm(join(folder, "cache/entry.json"));
      return result;
    })(task, folder);
}

for (const [code, harm] of Object.entries(HARMS)) {
  Deno.test(`runConcurrency() fails writers whose harm is ${code} [OC-CACHE-1802]`, async () => {
    await inTemporaryFolder(async (out) => {
      const plan = planIn(out);
      const start = startHarmful(harm, plan);
      const result = await runConcurrency(plan, { ports: systemPorts, start });
      assertEquals(result.verdict, "FAIL");
      const codes = result.violations.map((violation) => violation.code);
      assert(codes.includes(code), codes.join());
      const report = JSON.parse(await Deno.readTextFile(result.reportPath));
      assertEquals([report.verdict, report.cache_valid], ["FAIL", code !== "TORN_READ"]);
      const residue = [report.residual_locks, report.residual_tmps];
      assertEquals(residue, [Number(code === "RESIDUAL_LOCK"), Number(code === "RESIDUAL_TMP")]);
    });
  });
}

Deno.test("runConcurrency() fails a writer that says more updates than it made [OC-CACHE-1802]", async () => {
  await inTemporaryFolder(async (out) => {
    const start = startWith(async (task, ports, signal) => {
      const updateCount = task.writer === 1 ? task.updateCount - 1 : task.updateCount;
      const result = await runWriter({ ...task, updateCount }, { ports, signal });
      return { ...result, updateCount: task.updateCount };
    });
    const result = await runConcurrency(planIn(out), { ports: systemPorts, start });
    const lost = { code: "UPDATES_LOST", message: "the entry has 23 updates" };
    assertEquals(result.violations, [{ ...lost, value: 23, limit: 24 }]);
    const report = JSON.parse(await Deno.readTextFile(result.reportPath));
    assertEquals([report.verdict, report.cache_valid], ["FAIL", false]);
    assertEquals(report.updates, [6, 5, 6, 6]);
  });
});

Deno.test("runConcurrency() waits for no writer that has failed, and says why it did [OC-CACHE-1803]", async () => {
  await inTemporaryFolder(async (out) => {
    const start = startWith((task, ports, signal) => {
      if (task.writer === 2) return Promise.reject(new Error("out of memory"));
      return runWriter(task, { ports, signal });
    });
    const plan = planIn(out, { updateCount: 1 });
    const result = await runConcurrency(plan, { ports: systemPorts, start });
    assertEquals(result.verdict, "FAIL");
    const messages = result.violations.map(({ message }) => message);
    assert(messages.includes("writer 2: out of memory"), messages.join());
  });
});

Deno.test("runConcurrency() stops its writers when aborted", async () => {
  await inTemporaryFolder(async (out) => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const running = new Set<number>();
    const start: StartWriter = ({ writer }) => {
      const { promise: ended, resolve } = Promise.withResolvers<{ ok: false; reason: string }>();
      // The last one has started: all wait at the barrier now.
      if (running.add(writer).size === 4) setTimeout(() => stop.abort(reason));
      return {
        ended,
        stop() {
          running.delete(writer);
          resolve({ ok: false, reason: "stopped" });
        },
      };
    };
    const context = { ports: systemPorts, start, signal: stop.signal };
    await assertRejects(() => runConcurrency(planIn(out), context), Error, "enough");
    assertEquals([...running], []);
  });
});

Deno.test("decodeSharedEntry() accepts exactly what was encoded", () => {
  let entry = createEntry(3);
  for (const writer of [0, 1, 1, 2]) entry = updateEntry(entry, writer);
  assertEquals(entry, { counter: 4, lastWriter: 2, handOvers: 2, updates: [1, 2, 1] });
  const document = encodeSharedEntry(entry);
  assertEquals(decodeSharedEntry(document), entry);
  const wrong: readonly Json[] = [
    null,
    [],
    { ...document, counter: 5 },
    { ...document, hand_overs: 3 },
    { ...document, payload: "x" },
    { ...document, sha256: "0" },
    { ...document, more: 1 },
    encodeSharedEntry({ ...entry, updates: [1, 1, 1] }),
  ];
  for (const other of wrong) assertEquals(decodeSharedEntry(other), null);
});
