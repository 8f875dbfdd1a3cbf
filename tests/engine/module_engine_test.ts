import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { loadModuleEngine } from "../../src/engine/module_engine.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

Deno.test("loadModuleEngine() runs the default export of a module", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "my engine #1.ts");
    await Deno.writeTextFile(
      path,
      `class Mine {
        readonly name = "mine";
        async run(input: { readonly run: number }) {
          return { hardScore: 1, softScore: 1 / input.run, hardPass: true, softPass: true, artifacts: [], by: this.name };
        }
      }
      export default new Mine();`,
    );
    const engine = await loadModuleEngine(path);
    assertEquals(engine.name, "module:mine");
    const context = { provider: createProvider("embedded"), ports: systemPorts };
    assertEquals((await engine.run({ run: 2, seed: 1 }, context)).softScore, 0.5);
  });
});

Deno.test("loadModuleEngine() says what is wrong with a module", async () => {
  await inTemporaryFolder(async (folder) => {
    const table: readonly (readonly [string, string | null, string])[] = [
      ["missing.ts", null, "Cannot load engine"],
      ["syntax.ts", "export default {", "Cannot load engine"],
      ["throws.ts", "throw new Error('at start');", "at start"],
      ["nothing.ts", "export const engine = 1;", "found no default export"],
      ["other.ts", "export default 7;", "found another value"],
      ["no_name.ts", "export default { run() {} };", "found another value"],
      ["no_run.ts", "export default { name: 'x', run: 7 };", "found another value"],
    ];
    for (const [name, content, text] of table) {
      const path = join(folder, name);
      if (content !== null) await Deno.writeTextFile(path, content);
      const error = await assertRejects(() => loadModuleEngine(path), InputError, text);
      assertEquals(error.code, "ENGINE_NOT_FOUND");
      assertEquals(error.message.includes("\n"), false);
    }
  });
});
