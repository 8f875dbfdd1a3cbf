/**
 * The name under which a specification's requirements are written: its path without `.specs` and
 * `SPEC` folders and without its ending, joined by hyphens. `.specs/10-lock.md` gives `10-lock`,
 * `.specs/net/20-http.md` gives `net-20-http`, `crates/core/SPEC/SPEC.md` gives `crates-core`.
 *
 * @param path Path of the specification from the repository's root
 * @param names Other names, by the one that the path gives
 */
export function unitNameOf(path: string, names: Readonly<Record<string, string>>): string {
  const parts = path.replace(/\.[^./]+$/, "").split("/");
  const kept = parts.filter((part) => part !== ".specs" && part !== "SPEC");
  // A file name has 255 bytes at most on every system, and some signs have a meaning on one.
  const name = (kept.length === 0 ? "SPEC" : kept.join("-")).replace(/[<>:"|?*\\\p{Cc}]/gu, "_")
    .slice(0, 200);
  return Object.hasOwn(names, name) ? names[name]! : name;
}
