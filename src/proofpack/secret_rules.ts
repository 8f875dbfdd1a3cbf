/**
 * The rules that find secrets: text that gives whoever reads it a right that the pack's maker did
 * not mean to give.
 *
 * Found: private keys in PEM, keys whose issuer marks them by a prefix ({@linkcode PREFIXED_KEYS}),
 * JSON web tokens, passwords in URLs, `Authorization` values, and tokens of high entropy beside a
 * name that says what they are ({@linkcode KEY_NAMES}).
 * Not found: digests, numbers, words, and a name without a value (`OPENAI_API_KEY` alone).
 *
 * Allowed although they have the shape of a key, because documentation shows them and nobody can
 * use them: {@linkcode ALLOWED}, and whatever {@linkcode isPlaceholder} takes for a stand-in.
 *
 * @module
 */
import type { ScanRule } from "./scan_rule.ts";

/** Keys that a provider publishes for use in examples. */
const ALLOWED = ["AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"] as const;

/** How the issuer begins a key, and what follows: at least so many characters of a class. */
const PREFIXED_KEYS: readonly (readonly [prefixes: readonly string[], rest: string])[] = [
  [["AKIA", "ASIA"], "[A-Z2-7]{16}"],
  [["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "[A-Za-z0-9]{30,255}"],
  [["github_pat_"], "[A-Za-z0-9_]{22,255}"],
  [["glpat-", "gldt-", "glrt-"], "[\\w-]{20,255}"],
  [["sk-", "pplx-", "nvapi-", "xai-"], "[\\w-]{20,255}"],
  [["gsk_", "hf_", "npm_", "r8_", "fw_"], "[A-Za-z0-9]{20,255}"],
  [["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"], "[A-Za-z0-9]{16,255}"],
  [["xoxa-", "xoxb-", "xoxe-", "xoxp-", "xoxr-", "xoxs-", "xapp-"], "[A-Za-z0-9-]{16,255}"],
  [["AIza"], "[\\w-]{35}"],
  [["ya29."], "[\\w.-]{20,255}"],
  [["GOCSPX-"], "[\\w-]{20,255}"],
  [["pypi-AgE"], "[\\w-]{50,255}"],
  [["dop_v1_", "doo_v1_"], "[0-9a-f]{64}"],
  [["SG."], "[\\w-]{16,64}\\.[\\w-]{16,128}"],
  [["eyJ"], "[\\w-]{8,200}\\.eyJ[\\w-]{8,200}(?:\\.[\\w-]{0,50})?"],
  [["AGE-SECRET-KEY-1"], "[A-Z0-9]{50,60}"],
];

/** Ends of names whose value is a secret, in the spellings that are common. */
const KEY_NAMES = [
  ["api", "key"],
  ["access", "key"],
  ["account", "key"],
  ["private", "key"],
  ["secret", "key"],
  ["signing", "key"],
  ["token"],
  ["secret"],
  ["password"],
  ["passwd"],
  ["credential"],
] as const;

/** `api_key`, `api-key`, `apikey`, `apiKey`, `ApiKey`, `API_KEY`, `API-KEY`, `APIKEY`. */
function spell(parts: readonly string[]): readonly string[] {
  const upper = parts.map((part) => part.toUpperCase());
  const title = parts.map((part) => part[0]!.toUpperCase() + part.slice(1));
  const camel = [parts[0]!, ...title.slice(1)];
  const spellings = [parts, upper].flatMap((words) => ["_", "-", ""].map((s) => words.join(s)));
  return [...new Set([...spellings, title.join(""), title.join("-"), camel.join("")])];
}

/** Words that stand where a secret would. */
const PLACEHOLDER =
  /example|redacted|placeholder|dummy|sample|changeme|your[-_]?|x{6,}|\*{3,}|0{8,}|1234567890|(.)\1{7,}/i;

/** Whether a value is a stand-in for a secret and not one. */
function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value);
}

/** Shannon entropy of the characters of a text, in bits a character. */
function measureEntropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / text.length) * Math.log2(count / text.length);
  }
  return bits;
}

/** Random hexadecimal digits reach 3.4 bits at 32 characters; other tokens more at 20. */
const ENTROPY_MIN_BITS = 3.2;

/** Whether a text looks drawn by lot: letters and digits, and none of them much more often. */
function isRandom(value: string): boolean {
  return /[A-Za-z]/.test(value) && /\d/.test(value) && measureEntropy(value) >= ENTROPY_MIN_BITS;
}

function prefixRule([prefixes, rest]: (typeof PREFIXED_KEYS)[number]): ScanRule {
  const starts = prefixes.map((prefix) => prefix.replace(".", "\\.")).join("|");
  return {
    code: "SECRET",
    anchors: prefixes,
    anchorOffset: 0,
    pattern: new RegExp(`(?<![A-Za-z0-9])(?:${starts})${rest}(?![A-Za-z0-9])`, "y"),
    allowed: ALLOWED,
    // A hyphenated phrase may begin with "sk-" too; a key has digits in it.
    isHit: (match) => /\d/.test(match) && !isPlaceholder(match),
  };
}

const PEM_RULE: ScanRule = {
  code: "SECRET",
  anchors: ["BEGIN "],
  anchorOffset: 5,
  pattern: /-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/y,
};

const URL_PASSWORD_RULE: ScanRule = {
  code: "SECRET",
  anchors: ["://"],
  anchorOffset: 0,
  pattern:
    /(?<=[A-Za-z0-9+.-]):\/\/[^\s\/:@"'<>{}$\\]{1,64}:[^\s\/:@"'<>{}$\\]{3,128}@[\w.-]{1,64}/y,
  isHit: (match) => !isPlaceholder(match) && !/:(?:password|pass|secret)@/i.test(match),
};

const AUTHORIZATION_RULE: ScanRule = {
  code: "SECRET",
  anchors: ["Bearer ", "bearer ", "Basic "],
  anchorOffset: 0,
  pattern: /(?<![\w-])(?:[Bb]earer|Basic) [\w.~+\/=-]{20,300}/y,
  isHit: (match) => isRandom(match.slice(match.indexOf(" ") + 1)) && !isPlaceholder(match),
};

/** Between a name and its value: a closing quote, `:` or `=`, an opening quote; JSON in JSON too. */
const SEPARATOR = String.raw`\\{0,3}["'\`]?\s{0,3}(?::|=>?)\s{0,3}\\{0,3}["'\`]?`;

function namedTokenRule(parts: readonly string[]): ScanRule {
  const names = spell(parts);
  return {
    code: "SECRET",
    anchors: names,
    anchorOffset: 0,
    pattern: new RegExp(
      `(?:${names.join("|")})${SEPARATOR}[A-Za-z0-9+/_.~=-]{20,256}(?![A-Za-z0-9])`,
      "y",
    ),
    isHit(match) {
      const value = /[A-Za-z0-9+/_.~=-]+$/.exec(match)![0];
      return isRandom(value) && !isPlaceholder(value);
    },
  };
}

/** The rules that find secrets. */
export const SECRET_RULES: readonly ScanRule[] = [
  PEM_RULE,
  ...PREFIXED_KEYS.map(prefixRule),
  AUTHORIZATION_RULE,
  URL_PASSWORD_RULE,
  ...KEY_NAMES.map(namedTokenRule),
];

// OC-PACK-6102 impl
/** What may be shown of a secret: enough to find it, nothing to use. */
export function maskSecret(text: string): string {
  return `${text.slice(0, 6)}... (${text.length} characters, not shown)`;
}
