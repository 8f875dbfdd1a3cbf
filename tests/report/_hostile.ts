/** Names that a model or a server may send, in one line. */
export const HOSTILE_LINE = `</script><script>alert(1)</script>]]>"><img src=x onerror=alert(1)>`;

/** Texts that have broken reports before; each is whole Unicode, as a journal's texts are. */
export const HOSTILE: readonly string[] = [
  HOSTILE_LINE,
  "<!--<script>",
  "\u001b[2J\u001b[31mred\u001b[0m\u009b1m",
  "a\n::error::owned\r\n::set-output name=x::y\n##[error]z",
  "]]><!DOCTYPE x><evil/>&amp;&#0;",
  "nul\u0000 bell\u0007 del\u007f",
  "\u2028\u2029\u202eexe.txt\u2066\u2069\ufeff\ufffe",
  `"} 1\nevil_metric 1\n# TYPE evil counter\\`,
  "| a | b |\n`code` **bold** [link](https://x.y) @user <b>",
  "x".repeat(1024 * 1024),
  "\u0000".repeat(1024 * 1024),
  "{{constructor.constructor('alert(1)')()}} ${alert(1)} javascript:alert(1)",
];
