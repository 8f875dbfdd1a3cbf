import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { readToolchain } from "../../src/internal/toolchain.ts";
import type { StressIdentity } from "../../src/stress/run_manifest.ts";
import {
  expectSameIdentity,
  fingerprintOf,
  readRunManifest,
  writeRunManifest,
} from "../../src/stress/run_manifest.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const IDENTITY: StressIdentity = {
  engine: "scribe",
  provider: "openai",
  model: "m",
  seed: 1,
  count: 2,
  clock: "system",
  inputDigests: { calibration: "sha256:0" },
};
const SERVED: StressIdentity = { ...IDENTITY, settings: { base_url: "http://a", stream: "on" } };

Deno.test("settings are part of what a stress is, and none is as good as no word of them", () => {
  assertEquals(fingerprintOf({ ...IDENTITY, settings: {} }), fingerprintOf(IDENTITY));
  assert(fingerprintOf(SERVED) !== fingerprintOf(IDENTITY));
  assertEquals(fingerprintOf({ ...IDENTITY, isDeterministic: false }), fingerprintOf(IDENTITY));
  const declared = { ...IDENTITY, isDeterministic: true };
  assert(fingerprintOf(declared) !== fingerprintOf(IDENTITY));
  const declare = () => expectSameIdentity(declared, IDENTITY, "DIR");
  assertThrows(declare, InputError, "wanted deterministic true, found absent");
  const other = { ...SERVED, settings: { ...SERVED.settings, base_url: "http://b" } };
  const compare = () => expectSameIdentity(SERVED, other, "DIR");
  assertThrows(compare, InputError, 'use "DIR": wanted base_url http://a, found http://b');
  const forget = () => expectSameIdentity(SERVED, IDENTITY, "DIR");
  assertThrows(forget, InputError, "wanted base_url http://a, found absent");
  expectSameIdentity(SERVED, { ...SERVED, settings: { ...SERVED.settings } }, "DIR");
});

Deno.test("RUN.json gives back the settings that it was given, and notices a change of them", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "RUN.json");
    for (const identity of [SERVED, IDENTITY, { ...SERVED, isDeterministic: true }]) {
      const manifest = { identity, status: "incomplete", shard: null } as const;
      const wanted = { ...identity, isDeterministic: identity.isDeterministic ?? false };
      await writeRunManifest(folder, { ...manifest, toolchain: readToolchain() }, systemPorts);
      const { identity: read } = await readRunManifest(folder, systemPorts);
      assertEquals(read, { ...wanted, settings: identity.settings ?? {} });
      const hasSettings = (await Deno.readTextFile(path)).includes('"settings"');
      assertEquals(hasSettings, identity !== IDENTITY);
    }
    await writeRunManifest(folder, {
      ...{ identity: SERVED, status: "complete", shard: null },
      toolchain: readToolchain(),
    }, systemPorts);
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace("http://a", "http://b"));
    await assertRejects(() => readRunManifest(folder, systemPorts), InputError, "$.fingerprint");
  }));
