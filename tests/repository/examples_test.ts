import { assertEquals, assertStringIncludes } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { listFiles, readConfiguration, ROOT } from "./_repository.ts";

/** What each example prints last, which shows that it did what it is about. */
const LAST_LINES: Readonly<Record<string, string>> = {
  budget: "10000 calls at 0.1 and one at 0.2: 1000.2",
  cache: 'the state is {"visits":1}',
  calibration: "a call may be retried 3 times",
  certificate: "FAIL: # Certificate omega-cert-",
  chaos: "413 of 1000 calls struck, 182 by a timeout",
  engine: "differs in output, byte 5",
  lock: "counted to 10",
  preflight: "STOP: NOT_A_REPOSITORY",
  proofpack: "one bit changed: false",
  provider: "an answer of 313 tokens",
  report: "## PR-G4 stress: ✅ PASS",
  retry: "gave up after 4 attempts",
  scribe: "hard score 0.90, ProsePack.json, prose.txt",
  spec: "OC-LOCK-1004 SHOULD: A waiter SHOULD give up after the deadline.",
  stress: "20 runs: PASS",
};

Deno.test("there is an example of every part of the library", () => {
  const parts = Object.keys(readConfiguration().exports).map((name) => name.slice(2));
  const examples = listFiles("examples/library/[a-z]*.ts").map((path) => path.slice(17, -3));
  assertEquals(examples, parts.filter((name) => name !== "" && name !== "cli").sort());
  assertEquals(examples, Object.keys(LAST_LINES));
});

for (const [name, lastLine] of Object.entries(LAST_LINES)) {
  Deno.test(`examples/library/${name}.ts runs, and does what it says`, async () => {
    await inTemporaryFolder(async (folder) => {
      const lines = await runExample(toFileUrl(join(ROOT, `examples/library/${name}.ts`)), folder);
      assertStringIncludes(lines.at(-1) ?? "", lastLine);
    });
  });
}

/**
 * Runs a module in this process, which is fifteen times cheaper, and gives what it printed. What it
 * leaves in temporary folders of its own goes with `folder`; the variable that says where they are
 * would be that of all tests.
 */
async function runExample(url: URL, folder: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const { log } = console;
  const { makeTempDir } = Deno;
  console.log = (line) => void lines.push(String(line));
  Deno.makeTempDir = () => makeTempDir({ dir: folder });
  try {
    await import(url.href);
  } finally {
    console.log = log;
    Deno.makeTempDir = makeTempDir;
  }
  return lines;
}
