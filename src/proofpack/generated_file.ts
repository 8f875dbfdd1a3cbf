import type { Toolchain } from "../internal/toolchain.ts";
import { formatToolchain } from "./manifest.ts";
import { REPLAY_NAME, TOOLCHAIN_NAME, VERIFY_NAME } from "./pack_file.ts";
import { REPLAY_SCRIPT } from "./replay_script.ts";
import { VERIFY_SCRIPT } from "./verify_script.ts";

/** The scripts that this version puts into a pack, by their path. */
export const GENERATED_SCRIPTS: ReadonlyMap<string, string> = new Map([
  [REPLAY_NAME, REPLAY_SCRIPT],
  [VERIFY_NAME, VERIFY_SCRIPT],
]);

// OC-PACK-6001 impl
/**
 * The generated files that do not depend on the others, by their path: the toolchain and the
 * scripts. Manifest and list follow from all files and are made last.
 */
export function generateFiles(toolchain: Toolchain): ReadonlyMap<string, Uint8Array> {
  const encoder = new TextEncoder();
  const texts = [[TOOLCHAIN_NAME, formatToolchain(toolchain)] as const, ...GENERATED_SCRIPTS];
  return new Map(texts.map(([path, text]) => [path, encoder.encode(text)]));
}
