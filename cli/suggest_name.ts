/** A name further away than this is no misspelling of the word. */
const DISTANCE_MAX = 3;

// OC-CLI-9002 impl
/**
 * The question whether the nearest name was meant, to stand behind what was found.
 *
 * @param word What was typed
 * @param names What could have been meant
 * @returns The empty text where no name is near
 */
export function suggestName(word: string, names: readonly string[]): string {
  const name = nearestName(word, names);
  return name === undefined ? "" : `; did you mean "${name}"?`;
}

/** The name that a misspelt word probably means, or undefined where none is near. */
function nearestName(word: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  // The dashes of a flag are not misspelt, so they leave no room for more mistakes.
  const length = word.replace(/^-+/, "").length;
  let bestDistance = Math.min(DISTANCE_MAX, Math.ceil(length / 3)) + 1;
  for (const name of names) {
    const distance = name.startsWith(word) && word.length >= 2 ? 1 : editDistance(word, name);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** Levenshtein distance, by one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
