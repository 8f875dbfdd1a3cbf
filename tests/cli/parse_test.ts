import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Command } from "../../cli/command.ts";
import { type Flag, FLAGS } from "../../cli/flags.ts";
import { parseInvocation } from "../../cli/parse.ts";
import { renderHelp } from "../../cli/render/help.ts";
import { InputError } from "../../src/internal/errors.ts";

function command(words: string[], rest: Partial<Command> = {}): Command {
  return {
    words,
    summary: `Do ${words.join(" ")}`,
    flags: ["count", "seed", "out", "strict", "clock"],
    example: "omega",
    load: () => Promise.reject(new Error("not called")),
    ...rest,
  };
}

const COMMANDS: readonly Command[] = [
  command(["stress"]),
  command(["pack", "build"], { required: ["out"] }),
  command(["pack", "verify"], { positionals: [{ name: "FILE", summary: "the pack" }] }),
  command(["teach"], { positionals: [{ name: "SHELL", summary: "it", choices: ["bash", "zsh"] }] }),
];

function parse(...words: string[]) {
  return parseInvocation(words, COMMANDS);
}

function parseRun(...words: string[]) {
  const invocation = parse(...words);
  if (invocation.kind !== "run") throw new Error(`got ${invocation.kind}`);
  return invocation;
}

Deno.test("parseInvocation() reads flags with blanks, with equals signs and before the command [OC-CLI-9001]", () => {
  for (
    const words of [
      ["stress", "--count", "5", "--out", "a b", "--strict"],
      ["stress", "--count=5", "--out=a b", "--strict"],
      ["--count=5", "stress", "--strict", "--out", "a b"],
    ]
  ) {
    const { command, values } = parseRun(...words);
    assertEquals(command.words, ["stress"]);
    assertEquals(values.integer("count"), 5);
    assertEquals(values.text("out"), "a b");
    assertEquals([values.isOn("strict"), values.isOn("quiet")], [true, false]);
    assertEquals(values.text("clock"), undefined);
  }
});

Deno.test("parseInvocation() finds the longest command and its words", () => {
  const { command, values } = parseRun("pack", "verify", "x.zip");
  assertEquals([command.words, values.words], [["pack", "verify"], ["x.zip"]]);
});

Deno.test("parseInvocation() keeps words that look like numbers and those behind -- [OC-CLI-9003]", () => {
  assertEquals(parseRun("pack", "verify", "007").values.words, ["007"]);
  assertEquals(parseRun("pack", "verify", "--", "--count").values.words, ["--count"]);
});

Deno.test("parseInvocation() keeps every -C, which are the steps of a walk", () => {
  const folders = (...words: string[]) => parseRun("stress", ...words).values.texts("directory");
  assertEquals(folders("-C", "/a", "--directory=b"), ["/a", "b"]);
  assertEquals(folders("-C", "a\nb"), ["a\nb"]);
  assertEquals(folders(), []);
});

const BAD: readonly (readonly [string, readonly string[]])[] = [
  ['wanted a command, found "stres"; did you mean "stress"?', ["stres"]],
  ['wanted a command, found "xyzzy"', ["xyzzy"]],
  ['wanted one of build, verify behind "pack", found nothing', ["pack"]],
  ['found "pack biuld"; did you mean "pack build"?', ["pack", "biuld"]],
  ['wanted a known flag, found "--cuont"; did you mean "--count"?', ["stress", "--cuont", "1"]],
  ['wanted a known flag, found "--cuont"; did you mean "--count"?', ["stress", "--cuont=1"]],
  ['wanted a known flag, found "-x"', ["stress", "-x"]],
  ['Cannot run "omega lone": wanted a known flag, found "--cuont"; see omega lone --help', [
    "lone",
    "--cuont",
  ]],
  ['wanted a known flag, found "--out-dir"; see', ["lone", "--out-dir=x", "--version"]],
  ['wanted a known flag, found "--bad"; see omega --help', ["--bad"]],
  ["wanted a command with --strict, found none; see omega --help", ["--strict", "--json"]],
  ['wanted a flag of this command, found "--seed"', ["lone", "--seed", "1"]],
  ["Cannot use --count: wanted an integer in 1..10000000, found nothing", ["stress", "--count"]],
  ["found nothing", ["stress", "--count="]],
  ['Cannot use --strict: wanted no value, found "no"', ["stress", "--strict=no"]],
  ['Cannot use --json: wanted no value, found "true"', ["stress", "--json=true"]],
  ['--count: wanted an integer in 1..10000000, found "0"', ["stress", "--count", "0"]],
  ['found "1e3"', ["stress", "--count", "1e3"]],
  ['found "-1"', ["stress", "--count=-1"]],
  ['found "5.0"', ["stress", "--count", "5.0"]],
  ['found "0x10"', ["stress", "--count", "0x10"]],
  ['found "9007199254740993"', ["stress", "--seed", "9007199254740993"]],
  ["wanted to be given once, found 2 times", ["stress", "--count", "1", "--count", "2"]],
  ["Cannot use --out: wanted PATH, found nothing", ["stress", "--out="]],
  ["wanted text without NUL", ["stress", "--out", "a\u0000b"]],
  ['wanted one of virtual, system, found "virtaul"; did you mean "virtual"?', [
    "stress",
    "--clock",
    "virtaul",
  ]],
  ["wanted FILE (the pack), found nothing", ["pack", "verify"]],
  ['wanted one of bash, zsh as SHELL, found "bsh"; did you mean "bash"?', ["teach", "bsh"]],
  ['wanted no further word, found "b"', ["pack", "verify", "a", "b"]],
  ['wanted no further word, found "a"', ["stress", "a"]],
  ['wanted no further word, found "dep"; did you mean "deep"?', ["lone", "dep"]],
  ["wanted --out PATH, found nothing", ["pack", "build"]],
  ["wanted --control with --flip-percent, found none; see omega pair", [
    "pair",
    "--flip-percent=1",
  ]],
  ["wanted --control or --shard, found both; see omega pair", [
    ...["pair", "--shard=1/2", "--control"],
  ]],
];

for (const [text, words] of BAD) {
  Deno.test(`parseInvocation() refuses ${JSON.stringify(words)} [OC-CLI-9002]`, () => {
    const commands = [
      ...COMMANDS,
      command(["lone"], { flags: [] }),
      command(["pair"], { flags: ["control", "flip-percent", "shard"] }),
      command(["lone", "deep"]),
    ];
    const error = assertThrows(() => parseInvocation(words, commands), InputError, text);
    assertEquals(error.code, "USAGE");
  });
}

Deno.test("flags that need or exclude others name flags, and are taken with them [OC-CLI-9005]", () => {
  const names: readonly string[] = FLAGS.map(({ name }) => name);
  const rows: readonly Flag[] = FLAGS;
  const named = rows.flatMap(({ needs = [], excludes = [] }) => [needs, excludes].flat());
  assert(named.length > 0);
  assertEquals(named.filter((name) => !names.includes(name)), []);
  const both = [command(["pair"], { flags: ["control", "flip-percent"] })];
  const invocation = parseInvocation(["pair", "--flip-percent=1", "--control"], both);
  assertEquals(invocation.kind, "run");
});

Deno.test("parseInvocation() asks for help on every level [OC-CLI-9004]", () => {
  const topics: readonly (readonly [readonly string[], readonly string[]])[] = [
    [[], []],
    [["--help"], []],
    [["help"], []],
    [["help", "stress"], ["stress"]],
    [["stress", "-h"], ["stress"]],
    [["pack", "--help"], ["pack"]],
    [["pack", "build", "--help"], ["pack", "build"]],
  ];
  for (const [words, topic] of topics) {
    const invocation = parse(...words);
    assertEquals([invocation.kind, "topic" in invocation && invocation.topic], ["help", topic]);
  }
  assertThrows(() => parse("help", "nonsense"), InputError, "nonsense");
  assertEquals(parse("--version").kind, "version");
  assertEquals(parse("stress", "--version").kind, "version");
});

Deno.test("renderHelp() names every command, flag and argument [OC-CLI-9004]", () => {
  const all = renderHelp([], COMMANDS);
  for (const word of ["stress", "pack build", "pack verify", "--json", "-C, --directory DIR"]) {
    assertEquals(all.includes(word), true, word);
  }
  const one = renderHelp(["pack", "verify"], COMMANDS);
  for (const word of ["Usage: omega pack verify FILE [flags]", "the pack", "--count N"]) {
    assertEquals(one.includes(word), true, word);
  }
  assertEquals(renderHelp(["pack"], COMMANDS).includes("Do stress"), false);
  for (const line of `${all}\n${one}`.split("\n")) assertEquals(line.length <= 100, true, line);
});
