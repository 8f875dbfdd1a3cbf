import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { InputError, WorldError } from "../../../src/internal/errors.ts";
import { systemPorts } from "../../../src/internal/ports.ts";
import {
  readSigningKey,
  readVerifyingKey,
  writeKeyFiles,
} from "../../../src/proofpack/signature/key_file.ts";
import { inTemporaryFolder } from "../../temporary_folder.ts";
import { lacks, runTool } from "../_tool.ts";

const PORTS = { ports: systemPorts };
const isPosix = Deno.build.os !== "windows";

async function modeOf(path: string): Promise<string> {
  return ((await Deno.stat(path)).mode! & 0o777).toString(8);
}

Deno.test("writeKeyFiles() makes a pair of which only the owner may read the private half", () =>
  inTemporaryFolder(async (folder) => {
    const prefix = join(folder, "omega");
    const files = await writeKeyFiles(prefix, PORTS.ports);
    const signing = await readSigningKey(files.privatePath, systemPorts);
    const verifying = await readVerifyingKey(files.publicPath, systemPorts);
    assertEquals([signing.publicKey.id, verifying.id], [files.keyId, files.keyId]);
    if (isPosix) assertEquals(await modeOf(files.privatePath), "600");
    const message = new TextEncoder().encode("a message");
    assert(await verifying.verify(await signing.sign(message), message));
    assert(!(await verifying.verify(await signing.sign(message), new Uint8Array(9))));
    const privateText = await Deno.readTextFile(files.privatePath);
    assert(!JSON.stringify(files).includes(privateText.split("\n")[1]!));
  }));

Deno.test("writeKeyFiles() never writes over a key, nor through a link [OC-PACK-6405]", () =>
  inTemporaryFolder(async (folder) => {
    for (const taken of ["omega.key", "omega.pub"]) {
      const path = join(folder, taken);
      await Deno.writeTextFile(path, "mine");
      const error = await assertRejects(
        () => writeKeyFiles(join(folder, "omega"), systemPorts),
        InputError,
      );
      assertStringIncludes(error.message, path);
      assertEquals(await Deno.readTextFile(path), "mine");
      assertEquals([...Deno.readDirSync(folder)].length, 1);
      await Deno.remove(path);
    }
    if (!isPosix) return;
    await Deno.symlink(join(folder, "elsewhere"), join(folder, "omega.key"));
    await assertRejects(() => writeKeyFiles(join(folder, "omega"), systemPorts), InputError);
    assertEquals(await Deno.stat(join(folder, "elsewhere")).catch(() => null), null);
  }));

Deno.test("writeKeyFiles() leaves neither half when one cannot be written", () =>
  inTemporaryFolder(async (folder) => {
    const { files } = systemPorts;
    const failing: typeof files = {
      ...files,
      async open(path, options) {
        const file = await files.open(path, options);
        const sync = () => Promise.reject(new Error("no space left"));
        return path.endsWith(".pub") ? { ...file, sync } : file;
      },
    };
    const ports = { ...systemPorts, files: failing };
    await assertRejects(() => writeKeyFiles(join(folder, "omega"), ports), WorldError);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test({
  name: "readSigningKey() refuses a key that others may read [OC-PACK-6404]",
  ignore: !isPosix,
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const { privatePath } = await writeKeyFiles(join(folder, "omega"), systemPorts);
      for (const mode of [0o644, 0o640, 0o604, 0o620]) {
        await Deno.chmod(privatePath, mode);
        const error = await assertRejects(
          () => readSigningKey(privatePath, systemPorts),
          InputError,
        );
        assertStringIncludes(error.message, `found mode 0${mode.toString(8)}`);
      }
      await Deno.chmod(privatePath, 0o400);
      await readSigningKey(privatePath, systemPorts);
    }),
});

Deno.test({
  name: "keys are refused unless they are Ed25519 in PEM, and no error shows one",
  ignore: lacks("openssl"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "k");
      const make = (...args: string[]) => runTool(["openssl", ...args, "-out", path]);
      const cases: readonly (readonly [() => Promise<unknown>, "private" | "public", string])[] = [
        [() => Deno.writeTextFile(path, ""), "private", "found something else"],
        [() => Deno.writeTextFile(path, "hello"), "public", "found something else"],
        [() => make("genpkey", "-algorithm", "ed25519"), "public", "found a private one"],
        [() => make("genpkey", "-algorithm", "ed448"), "private", "found one of another kind"],
        [() => make("genpkey", "-algorithm", "x25519"), "private", "found one of another kind"],
        [
          () => make("genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:abcd"),
          "private",
          `found the block "ENCRYPTED PRIVATE KEY"`,
        ],
        [
          () => make("ecparam", "-name", "prime256v1", "-genkey", "-noout"),
          "private",
          "private key",
        ],
      ];
      for (const [create, half, text] of cases) {
        await create();
        await Deno.chmod(path, 0o600);
        const read = half === "private" ? readSigningKey : readVerifyingKey;
        const error = await assertRejects(() => read(path, systemPorts), InputError);
        assertStringIncludes(error.message, text);
        const body = (await Deno.readTextFile(path)).split("\n")[1];
        if (body) assert(!Deno.inspect(error).includes(body));
      }
    }),
});

Deno.test({
  name: "keys go from openssl to omega and back",
  ignore: lacks("openssl"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "theirs.key");
      await runTool(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path]);
      await Deno.chmod(path, 0o600);
      const key = await readSigningKey(path, systemPorts);
      const { stdout } = await runTool(["openssl", "pkey", "-in", path, "-pubout"]);
      assertEquals(key.publicKey.pem, stdout);
      const ours = await writeKeyFiles(join(folder, "ours"), systemPorts);
      const script = `openssl pkey -pubin -in "$0" -outform DER | sha256sum`;
      const digest = await runTool(["sh", "-c", script, ours.publicPath]);
      assertEquals(digest.stdout.slice(0, 64), ours.keyId);
    }),
});
