/** The list of checksums; everything else in the pack is in it. */
export const CHECKSUMS_NAME = "SHA256SUMS.txt";
/** What the pack says about itself. */
export const MANIFEST_NAME = "MANIFEST.json";
/** What made it. */
export const TOOLCHAIN_NAME = "toolchain.json";
/** The check with standard tools of POSIX systems. */
export const REPLAY_NAME = "replay.sh";
/** The check with PowerShell. */
export const VERIFY_NAME = "verify.ps1";

/** The verifier in one file, for those who have Deno and nothing of ours. A pack may lack it. */
export const VERIFIER_NAME = "omega.js";

/** The files that the pack writer adds to every pack. */
export const GENERATED_NAMES: readonly string[] = [
  MANIFEST_NAME,
  CHECKSUMS_NAME,
  REPLAY_NAME,
  TOOLCHAIN_NAME,
  VERIFY_NAME,
];

/** The names that no file of a source may have. */
export const RESERVED_NAMES: readonly string[] = [...GENERATED_NAMES, VERIFIER_NAME];

/** A file of a pack. */
export interface PackFile {
  /** Path from the root of the pack, with forward slashes. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Lower-case hexadecimal SHA-256. */
  readonly sha256: string;
}
