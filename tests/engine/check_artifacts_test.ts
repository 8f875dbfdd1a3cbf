import { assertThrows } from "@std/assert";
import { checkArtifacts } from "../../src/engine/check_artifacts.ts";
import type { Artifact } from "../../src/engine/engine.ts";

const file = (path: unknown, content: unknown = "") => ({ path, content }) as Artifact;

Deno.test("checkArtifacts() takes names that stay in the run's folder", () => {
  checkArtifacts([]);
  checkArtifacts([file("a.txt"), file("b/a.txt"), file("b/c/été 狼.txt"), file(".hidden")]);
});

Deno.test("checkArtifacts() refuses names that lead out, or mean another file elsewhere [OC-ENGINE-3506]", () => {
  const table: readonly (readonly [readonly Artifact[], string])[] = [
    [[file("/etc/passwd")], "an absolute path"],
    [[file("../RUN.json")], 'a part ".."'],
    [[file("a/../../RUN.json")], 'a part ".."'],
    [[file("a//b")], "an empty part"],
    [[file("")], "an empty name"],
    [[file("C:/x")], "the character :"],
    [[file("..\\x")], "a backslash"],
    [[file("con.txt")], "a device of Windows"],
    [[file("a\u0000b")], "a control character"],
    [[file("x".repeat(300))], "300 bytes"],
    [[file(7)], "no text"],
    [[file("a"), file("a")], "found it taken"],
    [[file("a"), file("A")], "found it taken"],
    [[file("a"), file("a/b")], "found it taken"],
    [[file("a/b"), file("a")], "found it taken"],
    [[file("\u00e9"), file("e\u0301")], "found it taken"],
    [[file("a", 7)], "wanted a content of whole characters"],
    [[file("a", "\ud800")], "wanted a content of whole characters"],
  ];
  for (const [artifacts, text] of table) {
    assertThrows(() => checkArtifacts(artifacts), TypeError, text);
  }
  assertThrows(() => checkArtifacts("a" as unknown as Artifact[]), TypeError, "wanted an array");
  const many = Array.from({ length: 1001 }, (_, index) => file(`${index}`));
  assertThrows(() => checkArtifacts(many), RangeError, "wanted at most 1000, found 1001");
  const large = [file("a", "x".repeat(40_000_000)), file("b", "x".repeat(40_000_000))];
  assertThrows(() => checkArtifacts(large), RangeError, "found 80000000");
});
