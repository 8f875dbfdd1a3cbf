import { fromFileUrl, join } from "@std/path";

/** Root of the repository. */
export const ROOT = fromFileUrl(new URL("../..", import.meta.url));

/**
 * Paths of the files that git tracks, relative to the root, with `/`, in byte order.
 *
 * @param globs Which of them, as git's path specifications
 */
export function listFiles(...globs: readonly string[]): readonly string[] {
  const { success, stdout, stderr } = new Deno.Command("git", {
    args: ["-C", ROOT, "ls-files", "-z", "--", ...globs],
  }).outputSync();
  if (!success) {
    throw new Error(`Cannot list files of "${ROOT}": ${new TextDecoder().decode(stderr)}`);
  }
  const paths = new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
  return paths.filter((path) => isFile(join(ROOT, path))).sort();
}

/** A file that was just removed is still in git's index. */
function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Text of a file of the repository. */
export function readText(path: string): string {
  return Deno.readTextFileSync(join(ROOT, path));
}

/** What `deno.json` says that these tests ask for. */
export interface Configuration {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<Record<string, { readonly command: string }>>;
}

/** Reads `deno.json`. */
export function readConfiguration(): Configuration {
  return JSON.parse(readText("deno.json"));
}
