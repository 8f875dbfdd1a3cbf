import { assertEquals } from "@std/assert";
import { listFiles } from "./_repository.ts";
import { surveySource } from "./_source_survey.ts";

const FILE_LINES_MAX = 500;
const FUNCTION_LINES_MAX = 60;

/** What is larger, as `path` or `path: function`, with the reason; the list may only shrink. */
const LARGER: Readonly<Record<string, string>> = {
  "tests/budget/run_cost_test.ts: run-cost.json has the members that other tools read, exact amounts beside them":
    "the file as it is expected, member by member",
  "tests/fault_files.ts: createFaultFiles": "one line for each operation of the port",
  "tests/proofpack/_run_folder.ts: makeRunFiles": "the text of each file of a run folder",
  "tests/provider_http/outcomes_test.ts: every status that is no answer keeps status, code and headers":
    "a table of answers",
  "tests/provider_http/outcomes_test.ts: usage is what the server says, and unmeasured where it says nothing usable":
    "a table of answers",
  "tests/report/hostile_test.ts: (anonymous)": "one hostile stress, looked at in every output",
  "tests/spec/trace/trace_test.ts: the state of a requirement follows from marks, tests and what ran":
    "a table of states",
  "tools/npm_only/overlay.ts: repeatConfig": "a scanner of shell text around one cursor",
};

/** Who uses the machine without a port, with the reason. */
const AMBIENT: Readonly<Record<string, string>> = {
  "cli/main.ts: Deno.args Deno.cwd Deno.env Deno.exit Deno.stderr Deno.stdin Deno.stdout setTimeout":
    "the outer edge of the program",
  "src/lock/run_interruptibly.ts: Deno.exit": "ends as the signal asked once locks are released",
};

/** The requirements that the name of a test ends with. */
const REQUIREMENTS = / \[OC-[^\]]*\]$/;

const surveys = listFiles("*.ts").map(surveySource);

Deno.test("no file has more than 500 lines and no function more than 60", () => {
  const larger = new Set(surveys.flatMap(({ path, lineCount, functions }) => [
    ...(lineCount > FILE_LINES_MAX ? [path] : []),
    ...functions.filter((one) => one.lineCount > FUNCTION_LINES_MAX)
      .map(({ name }) => `${path}: ${name.replace(REQUIREMENTS, "")}`),
  ]));
  assertEquals([...larger].sort(), Object.keys(LARGER).sort());
});

Deno.test("only ports touch clocks, timers, chance and files, only the edge streams and exit", () => {
  const product = new Set(listFiles("src/*.ts", "cli/*.ts"));
  const uses = surveys.filter(({ path }) => product.has(path) && !path.startsWith("src/internal/"))
    .filter(({ ambientUses }) => ambientUses.length > 0)
    .map(({ path, ambientUses }) => `${path}: ${[...new Set(ambientUses)].sort().join(" ")}`);
  assertEquals(uses, Object.keys(AMBIENT).sort());
});
