import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { compareNames, findNameFault } from "../../src/internal/portable_path.ts";
import type { RandomStream } from "../../src/internal/random.ts";
import { createStream } from "../../src/internal/random.ts";
import { ABSOLUTE_PATH_RULES } from "../../src/proofpack/absolute_path_rules.ts";
import { ContentScanner, ScanRuleSet } from "../../src/proofpack/content_scanner.ts";
import { findNameCollisions } from "../../src/proofpack/name_collision.ts";
import { SECRET_RULES } from "../../src/proofpack/secret_rules.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { archive, toBytes } from "./_pack.ts";
import { lacks, runTool } from "./_tool.ts";

const SEED = 1729;

/** A text of up to so many pieces. */
function compose(stream: RandomStream, pieces: readonly string[], countMax: number): string {
  return Array.from({ length: 1 + stream.nextBelow(countMax) }, () => stream.pick(pieces)).join("");
}

/** What names break on. */
const NAME_PIECES = [
  ..."aBz09-_~+@ .:/\\|*?<>\"'é😀ßς".split(/(?:)/u),
  ...["..", "//", "./", "con", "NUL", "aux.txt", "COM1", "lpt9", "C:", "e\u0301", "\u212b", "K"],
  ...[
    "\u0000",
    "\n",
    "\u007f",
    "\u0085",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\u200d",
    "\ud800",
    "\ufffd",
  ],
  ...["x".repeat(80), "name", "folder/", "file", ".txt"],
];

/** Judges names by Python's idea of Windows and POSIX paths; prints those that are not safe. */
const PYTHON_NAMES = `
import json, posixpath, sys
from pathlib import PureWindowsPath
def is_safe(name):
    path = PureWindowsPath(name)
    parts = name.split("/")
    return (not path.is_absolute() and not path.drive and not path.is_reserved()
        and list(path.parts) == parts and ".." not in parts and posixpath.normpath(name) == name
        and all(part == part.strip() and not part.endswith(".") for part in parts)
        and all(ord(char) > 31 and not 127 <= ord(char) < 160 for char in name)
        and len(name.encode()) <= 240)
print(json.dumps([name for name in json.load(open(sys.argv[1])) if not is_safe(name)]))
`;

const PYTHON_LIST = "import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]);" +
  "print(json.dumps([[i.filename, z.read(i).decode()] for i in z.infolist()]))";

Deno.test({
  name:
    "findNameFault() lets no random name pass that Python takes for unsafe, and archivers keep them",
  ignore: lacks("python3", "unzip"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const stream = createStream(SEED, "fuzz", "names");
      const names = Array.from({ length: 8000 }, () => compose(stream, NAME_PIECES, 4));
      const good = [...new Set(names.filter((name) => findNameFault(name) === null))];
      assert(good.length > 500 && good.length < 7000, `${good.length} names`);
      const listPath = join(folder, "names.json");
      await Deno.writeTextFile(listPath, JSON.stringify(good));
      const unsafe = await runTool(["python3", "-W", "ignore", "-c", PYTHON_NAMES, listPath]);
      assertEquals(unsafe.stdout.trim(), "[]", unsafe.stderr);

      const colliding = new Set(findNameCollisions(good).map(({ path }) => path));
      const kept = good.filter((name) => !colliding.has(name)).slice(0, 400).sort(compareNames);
      const files = kept.map((name) => [name, `content of ${name}`] as const);
      const pack = join(folder, "names.zip");
      await Deno.writeFile(pack, await archive(files));
      const listed = await runTool(["python3", "-c", PYTHON_LIST, pack]);
      assertEquals(JSON.parse(listed.stdout), files.map((file) => [...file]));
      const env = { LC_ALL: "C.UTF-8" };
      const unzip = await runTool(["unzip", "-qq", pack, "-d", join(folder, "out")], { env });
      assertEquals([unzip.code, unzip.stderr], [0, ""]);
      for (const [name, content] of files) {
        assertEquals(Deno.readTextFileSync(join(folder, "out", name)), content);
      }
    }),
});

/** What scan rules look for, whole and in parts. */
const CONTENT_PIECES = [
  ..."/\\ \n\t\"'=:.%<>{}[]()a9Zé".split(/(?:)/u),
  ...["/home/ada", "/tmp/x1", "C:\\Users\\ada", "C:/", "\\\\server\\share", "file:///", "%2F"],
  ...["home", "tmp", "Users", "https://example.org/home/x", "GET /api/var/x", "and/or", "\\/"],
  ...[
    "api_key=",
    "token: ",
    "Bearer ",
    "q8Zr1Vt6Xw3Lm9Kp2Ns7",
    "ghp_",
    "-----BEGIN PRIVATE KEY-----",
  ],
  ...["the harbour lay still ", "x".repeat(300), "&#x2F;", "\u0000"],
];

Deno.test("ContentScanner finds the same in random content however it is cut", () => {
  const rules = new ScanRuleSet([...SECRET_RULES, ...ABSOLUTE_PATH_RULES]);
  const stream = createStream(SEED, "fuzz", "scan");
  const scanner = new ContentScanner(rules);
  let hitCount = 0;
  for (let round = 0; round < 400; round++) {
    const bytes = toBytes(compose(stream, CONTENT_PIECES, 60));
    const scan = (nextBytes: () => number) => {
      scanner.reset();
      for (let at = 0; at < bytes.length;) {
        const end = at + nextBytes();
        scanner.update(bytes.subarray(at, end));
        at = end;
      }
      return scanner.finish();
    };
    const whole = scan(() => bytes.length);
    hitCount += whole.length;
    assertEquals(scan(() => 1), whole);
    assertEquals(scan(() => 1 + stream.nextBelow(700)), whole);
    for (const { offset, text } of whole) {
      const found = new TextDecoder().decode(bytes.subarray(offset));
      assert(found.startsWith(text.slice(0, 8)), `${text} at ${offset}`);
    }
  }
  assert(hitCount > 300, `${hitCount} hits`);
});

Deno.test("ContentScanner finds every random path and key between random other text", () => {
  const rules = new ScanRuleSet([...SECRET_RULES, ...ABSOLUTE_PATH_RULES]);
  const stream = createStream(SEED, "fuzz", "needles");
  const word = () => compose(stream, [..."abcdefghijklmnopqrstuvwxyz0123456789_-"], 12);
  const key = () =>
    `${compose(stream, [..."ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"], 1)}` +
    Array.from(
      { length: 40 },
      (_, index) =>
        index % 4 === 0
          ? stream.pick([..."23456789"])
          : stream.pick([..."abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"]),
    ).join("");
  const needles: readonly (() => string)[] = [
    () => `/${stream.pick(["home", "tmp", "Users", "var", "opt"])}/a${word()}/${word()}`,
    () => `\\/${stream.pick(["home", "root"])}\\/a${word()}`,
    () => `${stream.pick([..."CDEZ"])}:\\A${word()}\\${word()}`,
    () => `${stream.pick([..."CDEZ"])}:/a${word()}`,
    () => `file:///${word()}`,
    () => `ghp_${key()}`,
    () => `sk-${key()}`,
    () => `"apiKey": "${key()}"`,
    () => `password=${key()}`,
  ];
  for (let round = 0; round < 2000; round++) {
    const needle = needles[round % needles.length]!();
    const before = `${"The harbour lay still. ".repeat(stream.nextBelow(30))}`;
    const text = `${before}${needle} ${"Nobody spoke. ".repeat(stream.nextBelow(30))}`;
    const scanner = new ContentScanner(rules);
    scanner.update(toBytes(text));
    assertEquals(scanner.finish().length >= 1, true, needle);
  }
});
