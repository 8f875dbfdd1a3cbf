/**
 * The rules that find absolute paths: text that tells on which machine, under which account or in
 * which folder a run was made, and that means nothing anywhere else.
 *
 * Found: POSIX paths below {@linkcode POSIX_ROOTS}, paths with a drive letter, UNC paths, `file:`
 * URLs, and the machine's own folders; each also as JSON, URLs and strings inside JSON escape it.
 * Not found: paths of URLs and routes of an API, relative paths, globs, dates, fractions, "and/or",
 * regular expressions, a root alone (`/tmp`), a placeholder (`/home/<user>`).
 *
 * Allowed although absolute, because they are the same on every machine: {@linkcode ALLOWED}.
 *
 * @module
 */
import type { ScanRule } from "./scan_rule.ts";

/** First parts of absolute paths. Words that are common as routes (`/media`, `/data`) are not. */
const POSIX_ROOTS = [
  ["home"],
  ["root"],
  ["tmp"],
  ["var"],
  ["etc"],
  ["usr"],
  ["opt"],
  ["mnt"],
  ["srv"],
  ["proc"],
  ["nix"],
  ["snap"],
  ["private"],
  ["Users"],
  ["Volumes"],
  ["Library"],
  ["Applications"],
  ["System"],
  ["builds"],
  ["workspace"],
  ["workspaces"],
  ["cygdrive"],
  ["dev", "shm"],
  ["run", "user"],
  ["github", "workspace"],
] as const;

/** Paths that a portable script names. */
const ALLOWED = ["/usr/bin/env"] as const;

/** A slash, and how JSON, JSON in JSON, ASCII-only JSON, URLs, URLs in URLs and HTML write it. */
const SLASHES = [
  "/",
  "\\/",
  "\\\\/",
  "\\u002f",
  "\\u002F",
  "%2F",
  "%2f",
  "%252F",
  "%252f",
  "&#x2F;",
  "&#x2f;",
  "&#47;",
] as const;

/** Last two digits of a control character or a mark that a path may follow, such as `=` or `"`. */
const MARK = "(?:[01][0-9A-Fa-f]|2[012678BbCc]|3[A-Fa-f]|5[Bb]|60|7[BbCc])";

/** How text escapes such a mark; its last character would be taken for the end of a name. */
const ESCAPED_MARK = String.raw`(?:\\[bfnrt]|\\u00${MARK}|%(?:25)?${MARK})`;

/**
 * What stands before the first slash of a path that is not absolute: the name or variable it goes
 * on from, another slash, a glob, a fragment of a URL. Likewise the method of an HTTP request,
 * behind which comes a route.
 */
const NOT_BEFORE = `(?:(?<=${ESCAPED_MARK})|` + String
  .raw`(?<![\w.~)}\]*@%$\/\\#-]|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) ))`;

/** First character of a real name, Latin-1 bytes of other characters included. */
const NAME_START = String.raw`[\w.\x80-\xff]`;

/** The rest of a path, only to be shown. */
const REST = String.raw`[^\s"'${"`"}<>|*?()[\]{},;]{0,200}`;

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

// OC-PACK-6107 impl
function posixRule(slash: string): ScanRule {
  const roots = POSIX_ROOTS.map((parts) => slash + parts.join(slash));
  const body = roots.map(escapePattern).join("|");
  return {
    code: "ABSOLUTE_PATH",
    anchors: roots,
    anchorOffset: 0,
    pattern: new RegExp(
      `${NOT_BEFORE}(?:${body})(?:${escapePattern(slash)})+${NAME_START}${REST}`,
      "y",
    ),
    allowed: ALLOWED,
  };
}

/**
 * A letter that JSON or another language reads as an escape behind a backslash. `A:\nYes` is two
 * lines of a dialogue inside JSON, not a file on a drive; with a further part it is a path.
 */
const ESCAPE = String.raw`(?:[bfnrt]|u[0-9A-Fa-f]{4})`;

const DRIVE_RULE: ScanRule = {
  code: "ABSOLUTE_PATH",
  anchors: [":/", ":\\"],
  anchorOffset: 1,
  pattern: new RegExp(
    String.raw`(?<![A-Za-z0-9])(?:` +
      // C:/Users and C:\/Users; in lower case only with a well-known folder, because minified
      // scripts hold {a:/pattern/}.
      String.raw`[A-Z]:\\{0,2}\/(?!\/)[\w.~\x80-\xff]` +
      String
        .raw`|[a-z]:\\{0,2}\/(?:[Uu]sers|[Ww]indows|[Pp]rogram[\w ]*|[Tt]e?mp)[\\/]+${NAME_START}` +
      // C:\Users, C:\\Users and deeper.
      String.raw`|[A-Za-z]:(\\{1,8})(?:(?!\\|${ESCAPE})${NAME_START}` +
      String.raw`|[\w.~-][\w .~-]{0,60}\1(?!\\|${ESCAPE})${NAME_START}))${REST}`,
    "y",
  ),
};

const UNC_RULE: ScanRule = {
  code: "ABSOLUTE_PATH",
  anchors: ["\\\\"],
  anchorOffset: 0,
  // Twice as many backslashes before the server as before the share, however often escaped.
  pattern: new RegExp(
    String.raw`(?<![\w\\.)\]}*+?])(\\{1,4})\1[A-Za-z0-9][\w.-]{1,62}\1` +
      String.raw`(?:(?!\\|${ESCAPE})[\w$]|\w[\w $.-]{0,60}\1(?!\\|${ESCAPE})\w)${REST}`,
    "y",
  ),
};

const FILE_URL_RULE: ScanRule = {
  code: "ABSOLUTE_PATH",
  anchors: [":/", ":\\/", ":%2F", ":%2f"],
  anchorOffset: 4,
  pattern: new RegExp(
    String.raw`(?<![A-Za-z0-9])[Ff][Ii][Ll][Ee]:(?:\\{0,3}\/|%2[Ff]){1,4}[\w.~%-]${REST}`,
    "y",
  ),
};

/** The rules that hold on every machine. */
export const ABSOLUTE_PATH_RULES: readonly ScanRule[] = [
  FILE_URL_RULE,
  ...SLASHES.map(posixRule),
  DRIVE_RULE,
  UNC_RULE,
];

/** How text may write a folder of this machine. */
function writeForms(folder: string): readonly string[] {
  const forms = SLASHES.map((slash) => folder.replaceAll("/", slash));
  if (folder.includes("\\")) {
    forms.push(folder.replaceAll("\\", "\\\\"), folder.replaceAll("\\", "/"));
    forms.push(folder.replaceAll("\\", "\\/"), folder.replaceAll("\\", "\\\\\\\\"));
  }
  return [...new Set(forms)];
}

/** UTF-8 bytes as Latin-1 text, as patterns see them. */
function toLatin1(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

// OC-PACK-6101 impl
/**
 * Rules for folders of this machine that no list can know, such as the one the user stands in.
 *
 * @param folders Absolute paths; `/` and the root of a drive are left out
 */
export function createMachineRules(folders: readonly string[]): readonly ScanRule[] {
  const roots = new Set(folders.map((folder) => folder.replace(/[\\/]+$/, "")));
  return [...roots].flatMap((root) => {
    const depth = root.split(/[\\/]/).filter((part) => part !== "" && !part.endsWith(":")).length;
    if (depth === 0) return [];
    return writeForms(root).map(toLatin1).map((form): ScanRule => {
      // One part alone, such as /app, is as likely a route; it counts only as part of a path.
      const end = depth === 1 ? String.raw`(?=[\\/%])` : String.raw`(?![\w-])`;
      const pattern = new RegExp(`${NOT_BEFORE}${escapePattern(form)}${end}${REST}`, "y");
      return { code: "ABSOLUTE_PATH", anchors: [form], anchorOffset: 0, pattern, allowed: ALLOWED };
    });
  });
}
