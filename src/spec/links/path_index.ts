/** What a path of the repository is. */
export type FoundPath =
  /** `path` is the file whose anchors count: of a folder its README. */
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "case"; readonly path: string }
  | { readonly kind: "missing" };

/** Finds files and folders by path, and tells where only the case is wrong. */
export class PathIndex {
  readonly #files: ReadonlySet<string>;
  readonly #folders = new Set<string>([""]);
  readonly #byLowerCase = new Map<string, string>();

  /** @param paths All files, with slashes */
  constructor(paths: readonly string[]) {
    this.#files = new Set(paths);
    for (const path of paths) {
      for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
        const folder = path.slice(0, end);
        if (this.#folders.has(folder)) break;
        this.#folders.add(folder);
      }
    }
    for (const path of [...this.#folders, ...paths]) {
      this.#byLowerCase.set(path.toLowerCase(), path);
    }
  }

  /** Finds a path; with `isFolder` a file of that name does not count. */
  find(path: string, isFolder: boolean): FoundPath {
    if (!isFolder && this.#files.has(path)) return { kind: "found", path };
    if (this.#folders.has(path)) return { kind: "found", path: this.#readmeOf(path) };
    const other = this.#byLowerCase.get(path.toLowerCase());
    return other === undefined || other === path
      ? { kind: "missing" }
      : { kind: "case", path: other };
  }

  #readmeOf(folder: string): string {
    const path = folder === "" ? "README.md" : `${folder}/README.md`;
    return this.#files.has(path) ? path : folder;
  }
}
