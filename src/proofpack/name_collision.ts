/** Two paths that some file system takes for one. */
export interface NameCollision {
  readonly path: string;
  readonly other: string;
}

/** Characters that nobody sees and that HFS+ passes over when it compares names. */
const IGNORED = /[\u00ad\u200b-\u200f\u2060\u206a-\u206f\ufeff]/g;

/** What a file system makes of a name that folds case and normalises Unicode. */
function foldName(path: string): string {
  const seen = path.replace(IGNORED, "");
  // Upper and then lower case also unites ß with SS and the two lower-case sigmas.
  return seen.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}

/**
 * Finds paths that collide where case does not count or Unicode is normalised (Windows, macOS),
 * folders included, and files that are the folder of another file.
 *
 * @param paths Paths from the root of the pack; one that is there twice collides with itself
 */
export function findNameCollisions(paths: Iterable<string>): readonly NameCollision[] {
  const collisions: NameCollision[] = [];
  // Fold of every file and folder seen so far, with its spelling; a folder ends with a slash.
  const spellings = new Map<string, string>();
  for (const path of paths) {
    const other = findTaken(path, spellings);
    if (other !== undefined) collisions.push({ path, other });
  }
  return collisions;
}

function findTaken(path: string, spellings: Map<string, string>): string | undefined {
  for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
    const folder = path.slice(0, end + 1);
    const fold = foldName(folder.slice(0, -1));
    const other = spellings.get(fold);
    if (other === undefined) spellings.set(fold, folder);
    else if (other !== folder) return other;
  }
  const fold = foldName(path);
  const other = spellings.get(fold);
  if (other === undefined) spellings.set(fold, path);
  return other;
}
