import { assert, assertEquals } from "@std/assert";
import { findCycles, mergeGraphs, type ModuleGraph, readModuleGraph } from "./_module_graph.ts";
import { listFiles, readConfiguration } from "./_repository.ts";

/**
 * The folders from the inside out: each imports from those above it and from itself, nothing else.
 * The architecture page shows the same order.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["src/internal"],
  ["src/calibration", "src/lock"],
  ["src/cache"],
  ["src/provider"],
  ["src/engine", "src/retry", "src/spec"],
  ["src/budget", "src/chaos", "src/scribe"],
  ["src/stress", "src/report"],
  ["src/proofpack", "src/preflight", "src/doctor", "src/init"],
  ["src/certificate"],
  ["src/gates"],
  ["cli"],
];

/** Imports within one layer, with the reason for each; the list may only shrink. */
const SIDEWAYS: Readonly<Record<string, string>> = {
  "src/report → src/stress": "a report shows what the stress summed up",
  "src/stress → src/report": "a stress ends by writing its reports, and only conclude.ts does",
};

const exports = readConfiguration().exports;
const graphs = new Map<string, ModuleGraph>();
for (const [name, path] of Object.entries(exports)) {
  graphs.set(name, await readModuleGraph(path));
}
const whole = mergeGraphs([...graphs.values()]);

function folderOf(path: string): string {
  const [first, second] = path.split("/");
  return first === "src" ? `${first}/${second}` : first!;
}

function layerOf(folder: string): number {
  const layer = LAYERS.findIndex((folders) => folders.includes(folder));
  assert(layer >= 0, `folder "${folder}" has no layer`);
  return layer;
}

Deno.test("imports point inward, layer by layer", () => {
  const wrong: string[] = [];
  const sideways = new Set<string>();
  for (const [path, targets] of whole.files) {
    if (path === "mod.ts") continue;
    for (const target of targets) {
      // Data that is part of the package: prices, contracts, the version.
      if (target.endsWith(".json")) continue;
      const [from, to] = [folderOf(path), folderOf(target)];
      if (from === to || layerOf(from) > layerOf(to)) continue;
      const edge = `${from} → ${to}`;
      if (SIDEWAYS[edge] === undefined || layerOf(from) !== layerOf(to)) {
        wrong.push(`${path} imports ${target}`);
      }
      sideways.add(edge);
    }
  }
  assertEquals(wrong, []);
  assertEquals([...sideways].sort(), Object.keys(SIDEWAYS));
});

Deno.test("only the conclusion of a stress knows its reports", () => {
  const importers = [...whole.files].filter(([path, targets]) =>
    folderOf(path) === "src/stress" && targets.some((one) => folderOf(one) === "src/report")
  ).map(([path]) => path);
  assertEquals(importers, ["src/stress/conclude.ts"]);
});

Deno.test("no file imports itself by way of others, types included", () => {
  assertEquals(findCycles(whole.files), []);
});

Deno.test("findCycles() finds what it is there for", () => {
  const edges = { a: ["b"], b: ["c"], c: ["a", "d"], d: ["e"], e: [] };
  assertEquals(findCycles(new Map(Object.entries(edges))), [["a", "b", "c"]]);
});

Deno.test("mod.ts re-exports domain folders and ports, never the command line", () => {
  for (const target of whole.files.get("mod.ts")!) {
    assert(/^src\/[a-z]+\/mod\.ts$|^src\/internal\//.test(target), target);
  }
});

Deno.test("every file of the product is reached from an export", () => {
  const reached = new Set(whole.files.keys());
  const lost = listFiles("src/*.ts", "cli/*.ts").filter((path) => !reached.has(path));
  assertEquals(lost, []);
});

Deno.test("the product imports the standard library, zip.js and Deno's own modules alone", () => {
  const packages = new Set([...whole.packages.values()].flat());
  const foreign = [...packages].filter((name) =>
    !/^(@std\/(cli|crypto|path)(\/|$)|@zip-js\/zip-js$|node:)/.test(name)
  );
  assertEquals(foreign, []);
});

/** Only these read and write packs that may be deflated. */
const WITH_ZIP = [".", "./cli", "./proofpack", "./certificate"];

for (const [name, graph] of graphs) {
  if (name === "./cli") continue;
  const without = WITH_ZIP.includes(name) ? "" : ", and no zip.js";
  Deno.test(`importing "${name}" loads nothing of the command line${without}`, () => {
    const packages = new Set([...graph.packages.values()].flat());
    assertEquals([...graph.files.keys()].filter((path) => path.startsWith("cli/")), []);
    assert(!packages.has("@std/cli"));
    assertEquals(packages.has("@zip-js/zip-js"), WITH_ZIP.includes(name));
  });
}
