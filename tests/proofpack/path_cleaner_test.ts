import { assertEquals } from "@std/assert";
import {
  ABSOLUTE_PATH_RULES,
  createMachineRules,
} from "../../src/proofpack/absolute_path_rules.ts";
import { ContentScanner, ScanRuleSet } from "../../src/proofpack/content_scanner.ts";
import { createPathCleaner } from "../../src/proofpack/path_cleaner.ts";

const MACHINE_FOLDERS = ["/data/ada/omega", "D:\\work\\omega"];
const clean = createPathCleaner(MACHINE_FOLDERS);

/** What the rules of a pack find. */
function scan(text: string): readonly string[] {
  const rules = [...ABSOLUTE_PATH_RULES, ...createMachineRules(MACHINE_FOLDERS)];
  const scanner = new ContentScanner(new ScanRuleSet(rules));
  scanner.update(new TextEncoder().encode(text));
  return scanner.finish().map(({ text: hit }) => hit);
}

const LONG = `/home/ada/${"deep/".repeat(120)}model.gguf`;

Deno.test("createPathCleaner() takes out whatever a pack refuses, and only that", () => {
  const table: readonly (readonly [string, string])[] = [
    ["cannot open '/home/ada/m.gguf': no such file", "cannot open '<path>': no such file"],
    ['File "/usr/lib/python3.12/json/__init__.py", line 3', 'File "<path>", line 3'],
    ["/tmp/x and /var/lib/y", "<path> and <path>"],
    ["at /home/борис/модель.gguf here", "at <path> here"],
    ["«/home/josé/é»", "«<path>"],
    [`load ${LONG}: failed`, "load <path> failed"],
    [String.raw`C:\Users\ada\m.gguf is not there`, "<path> is not there"],
    [String.raw`\\server\share\x is not there`, "<path> is not there"],
    ["see file:///home/ada/x#1", "see <path>"],
    [String.raw`{"path":"\/home\/ada\/x"}`, '{"path":"<path>"}'],
    ["run in /data/ada/omega/runs/1", "run in <path>"],
    [String.raw`run in D:\work\omega\runs`, "run in <path>"],
    ["ünïcode 狼 /tmp/x 🐺", "ünïcode 狼 <path> 🐺"],
  ];
  for (const [text, wanted] of table) {
    assertEquals(clean(text), wanted);
    assertEquals(scan(wanted), []);
    // Error texts are written into JSON, which escapes some characters before a path.
    assertEquals(scan(JSON.stringify(wanted)), []);
  }
  const untouched = [
    'Cannot call "http://127.0.0.1:8080/v1/chat/completions": found status 404',
    "POST /home/page of the API",
    "#!/usr/bin/env python3",
    "use either/or, 1/2, 2026/01/01, ./runs/x and ../tmp/x",
    "狼 🐺 <path> /tmp",
    "",
  ];
  for (const text of untouched) assertEquals(clean(text), text);
});
