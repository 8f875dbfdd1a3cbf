import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type JsrMirror, type MirrorPackage, serveJsrMirror } from "./_jsr_mirror.ts";
import { REPOSITORY, run, withFolder } from "./_sandbox.ts";

/** Our imports and all that they import, with the ranges that the real packages ask for. */
const INTERNAL = "jsr:@std/internal@^1.0.12";
const PACKAGES: readonly MirrorPackage[] = [
  { name: "@std/assert", version: "1.0.19", imports: [INTERNAL] },
  { name: "@std/cli", version: "1.0.28", imports: ["jsr:@std/fmt@^1.0.9", INTERNAL] },
  { name: "@std/crypto", version: "1.0.5" },
  { name: "@std/fmt", version: "1.0.9" },
  { name: "@std/fs", version: "1.0.23", imports: [INTERNAL, "jsr:@std/path@^1.1.4"] },
  { name: "@std/internal", version: "1.0.12" },
  { name: "@std/path", version: "1.1.4", imports: [INTERNAL] },
  { name: "@zip-js/zip-js", version: "2.8.24" },
];

interface Project {
  readonly folder: string;
  readonly mirror: JsrMirror;
  readonly lock: string;
  denoCache(...flags: string[]): ReturnType<typeof run>;
}

/** Lays out our deno.json, a module that imports everything it names, and a mirror to take it from. */
async function withProject(body: (project: Project) => Promise<void>): Promise<void> {
  await withFolder(async (top) => {
    const folder = join(top, "project");
    await Deno.mkdir(folder);
    await using mirror = serveJsrMirror(PACKAGES);
    const config = await Deno.readTextFile(join(REPOSITORY, "deno.json"));
    const names = Object.keys((JSON.parse(config) as { imports: object }).imports);
    await Deno.writeTextFile(join(folder, "deno.json"), config);
    await Deno.writeTextFile(
      join(folder, "main.ts"),
      names.map((name) => `import "${name}";\n`).join(""),
    );
    await body({
      folder,
      mirror,
      lock: await Deno.readTextFile(join(REPOSITORY, "deno.lock")),
      denoCache: (...flags) =>
        run(Deno.execPath(), ["cache", ...flags, "main.ts"], {
          cwd: folder,
          env: { JSR_URL: mirror.url, DENO_DIR: join(top, "deno-dir") },
        }),
    });
  });
}

function withMirrorIntegrities(lock: string, mirror: JsrMirror): string {
  const parsed = JSON.parse(lock) as { jsr: Record<string, { integrity: string }> };
  assertEquals(Object.keys(parsed.jsr), [...mirror.integrities.keys()]);
  for (const [id, entry] of Object.entries(parsed.jsr)) {
    entry.integrity = mirror.integrities.get(id)!;
  }
  return JSON.stringify(parsed, null, 2) + "\n";
}

Deno.test("deno.lock refuses packages with other content", async () => {
  await withProject(async ({ folder, lock, denoCache }) => {
    await Deno.writeTextFile(join(folder, "deno.lock"), lock);
    const { code, stderr } = await denoCache("--frozen");
    assert(code !== 0);
    assertStringIncludes(stderr, "Integrity check failed");
  });
});

Deno.test("deno.lock is complete: Deno accepts it frozen once the digests are the mirror's", async () => {
  await withProject(async ({ folder, mirror, lock, denoCache }) => {
    const expected = withMirrorIntegrities(lock, mirror);
    await Deno.writeTextFile(join(folder, "deno.lock"), expected);
    const { code, stderr } = await denoCache("--frozen");
    assertEquals(code, 0, stderr);
    assertEquals(await Deno.readTextFile(join(folder, "deno.lock")), expected);
  });
});

Deno.test("deno.lock is what Deno itself writes, byte for byte, but for the digests", async () => {
  await withProject(async ({ folder, mirror, lock, denoCache }) => {
    const { code, stderr } = await denoCache();
    assertEquals(code, 0, stderr);
    assertEquals(
      await Deno.readTextFile(join(folder, "deno.lock")),
      withMirrorIntegrities(lock, mirror),
    );
  });
});
