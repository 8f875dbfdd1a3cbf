/** Packs a run folder, and shows that one changed byte is found. */
import { buildPack, verifyPack } from "@omega/readiness/proofpack";
import { readToolchain, systemPorts } from "@omega/readiness";
import { stressDice } from "./_dice.ts";

const { runFolder } = await stressDice(await Deno.makeTempDir());
const out = `${await Deno.makeTempDir()}/run.zip`;
const options = { ports: systemPorts, toolchain: readToolchain() };
const pack = await buildPack({ source: runFolder, out, runType: "stress", ...options });
if (!pack.ok) throw new Error(pack.violations[0]?.message);
const bytes = await Deno.readFile(out);
console.log(`as built: ${(await verifyPack(bytes, options)).ok}`);
bytes[bytes.length >> 1]! ^= 1;
console.log(`one bit changed: ${(await verifyPack(bytes, options)).ok}`);
