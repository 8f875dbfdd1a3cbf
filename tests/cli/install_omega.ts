import { join } from "@std/path";
import { OMEGA } from "./run_omega.ts";

/**
 * Puts an `omega` that may also start programs and use the network into a folder, as `deno install`
 * would.
 *
 * @returns The environment in which it is found, and `deno` beside it
 */
export async function installOmega(folder: string): Promise<Record<string, string>> {
  const bin = join(folder, "bin");
  await Deno.mkdir(bin);
  const words = [...OMEGA.slice(0, 2), "--allow-run", "--allow-net", ...OMEGA.slice(2)];
  const command = words.map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(join(bin, "omega"), `#!/bin/sh\nexec ${command} "$@"\n`, {
    mode: 0o755,
  });
  return { PATH: `${bin}:${join(Deno.execPath(), "..")}:${Deno.env.get("PATH")}` };
}
