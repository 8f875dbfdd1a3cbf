import { assert, assertEquals, assertThrows } from "@std/assert";
import { ScoreTally } from "../../src/report/findings/score_tally.ts";
import { renderHistogram } from "../../src/report/mod.ts";

const ENVELOPE = { min: 0.7, target: 0.8, max: 0.95 };

function distribution(scores: readonly number[]) {
  const tally = new ScoreTally();
  for (const score of scores) tally.add(score, true);
  return tally.result();
}

const SCORES = distribution([0.9, 0.9, 0.91, 0.92, 0.92, 0.92, 0.92, 0.96]);

Deno.test("renderHistogram() draws blocks, in eighths of a column", () => {
  const text = renderHistogram(SCORES, { title: "hard", envelope: ENVELOPE, barMaxColumns: 4 });
  assertEquals(text.split("\n")[0], "hard: mean 0.9187, which may lie in 0.70 .. 0.95 (|)");
  const drawn = text.split("\n").slice(1).filter((line) => /[█▏▎▍▌▋▊▉]/.test(line));
  assertEquals(drawn.map((line) => line.replace(/^.* (\d) /, "$1 ")), [
    "2 ██",
    "1 █",
    "4 ████",
    "1 █",
  ]);
  assertEquals(drawn.map((line) => line.includes("|")), [true, true, true, false]);
});

Deno.test("renderHistogram() draws ASCII where a terminal has no blocks", () => {
  const text = renderHistogram(SCORES, { title: "hard", envelope: ENVELOPE, hasBlocks: false });
  assert(/^[ -~\n]+$/.test(text), text);
  assert(text.includes(` 4 ${"#".repeat(40)}`));
});

Deno.test("renderHistogram() has few rows and short lines for any scores", () => {
  const samples = [
    [0, 1],
    [0.5],
    [0.123456, 0.123457],
    Array.from({ length: 1001 }, (_, i) => i / 1000),
  ];
  for (const sample of samples) {
    const scores = distribution(sample);
    const lines = renderHistogram(scores, { title: "t", envelope: ENVELOPE }).split("\n");
    assert(lines.length <= 13 && lines.every((line) => line.length <= 80), lines.join("\n"));
    const total = lines.slice(1).map((line) => Number(/ (\d+)(?: [█▏▎▍▌▋▊▉]*)?$/.exec(line)![1]))
      .reduce((sum, count) => sum + count, 0);
    assertEquals(total, sample.length);
  }
});

Deno.test("renderHistogram() says that there is nothing to draw", () => {
  const text = renderHistogram(distribution([]), { title: "hard score", envelope: ENVELOPE });
  assertEquals(text, "hard score: no scored run");
});

Deno.test("renderHistogram() refuses a bar without a column", () => {
  assertThrows(
    () => renderHistogram(SCORES, { title: "t", envelope: ENVELOPE, barMaxColumns: 0 }),
    RangeError,
    `Cannot draw histogram "t": barMaxColumns must be >= 1, got 0`,
  );
});
