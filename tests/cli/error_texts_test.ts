import { assert, assertEquals } from "@std/assert";
import { addAdvice } from "../../cli/advice.ts";
import { listFiles, readText } from "../repository/_repository.ts";

/** The beginning of every text that a file gives to an error for users. */
function* errorTexts(path: string): Generator<string> {
  for (const [, text] of readText(path).matchAll(/new (?:Input|World)Error\(\s*["'`]([^\n]*)/g)) {
    yield text!;
  }
}

Deno.test("every error for users begins with what cannot be done", () => {
  const poor: string[] = [];
  let count = 0;
  for (const path of listFiles("src/*.ts", "cli/*.ts")) {
    for (const text of errorTexts(path)) {
      count++;
      if (!/^Cannot /.test(text)) poor.push(`${path}: ${text}`);
    }
  }
  assert(count > 80, `${count}`);
  assertEquals(poor, []);
});

Deno.test("addAdvice() tells what to do where a default file is missing, and nowhere else", () => {
  const missing = (path: string) => `Cannot read "${path}": wanted a file, found nothing there`;
  for (
    const [path, advice] of [
      [
        "calibration/calibration.json",
        '"omega init" writes one, and --calibration FILE names another',
      ],
      ["calibration/chaos-config.json", '"omega init" writes one, and --chaos FILE names another'],
      [
        "sub\\calibration\\preflight.json",
        '"omega init" writes one, and --config FILE names another',
      ],
      ["shard/RUN.json", 'a run folder of "omega stress" has one'],
      ["metrics/certificate.dsse.json", '"omega certify" writes one'],
    ] as const
  ) {
    assertEquals(addAdvice(missing(path)), `${missing(path)}; ${advice}`);
  }
  assertEquals(addAdvice(missing("plan.json")), missing("plan.json"));
});
