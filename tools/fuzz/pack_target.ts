import { join } from "@std/path";
import { systemPorts } from "../../src/internal/ports.ts";
import { readToolchain } from "../../src/internal/toolchain.ts";
import { buildPack } from "../../src/proofpack/build_pack.ts";
import { verifyPack } from "../../src/proofpack/verify_pack.ts";
import { stressDice } from "../../examples/library/_dice.ts";
import { mutateBytes } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";

/** Packs: one other byte anywhere is found, and nothing makes the verifier crash. */
export async function createPackTarget(): Promise<FuzzTarget> {
  const packs = [await makePack(false), await makePack(true)];
  return {
    name: "pack",
    async check(stream) {
      const pack = stream.pick(packs);
      const changed = mutateBytes(pack, stream);
      const { ok } = await verifyPack(changed, { ports: systemPorts, timeLimitMs: 60_000 });
      const isSame = changed.length === pack.length &&
        changed.every((byte, index) => byte === pack[index]);
      if (ok !== isSame) {
        throw new Error(`Verified as ${ok}, the bytes are ${isSame ? "" : "not "}the same`);
      }
    },
  };
}

async function makePack(isCompressed: boolean): Promise<Uint8Array> {
  const folder = await Deno.makeTempDir({ prefix: "omega-fuzz-" });
  try {
    const { runFolder } = await stressDice(folder);
    const out = join(folder, "run.zip");
    const made = await buildPack({
      ...{ source: runFolder, out, runType: "stress", isCompressed },
      ports: systemPorts,
      toolchain: readToolchain(),
    });
    if (!made.ok) throw new Error(`Cannot make a pack: ${made.violations[0]?.message}`);
    return await Deno.readFile(out);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
