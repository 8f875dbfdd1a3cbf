/** Certifies a folder of gate files: what is missing is FAIL, whoever asks. */
import { createCertificate, renderCertificate } from "@omega/readiness/certificate";
import { readToolchain, systemPorts } from "@omega/readiness";
import { stressDice } from "./_dice.ts";

const runsFolder = await Deno.makeTempDir();
await stressDice(`${runsFolder}/PR_RUNS`);
const certificate = await createCertificate({
  ...{ runsFolder, runsPath: ".", language: "en", key: null },
  toolchain: readToolchain(),
  ports: systemPorts,
});
for (const { id, verdict } of certificate.gates) console.log(`${id} ${verdict}`);
console.log(`${certificate.verdict}: ${renderCertificate(certificate).split("\n")[0]}`);
