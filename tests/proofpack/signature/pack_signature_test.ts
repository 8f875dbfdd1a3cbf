import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { systemPorts } from "../../../src/internal/ports.ts";
import { encodePreAuthentication } from "../../../src/proofpack/signature/dsse.ts";
import { readSigningKey, writeKeyFiles } from "../../../src/proofpack/signature/key_file.ts";
import {
  checkPackSignature,
  signatureFilesOf,
  signPack,
} from "../../../src/proofpack/signature/pack_signature.ts";
import { verifyPack } from "../../../src/proofpack/verify_pack.ts";
import { inTemporaryFolder } from "../../temporary_folder.ts";
import { buildBytes } from "../_pack.ts";
import { TOOLCHAIN } from "../_run_folder.ts";
import { lacks, runTool } from "../_tool.ts";
import { createSigningKey } from "./_keys.ts";

const { bytes: PACK, result: BUILT } = await buildBytes({ count: 1 });
const SIGNED = { ...BUILT, runType: "stress", toolchain: TOOLCHAIN };
const RESULT = await verifyPack(PACK, { ports: systemPorts });

Deno.test("checkPackSignature() accepts what signPack() wrote, and nothing else", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "run.zip");
    const key = await createSigningKey();
    const files = await signPack(path, SIGNED, { key, ports: systemPorts });
    const { envelopePath } = files;
    assertEquals(files, signatureFilesOf(path));
    const check = { key: key.publicKey, envelopePath, ports: systemPorts };
    assertEquals(await checkPackSignature(RESULT, check), []);

    const codeOf = async (result: typeof RESULT, change: Partial<typeof check> = {}) =>
      (await checkPackSignature(result, { ...check, ...change })).map(({ code }) => code);
    const other = (await createSigningKey()).publicKey;
    assertEquals(await codeOf(RESULT, { key: other }), ["SIGNATURE_UNKNOWN_KEY"]);
    const missing = { envelopePath: join(folder, "none") };
    assertEquals(await codeOf(RESULT, missing), ["SIGNATURE_MISSING"]);
    for (
      const lie of [
        { packSha256: "0".repeat(64) },
        { packSha256: null },
        { packId: "omega-0000000000000000" },
        { verdict: "FAIL" as const },
        { runType: "budget" },
        { toolchain: { ...TOOLCHAIN, deno: "1.0.0" } },
        { toolchain: null },
      ]
    ) {
      assertEquals(
        await codeOf({ ...RESULT, ...lie }),
        ["SIGNATURE_MISMATCH"],
        JSON.stringify(lie),
      );
    }
    await Deno.writeTextFile(envelopePath, "\n", { append: true });
    assertEquals(await codeOf(RESULT), ["SIGNATURE_MALFORMED"]);
  }));

Deno.test({
  name: "signPack() leaves signatures that sha256sum, openssl and python3 accept [OC-PACK-6403]",
  ignore: lacks("openssl", "sha256sum", "python3"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "run.zip");
      await Deno.writeFile(path, PACK);
      const keys = await writeKeyFiles(join(folder, "omega"), systemPorts);
      const key = await readSigningKey(keys.privatePath, systemPorts);
      const { envelopePath } = await signPack(path, SIGNED, { key, ports: systemPorts });
      const sum = await runTool(["sha256sum", "--strict", "-c", "run.zip.sha256"], { cwd: folder });
      assertEquals([sum.code, sum.stdout], [0, "run.zip: OK\n"]);
      const verify = (message: string, signature: string) =>
        runTool(
          ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "omega.pub", "-rawin"]
            .concat("-in", message, "-sigfile", signature),
          { cwd: folder },
        );
      const detached = await verify("run.zip.sha256", "run.zip.sha256.sig");
      assertEquals(detached.code, 0, detached.stderr);
      const bad = await verify("run.zip", "run.zip.sha256.sig");
      assert(bad.code !== 0);

      // The envelope as a stranger takes it apart: Python, base64 and openssl.
      const script = `
import base64, json, sys
envelope = json.load(open(sys.argv[1]))
payload = base64.b64decode(envelope["payload"], validate=True)
kind = envelope["payloadType"].encode()
open("pae", "wb").write(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
open("sig", "wb").write(base64.b64decode(envelope["signatures"][0]["sig"], validate=True))
print(json.loads(payload)["subject"][0]["digest"]["sha256"])`;
      const taken = await runTool(["python3", "-c", script, envelopePath], { cwd: folder });
      assertEquals(taken.stdout.trim(), BUILT.packSha256, taken.stderr);
      assertEquals((await verify("pae", "sig")).code, 0);
      const payload = JSON.parse(await Deno.readTextFile(envelopePath)).payload;
      const own = encodePreAuthentication(Uint8Array.fromBase64(payload));
      assertEquals(await Deno.readFile(join(folder, "pae")), own);
    }),
});
