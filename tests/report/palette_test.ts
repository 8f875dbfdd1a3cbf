import { assert } from "@std/assert";
import { DARK, LIGHT, type Palette } from "../../src/report/html/page_palette.ts";

/** Relative luminance of a colour, WCAG 2.2. */
function luminanceOf(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrastOf(palette: Palette, front: string, back: string): number {
  const [a, b] = [luminanceOf(palette[front]!), luminanceOf(palette[back]!)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const TEXTS = ["ink", "muted", "accent", "good", "notice", "warning", "error"];
const MARKS = ["bar", "broken", "accent"];

for (const [name, palette] of [["light", LIGHT], ["dark", DARK]] as const) {
  Deno.test(`every text of the ${name} page has a contrast of 4.5`, () => {
    for (const text of TEXTS) {
      for (const back of ["paper", "raised"]) {
        const contrast = contrastOf(palette, text, back);
        assert(contrast >= 4.5, `${text} on ${back}: ${contrast}`);
      }
    }
    assert(
      contrastOf(palette, "ink", "band") >= 4.5 && contrastOf(palette, "muted", "band") >= 4.5,
    );
  });

  Deno.test(`every mark of the ${name} page has a contrast of 3 with what is behind it`, () => {
    for (const mark of MARKS) {
      const contrast = contrastOf(palette, mark, "paper");
      assert(contrast >= 3, `${mark}: ${contrast}`);
    }
    assert(contrastOf(palette, "bar", "band") >= 2.5);
  });

  Deno.test(`the colours of the ${name} heat map go one way`, () => {
    const levels = [0, 1, 2, 3, 4, 5].map((level) => luminanceOf(palette[`heat-${level}`]!));
    const isOneWay = levels.every((value, index) =>
      index === 0 || (name === "light" ? value < levels[index - 1]! : value > levels[index - 1]!)
    );
    assert(isOneWay, `${levels}`);
  });
}
