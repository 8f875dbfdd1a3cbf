/**
 * Scalars of YAML that YAML 1.1 and YAML 1.2 read alike.
 *
 * @module
 */

/**
 * What may stand without quotes: a letter first, then letters, digits, blanks and a few signs, none
 * of which can begin a comment or a mapping; no blank at the end.
 */
const PLAIN = /^[A-Za-z](?:[A-Za-z0-9 _.()/+-]*[A-Za-z0-9_.()/+-])?$/;

/** Words that one of the two versions takes for a truth value or nothing. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** Characters that no YAML file may hold as they are, and those that one version takes for a line's end. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

const NEEDS_ESCAPE = /["\\\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

/**
 * A text as a YAML scalar: plain where no version of YAML can misread it, in double quotes else.
 * A lone surrogate, which no file can hold, becomes U+FFFD.
 */
export function yamlScalar(text: string): string {
  if (PLAIN.test(text) && !RESERVED.test(text)) return text;
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text.toWellFormed()) quoted += escape(character);
  return `${quoted}"`;
}

function escape(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  if (!UNPRINTABLE.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code > 0xff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\x${code.toString(16).padStart(2, "0")}`;
}

/** Reads what {@linkcode yamlScalar} writes; null for anything else. */
export function readYamlScalar(text: string): string | null {
  if (!text.startsWith('"')) return yamlScalar(text) === text ? text : null;
  const body = /^"((?:[^"\\]|\\.)*)"$/su.exec(text)?.[1];
  if (body === undefined) return null;
  const value = body.replace(
    /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gs,
    (_, long?: string, short?: string, single?: string) => {
      if (single === undefined) return String.fromCharCode(parseInt((long ?? short)!, 16));
      return single === "n" ? "\n" : single === "t" ? "\t" : single;
    },
  );
  return yamlScalar(value) === text ? value : null;
}
