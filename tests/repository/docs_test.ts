import { assert, assertEquals } from "@std/assert";
import { listFiles, readText } from "./_repository.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Members of the calibration that are documented under their own names. */
function calibrationMembers(): readonly string[] {
  const schema = JSON.parse(readText("calibration/calibration.schema.json")) as Schema;
  return Object.keys(schema.properties ?? {});
}

Deno.test("the calibration reference has every member of the schema", () => {
  const text = readText("docs/calibration.md");
  const missing = calibrationMembers().filter((name) => !text.includes(`\`${name}`));
  assertEquals(missing, []);
  const shipped = JSON.parse(readText("calibration/calibration.json"));
  for (
    const [metric, { min, target, max }] of Object.entries<Record<string, number>>(
      shipped.VARIANCE_ENVELOPES,
    )
  ) {
    const numbers = [min, target, max].map((value) => value!.toFixed(2));
    const row = text.split("\n").find((line) => line.startsWith(`| \`${metric}\``))!;
    assertEquals(row.split("|").slice(2, 5).map((cell) => cell.trim()), numbers, metric);
  }
});

Deno.test("the calibration reference shows the numbers that are shipped", () => {
  const shipped = JSON.parse(readText("calibration/calibration.json"));
  const flat = { ...shipped, ...shipped.LATENCY_LIMITS, ...shipped.REPAIR, ...shipped.DETERMINISM };
  const rows = [...readText("docs/calibration.md").matchAll(/^\| `([\w.]+)` .*$/gm)];
  let compared = 0;
  for (const [row, name] of rows) {
    const value = flat[name!.split(".").at(-1)!];
    if (typeof value !== "number" && typeof value !== "string") continue;
    const cells = row.split("|").map((cell) => cell.trim().replaceAll("`", ""));
    const isShown = cells.some((cell) => cell === String(value) || Number(cell) === value);
    assert(isShown, `${name} is ${value}`);
    compared++;
  }
  assert(compared >= 15, `${compared}`);
});

Deno.test("the README leads to every page of the documentation", () => {
  const readme = readText("README.md");
  const missing = listFiles("docs/*.md").filter((path) => !readme.includes(`(${path})`));
  assertEquals(missing, []);
});
