import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { installMock, startMock } from "./independent_mock.ts";
import { storyFlags } from "../cli/run_omega.ts";
import { CALIBRATION_FLAG, runOmega } from "./omega_process.ts";

const mock = await installMock();
if (!mock.ok) console.log(`skipped: no independent mock, as npm gave none (${mock.reason})`);

/** The second scene and everything else cost differently, so that sums can tell them apart. */
const FIXTURES = {
  fixtures: [
    {
      match: { userMessage: "coffee" },
      response: {
        content: "The coffee was cold, and she smelled the salt of the harbour.",
        usage: { prompt_tokens: 411, completion_tokens: 17 },
      },
    },
    {
      match: { model: "mock-1" },
      response: {
        content: "He heard the cold rain on the roof and did not sleep.",
        usage: { prompt_tokens: 389, completion_tokens: 13 },
      },
    },
  ],
};

Deno.test({
  name: "omega stress against an independent mock reports the usage that the mock says it served",
  ignore: !mock.ok,
  async fn() {
    assert(mock.ok);
    await inTemporaryFolder(async (folder) => {
      const fixturePath = join(folder, "fixtures.json");
      await Deno.writeTextFile(fixturePath, JSON.stringify(FIXTURES));
      await using server = await startMock(mock.program, fixturePath);
      for (const stream of [[], ["--stream"]]) {
        const before = (await server.journal()).length;
        const ended = await runOmega([
          "stress",
          ...storyFlags().slice(0, 2),
          CALIBRATION_FLAG,
          "--provider=openai",
          `--base-url=${server.url}`,
          "--model=mock-1",
          "--count=8",
          "--concurrency=8",
          "--json",
          ...stream,
        ], { cwd: folder, env: { OPENAI_API_KEY: "sk-mock-0123456789" } });
        // The mock's texts keep few rules: the verdict is about them, the usage is not.
        assert(ended.code <= 1, ended.stderr);
        const answer = JSON.parse(ended.stdout);
        assertEquals([answer.runs, answer.infrastructure_errors], [8, 0], ended.stderr);
        const report = JSON.parse(
          await Deno.readTextFile(join(folder, answer.run_dir, "PR_REPORT.json")),
        );
        const entries = (await server.journal()).slice(before);
        const usages = entries.map(({ response }) => response.fixture!.response.usage);
        const sum = (name: "prompt_tokens" | "completion_tokens") =>
          usages.reduce((total, usage) => total + usage[name], 0);
        assert(entries.length >= 100, `${entries.length} calls`);
        assertEquals(report.usage, {
          calls: entries.length,
          failed_calls: 0,
          unmeasured_calls: 0,
          input_tokens: sum("prompt_tokens"),
          cached_input_tokens: 0,
          output_tokens: sum("completion_tokens"),
        });
        assertEquals(
          new Set(usages.map(({ prompt_tokens }) => prompt_tokens)),
          new Set([411, 389]),
        );
      }
    });
  },
});
