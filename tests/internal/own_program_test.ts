import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { OwnProgram } from "../../src/internal/own_program.ts";
import { PACKAGE_NAMES, readOwnProgram, startAgain } from "../../src/internal/own_program.ts";

const ROOT = new URL("../../", import.meta.url);

const HERE = { read: ["."], write: ["."] };

function programOf(more: Partial<OwnProgram>): OwnProgram {
  return { execPath: "/bin/deno", isCompiled: false, mainModule: "", resolve: () => null, ...more };
}

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const url = new URL(isDirectory ? `${name}/` : name, folder);
    if (isDirectory) yield* sources(url);
    else if (name.endsWith(".ts")) yield url;
  }
}

Deno.test("PACKAGE_NAMES has every package that the product imports", async () => {
  const found = new Set<string>();
  for (const folder of ["src/", "cli/"]) {
    for await (const url of sources(new URL(folder, ROOT))) {
      const text = await Deno.readTextFile(url);
      for (const [, name] of text.matchAll(/^(?:import|export)[^;]*?from "(@[^"]+)";$/gm)) {
        found.add(name!);
      }
    }
  }
  assertEquals([...found].filter((name) => !PACKAGE_NAMES.includes(name)), []);
});

Deno.test("startAgain() runs sources with what their packages' names mean here", () => {
  const { program, args } = startAgain(
    programOf({
      mainModule: "file:///src/cli/main.ts",
      resolve: (name) => name === "@std/path" ? "file:///a,b c.ts" : null,
    }),
    ["--json", "word"],
    HERE,
  );
  assertEquals(program, "/bin/deno");
  const map = args.find((arg) => arg.startsWith("--import-map="))!;
  const json = decodeURIComponent(map.replace("--import-map=data:application/json,", ""));
  assertEquals(JSON.parse(json), { imports: { "@std/path": "file:///a,b c.ts" } });
  assertEquals(args.slice(-3), ["file:///src/cli/main.ts", "--json", "word"]);
  for (
    const arg of ["--no-config", "--no-lock", "--no-prompt", "--allow-read=.", "--allow-write=."]
  ) {
    assertEquals(args.includes(arg), true, arg);
  }
  assertEquals(args.filter((arg) => arg.startsWith("--allow")).length, 2);
});

Deno.test("startAgain() runs a bundle, a package of JSR and a compiled program as what they are", () => {
  const bundle = startAgain(programOf({ mainModule: "file:///dist/omega.js" }), ["x"], HERE);
  assertEquals(bundle.args.some((arg) => arg.startsWith("--import-map")), false);
  assertEquals(bundle.args.slice(-2), ["file:///dist/omega.js", "x"]);

  const mainModule = "https://jsr.io/@omega/readiness/0.1.0/cli/main.ts";
  const jsr = startAgain(programOf({ mainModule }), ["x"], HERE);
  assertEquals(jsr.args.slice(-2), ["jsr:@omega/readiness@0.1.0/cli", "x"]);

  const compiled = startAgain(
    programOf({ isCompiled: true, execPath: "/usr/bin/omega", mainModule: "file:///tmp/main.ts" }),
    ["x"],
    HERE,
  );
  assertEquals(compiled, { program: "/usr/bin/omega", args: ["x"] });
});

Deno.test("readOwnProgram() tells what runs", () => {
  const own = readOwnProgram();
  assertEquals([own.execPath, own.isCompiled], [Deno.execPath(), false]);
  assertEquals(own.resolve("@std/path"), import.meta.resolve("@std/path"));
  assertEquals(own.resolve("@nobody/nothing"), null);
  assertEquals(fromFileUrl(own.mainModule).length > 0, true);
});
