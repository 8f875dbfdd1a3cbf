/** Looks at a folder that is no repository: a baseline that nobody can name stops every gate. */
import { loadPreflightConfig, runPreflight } from "@omega/readiness/preflight";
import { readToolchain, systemPorts } from "@omega/readiness";
import { fromFileUrl } from "@std/path";

const config = fromFileUrl(new URL("../../calibration/preflight.json", import.meta.url));
const { verdict, problems } = await runPreflight({
  root: await Deno.makeTempDir(),
  config: await loadPreflightConfig(config, systemPorts),
  ports: systemPorts,
  toolchain: readToolchain(),
});
console.log(`${verdict}: ${problems.map(({ code }) => code).join(", ")}`);
