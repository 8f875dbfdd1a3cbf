import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/path";
import { VERSION } from "../../src/internal/version.ts";
import { readConfiguration, readText } from "./_repository.ts";

const { version, exports } = readConfiguration();

Deno.test("every export begins with the documentation of its module", () => {
  for (const path of Object.values(exports)) {
    const comment = /^\/\*\*(.*?)\*\//s.exec(readText(path))?.[1] ?? "";
    assert(comment.includes("@module"), path);
    assert(comment.replaceAll(/[\s*]+/g, " ").length > 80, path);
  }
});

Deno.test("every folder of the product with a mod.ts is exported by its name", () => {
  for (const [name, path] of Object.entries(exports)) {
    const folder = parse(path).dir.split("/").at(-1);
    if (name !== "." && name !== "./cli") assertEquals(name, `./${folder}`);
  }
});

Deno.test("the changelog has the version, and the version is one", () => {
  assertEquals(VERSION, version);
  const changelog = readText("CHANGELOG.md");
  assert(changelog.includes("## Unreleased") || changelog.includes(`## ${version}`));
});
