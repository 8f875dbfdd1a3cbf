import { decodeCharacterReferences } from "../markdown/character_references.ts";

/** Where a link leads. */
export type Target =
  /** Another host or scheme; `url` as written. */
  | { readonly kind: "external"; readonly url: string }
  /** A path of the repository, "" for its root. */
  | {
    readonly kind: "inside";
    readonly path: string;
    /** Without its `#`, decoded; "" where there is none. */
    readonly fragment: string;
    /** Without its `?`. */
    readonly query: string;
    /** Whether the path ends in a slash, or is the root. */
    readonly isFolder: boolean;
    /** Whether it is written from the repository's root on. */
    readonly isRooted: boolean;
  }
  /** A path that leaves the repository. */
  | { readonly kind: "outside" }
  /** A percent sign that encodes nothing. */
  | { readonly kind: "malformed" };

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

// OC-SPEC-8204 impl
/**
 * Resolves a link's destination as a browser does on GitHub: relative to the file it stands in, and
 * from the repository's root where it begins with a slash.
 *
 * @param from Path of the file it stands in
 * @param destination As written in Markdown, with escapes and character references
 */
export function resolveTarget(from: string, destination: string): Target {
  const unescaped = destination.includes("\\")
    ? destination.replace(/\\([!-/:-@[-`{-~])/g, "$1")
    : destination;
  const written = decodeCharacterReferences(unescaped.trim());
  if (SCHEME.test(written) || written.startsWith("//")) return { kind: "external", url: written };
  const hash = written.indexOf("#");
  const beforeHash = hash < 0 ? written : written.slice(0, hash);
  const mark = beforeHash.indexOf("?");
  const rawPath = mark < 0 ? beforeHash : beforeHash.slice(0, mark);
  try {
    const fragment = hash < 0 ? "" : decode(written.slice(hash + 1));
    const query = mark < 0 ? "" : beforeHash.slice(mark + 1);
    const isRooted = rawPath.startsWith("/");
    const path = joinPath(rawPath === "" || isRooted ? "" : folderOf(from), rawPath);
    if (path === null) return { kind: "outside" };
    const isFolder = /(?:^|\/)\.{0,2}$/.test(rawPath) && rawPath !== "";
    return {
      kind: "inside",
      path: rawPath === "" ? from : path,
      fragment,
      query,
      isFolder,
      isRooted,
    };
  } catch (error) {
    if (error instanceof URIError) return { kind: "malformed" };
    throw error;
  }
}

/** Most text has nothing to decode, and asking is cheaper than decoding. */
function decode(text: string): string {
  return text.includes("%") ? decodeURIComponent(text) : text;
}

/** The folder of a path, "" for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Something is encoded, or a part is empty or begins with a dot. */
const UNEVEN = /%|(?:^|\/)(?:[./]|$)/;

/** Joins a folder and an encoded path; null where that leaves the root. */
function joinPath(folder: string, path: string): string | null {
  let base = folder;
  let rest = path;
  for (; rest.startsWith("../"); rest = rest.slice(3)) {
    if (base === "") return null;
    base = folderOf(base);
  }
  // Most links climb first and go down plainly then, which needs no look at each part.
  if (!UNEVEN.test(rest)) return base === "" ? rest : `${base}/${rest}`;
  const parts = base === "" ? [] : base.split("/");
  for (const encoded of rest.split("/")) {
    // An encoded slash separates nothing; no file has one in its name.
    const part = encoded.includes("%")
      ? decodeURIComponent(encoded.replace(/%2f/gi, "%252F"))
      : encoded;
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}
