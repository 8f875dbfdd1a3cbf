import { join } from "@std/path";
import { run } from "../cli/run_omega.ts";

/** What validates the manifests; fetched by the tests, no dependency of the product. */
const VALIDATORS = ["@action-validator/core@0.6.0", "kubernetes-models@5.1.0", "yaml@2.9.1"];

/** Folder with the validators, kept between runs; null where npm cannot give them. */
export async function installValidators(): Promise<string | null> {
  const home = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "", ".cache");
  const folder = join(home, "omega", "deploy-validators-1");
  const marker = join(folder, "installed");
  if (await Deno.stat(marker).catch(() => null) !== null) return folder;
  await Deno.mkdir(folder, { recursive: true });
  const install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder];
  const { code } = await run([...install, ...VALIDATORS]).catch(() => ({ code: 1 }));
  if (code !== 0) return null;
  await Deno.writeTextFile(marker, "");
  return folder;
}
