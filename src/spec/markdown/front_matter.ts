/** Front matter that is longer is taken for text: hosts that render it refuse it, too. */
const LINES_MAX = 1000;

/**
 * The number of lines that the front matter at the top of a file takes, 0 where it has none.
 *
 * Front matter is what stands between two lines of `---` (YAML) or `+++` (TOML), the first of which
 * is the first line, if the line behind that one holds a key, a comment or the end. Anything else
 * is a thematic break with text behind it, which must not be swallowed.
 *
 * @param lines The lines of the file, read one by one
 */
export function countFrontMatterLines(lines: (index: number) => string | undefined): number {
  const fence = lines(0)?.trimEnd();
  if (fence !== "---" && fence !== "+++") return 0;
  const first = lines(1)?.trimEnd() ?? "";
  if (first !== fence && !/^(?:#|["']?[\w$-][\w$. -]*["']?[ \t]*[:=])/.test(first)) return 0;
  for (let index = 1; index < LINES_MAX; index++) {
    const line = lines(index)?.trimEnd();
    if (line === undefined) return 0;
    if (line === fence || (fence === "---" && line === "...")) return index + 1;
  }
  return 0;
}
