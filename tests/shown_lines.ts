/** Whether an output has the lines that a page shows, in their order; `…` stands for anything. */
export function hasLines(output: string, shown: readonly string[]): boolean {
  const pattern = shown.map((line) => `^${line.split("…").map(escapeText).join(".*")}`).join(".*");
  return new RegExp(pattern, "ms").test(output);
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
