import { assertEquals } from "@std/assert";
import {
  ABSOLUTE_PATH_RULES,
  createMachineRules,
} from "../../src/proofpack/absolute_path_rules.ts";
import { ContentScanner, ScanRuleSet } from "../../src/proofpack/content_scanner.ts";
import { toBytes } from "./_pack.ts";

const RULES = new ScanRuleSet(ABSOLUTE_PATH_RULES);

function scan(content: string | Uint8Array, rules = RULES): readonly string[] {
  const scanner = new ContentScanner(rules);
  scanner.update(toBytes(content));
  return scanner.finish().map(({ text }) => text);
}

/** Text as it stands in a file, and the path in it. */
const HITS: readonly (readonly [text: string, hit: string])[] = [
  ["/home/ada/project", "/home/ada/project"],
  ["at /home/ada/x.ts:3:4", "/home/ada/x.ts:3:4"],
  ['"/Users/ada/My"', "/Users/ada/My"],
  ["'/root/.cache'", "/root/.cache"],
  ["(/tmp/x)", "/tmp/x"],
  ["PATH=/opt/bin:/usr/local/bin", "/opt/bin:/usr/local/bin"],
  ["cwd:/var/lib/x", "/var/lib/x"],
  ["-\t/etc/passwd", "/etc/passwd"],
  ["«/home/josé/é»", "/home/josé/é»"],
  ["<a>/srv/www</a>", "/srv/www"],
  ["+/mnt/disk", "/mnt/disk"],
  ["/private/var/folders/x", "/private/var/folders/x"],
  ["/Volumes/Disk/x", "/Volumes/Disk/x"],
  ["/nix/store/abc", "/nix/store/abc"],
  ["/proc/self/fd", "/proc/self/fd"],
  ["/builds/group/project", "/builds/group/project"],
  ["/github/workspace/a", "/github/workspace/a"],
  ["/dev/shm/x", "/dev/shm/x"],
  ["/run/user/1000", "/run/user/1000"],
  ["/tmp//x", "/tmp//x"],
  ["/tmp/.hidden", "/tmp/.hidden"],
  ["/usr/bin/python3", "/usr/bin/python3"],
  [String.raw`{"p":"\/home\/ada\/x"}`, String.raw`\/home\/ada\/x`],
  [String.raw`{"p":"\u002fhome\u002fada"}`, String.raw`\u002fhome\u002fada`],
  ["?path=%2Fhome%2Fada", "%2Fhome%2Fada"],
  ["?path=%2fhome%2fada", "%2fhome%2fada"],
  ["?u=a%3Fp%3D%2Fhome%2Fada", "%2Fhome%2Fada"],
  [String.raw`{"error":"no file:\n/home/ada/x"}`, "/home/ada/x"],
  [String.raw`"{\"error\":\"in\\t/home/ada/x y\"}"`, "/home/ada/x"],
  [String.raw`{"p":"\u0022/home/ada\u0022"}`, String.raw`/home/ada\u0022`],
  ["?u=a%3Fp%3D%252Fhome%252Fada", "%252Fhome%252Fada"],
  ["<a href=&#x2F;home&#x2F;ada>", "&#x2F;home&#x2F;ada"],
  ["<b>&#47;home&#47;ada</b>", "&#47;home&#47;ada"],
  [String.raw`"{\"p\":\"\\/home\\/ada x\"}"`, String.raw`\\/home\\/ada`],
  [String.raw`C:\Users\ada`, String.raw`C:\Users\ada`],
  [String.raw`c:\users\ada`, String.raw`c:\users\ada`],
  [String.raw`"C:\\Users\\ada"`, String.raw`C:\\Users\\ada`],
  [String.raw`"C:\\\\Users\\\\ada"`, String.raw`C:\\\\Users\\\\ada`],
  [String.raw`D:\tmp\Work`, String.raw`D:\tmp\Work`],
  [String.raw`"D:\\new\\Work"`, String.raw`D:\\new\\Work`],
  ["C:/Users/ada", "C:/Users/ada"],
  ["c:/Users/ada", "c:/Users/ada"],
  [String.raw`"C:\/Users\/ada"`, String.raw`C:\/Users\/ada`],
  [String.raw`\\server\share\x`, String.raw`\\server\share\x`],
  [String.raw`"\\\\server\\share"`, String.raw`\\\\server\\share`],
  [String.raw`\\server\C$`, String.raw`\\server\C$`],
  ["file:///home/ada", "file:///home/ada"],
  ["file:///C:/x", "file:///C:/x"],
  ["FILE://host/share", "FILE://host/share"],
  ["file:/etc/hosts", "file:/etc/hosts"],
  [String.raw`"file:\/\/\/x\/y"`, String.raw`file:\/\/\/x\/y`],
  ["x\xe9 /tmp/é", "/tmp/é"],
];

Deno.test("ContentScanner finds absolute paths in every form", () => {
  for (const [text, hit] of HITS) {
    assertEquals(scan(text), [hit], text);
    assertEquals(scan(`line\n${text}\nline`), [hit], text);
  }
});

const MISSES = [
  "https://example.org/home/ada/x",
  "http://localhost:8080/tmp/x",
  "https://example.org:443/usr/share",
  "https://app.example/#/home/settings",
  "POST /v1/chat/completions",
  "GET /home/feed",
  "/v1/chat/completions",
  "/api/users/42",
  "/healthz",
  "and/or, he/she, 1/2, 12/05/2026, n/a",
  "a / b / c",
  "km/h",
  "./home/ada",
  "../tmp/x",
  "~/tmp/x",
  "src/home/ada.ts",
  "tests/tmp/x",
  "**/tmp/**",
  "$HOME/tmp/x",
  "$" + "{ROOT}/usr/x",
  "$(pwd)/tmp/x",
  "[link]/usr/x",
  "/tmp",
  '"/home"',
  "/home/",
  "/home/<user>/x",
  "/home/$USER",
  "/home/{user}",
  "/tmp/*",
  "/homestead/x",
  "/tmpfiles/x",
  "/usr/bin/env",
  "</var></div>",
  "#!/usr/bin/env deno",
  String.raw`/^\/(?:home|tmp)\/[a-z]+$/`,
  String.raw`/\d+\s*\/home\//`,
  "s/tmp/x/",
  "{a:/tmp/,b:/x/}",
  "note:/x",
  "C:",
  "C:/",
  "a ratio of 3:/4",
  String.raw`{"text":"A:\nYes\nB:\nNo"}`,
  String.raw`{"text":"A:\tYes"}`,
  String.raw`{"text":"A:\u00e9"}`,
  String.raw`{"text":"{\"q\":\"A:\\nYes\"}"}`,
  String.raw`{"text":"He said: \"Go.\""}`,
  String.raw`{"re":"^\\d+\\s*$"}`,
  String.raw`{"re":"\\bword\\b"}`,
  String.raw`{"tex":"\\alpha\n"}`,
  String.raw`C:\"`,
  "http:\\/\\/host\\/home\\/x",
  "profile:/x",
  "file:// URLs",
  "file: x",
  "file:./x",
  "date: 2026-01-01T00:00:00/P1D",
  "text/plain; image/png",
  "@std/path/posix",
  "npm:@zip.js/zip.js",
];

Deno.test("ContentScanner takes no URL, route, glob, date, escape or expression for a path [OC-PACK-6107]", () => {
  for (const text of MISSES) assertEquals(scan(text), [], text);
});

Deno.test("ContentScanner finds the machine's own folders, in every form", () => {
  const folders = ["/frob/nicate/", "/app", "/", String.raw`E:\Nest\a`, "C:\\", "/józef/x"];
  const rules = new ScanRuleSet(createMachineRules(folders));
  const hits = [
    "/frob/nicate",
    "/frob/nicate/x",
    String.raw`\/frob\/nicate`,
    "%2Ffrob%2Fnicate",
    "/app/x",
    String.raw`E:\Nest\a`,
    String.raw`E:\\Nest\\a\\b`,
    "E:/Nest/a",
    "/józef/x",
  ];
  for (const text of hits) assertEquals(scan(`in "${text}"`, rules), [text], text);
  const misses = ["/frob/nicates", "/frob/nicate-2", "/frob", "/app", "x/app/x", "C:\\x", "/x"];
  for (const text of misses) assertEquals(scan(`in "${text}"`, rules), [], text);
});

Deno.test("ContentScanner finds a path wherever the content is cut into pieces [OC-PACK-6104]", () => {
  const text = `${"prose and/or ".repeat(60)}/home/ada/x ${"prose ".repeat(200)}`;
  const bytes = toBytes(text);
  const offset = text.indexOf("/home");
  for (let cut = offset - 3; cut < offset + 14; cut++) {
    const scanner = new ContentScanner(RULES);
    for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) scanner.update(piece);
    assertEquals(scanner.finish(), [{ code: "ABSOLUTE_PATH", offset, text: "/home/ada/x" }]);
  }
  const scanner = new ContentScanner(RULES);
  for (const byte of bytes) scanner.update(Uint8Array.of(byte));
  assertEquals(scanner.finish().map((hit) => hit.offset), [offset]);
});

Deno.test("ContentScanner gives the offset of each hit, also far into a large file", () => {
  const line = "The harbour lay still and/or quiet.\n";
  const parts = [line.repeat(20_000), "/tmp/a ", line.repeat(20_000), "/tmp/b"];
  const text = parts.join("");
  const scanner = new ContentScanner(RULES);
  scanner.update(toBytes(text));
  assertEquals(
    scanner.finish().map(({ offset }) => offset),
    [text.indexOf("/tmp/a"), text.indexOf("/tmp/b")],
  );
});

Deno.test("ContentScanner skips binary files, and no others", () => {
  const path = toBytes(" /home/ada/x");
  const withZeroAt = (index: number) => {
    const bytes = new Uint8Array(9000 + path.length).fill(0x20);
    bytes.set(path, 9000);
    bytes[index] = 0;
    return bytes;
  };
  assertEquals(scan(withZeroAt(7999)), []);
  assertEquals(scan(withZeroAt(8000)), ["/home/ada/x"]);
  assertEquals(scan(new Uint8Array([0xff, 0xff, ...path])), ["/home/ada/x"]);
});

Deno.test("ContentScanner reads UTF-16 text, as shells on Windows write it [OC-PACK-6106]", () => {
  const text = `\ufeff${"é漢字 and/or\r\n".repeat(3000)}at C:\\Users\\ada\\x "/home/ada"`;
  for (const isLittleEndian of [true, false]) {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < text.length; at++) {
      view.setUint16(2 * at, text.charCodeAt(at), isLittleEndian);
    }
    const wanted = ["C:\\Users\\ada\\x", "/home/ada"].map((found) => ({
      code: "ABSOLUTE_PATH" as const,
      offset: 2 * text.indexOf(found),
      text: found,
    }));
    for (const step of [1, 7, bytes.length]) {
      const scanner = new ContentScanner(RULES);
      for (let from = 0; from < bytes.length; from += step) {
        scanner.update(bytes.subarray(from, from + step));
      }
      assertEquals(scanner.finish(), wanted);
    }
  }
});

Deno.test("ContentScanner starts anew after reset() and lists at most 20 hits of a file", () => {
  const scanner = new ContentScanner(RULES);
  scanner.update(toBytes("/tmp/x ".repeat(100)));
  assertEquals(scanner.finish().length, 20);
  scanner.reset();
  scanner.update(toBytes("nothing here"));
  assertEquals(scanner.finish(), []);
});

Deno.test("ContentScanner takes time in proportion to the content, however hostile [OC-PACK-6105]", () => {
  const hostile = [
    "/home/",
    "\\",
    "\\\\a",
    "C:\\n",
    "file:/",
    "/",
    "%2F",
    "C:\\aaaaaaaa",
    "\\\\aa\\t",
  ];
  for (const text of hostile) {
    const bytes = toBytes(text.repeat(Math.ceil(500_000 / text.length)));
    const startMs = performance.now();
    scan(bytes);
    const elapsedMs = performance.now() - startMs;
    // A pattern that runs away would take minutes; a slow machine takes a second.
    assertEquals(elapsedMs < 5000, true, `${text}: ${elapsedMs} ms`);
  }
});
