/** The engines that the repository shows are run, not just shown. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { createCommandEngine } from "../../src/engine/command_engine.ts";
import { loadModuleEngine } from "../../src/engine/module_engine.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import { startModelServer } from "../model_server/model_server.ts";

const pathOf = (name: string) =>
  fromFileUrl(new URL(`../../examples/engines/${name}`, import.meta.url));

async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

Deno.test("the TypeScript example judges what the model wrote", async () => {
  await using server = await startModelServer({ textModel: () => "A very long rain ends." });
  using provider = createProvider("openai", { baseUrl: server.url });
  const engine = await loadModuleEngine(pathOf("proverb.ts"));
  const outcome = await engine.run({ run: 1, seed: 7 }, {
    provider,
    ports: systemPorts,
    model: "m",
  });
  assertEquals(outcome, {
    hardScore: 0,
    softScore: 1,
    hardPass: false,
    softPass: true,
    output: "A very long rain ends.",
    artifacts: [{ path: "proverb.txt", content: "1. rain: A very long rain ends.\n" }],
  });
  assertEquals(JSON.parse(server.received[0]!.body).model, "m");
});

Deno.test({
  name: "the Python example judges what the model wrote (skipped where there is no python3)",
  ignore: !(await hasPython()),
  async fn() {
    await using server = await startModelServer({ textModel: () => "A long rain ends." });
    // The command line carries what would be exported in a shell.
    const launch = "import os,runpy,sys; os.environ['OPENAI_BASE_URL']=sys.argv[2]; " +
      "runpy.run_path(sys.argv[1],run_name='__main__')";
    const engine = createCommandEngine(
      `python3 -c "${launch}" "${pathOf("proverb.py")}" ${server.url}/v1`,
    );
    const provider = createProvider("embedded");
    const outcome = await engine.run({ run: 4, seed: 7 }, {
      provider,
      ports: systemPorts,
      model: "m",
    });
    assertEquals([outcome.hardScore, outcome.softPass, outcome.output], [
      1,
      true,
      "A long rain ends.",
    ]);
    assertEquals(outcome.artifacts, [
      { path: "proverb.txt", content: "rain: A long rain ends.\n" },
      { path: "stderr.txt", content: "run 4: 4 words\n" },
    ]);
    assert(server.received[0]!.body.includes('"seed": 7'));
  },
});
