import { createHash } from "node:crypto";

/** A package of the mirror: what it exports, and the packages its one module imports. */
export interface MirrorPackage {
  readonly name: string;
  readonly version: string;
  readonly exports?: readonly string[];
  readonly imports?: readonly string[];
}

/** A private JSR on the loopback interface. */
export interface JsrMirror extends AsyncDisposable {
  /** What `JSR_URL` has to be. */
  readonly url: string;
  /** Lock-file integrity by `name@version`. */
  readonly integrities: ReadonlyMap<string, string>;
  /** How often it was asked. */
  requestCount(): number;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Serves packages in JSR's own layout: `@scope/name/meta.json`, `VERSION_meta.json` with the digest
 * of each file, and the files. The lock-file integrity of a package is the SHA-256 of the second.
 *
 * A `file:` folder as `JSR_URL` would need no server, but Deno 2.9 checks no integrity there.
 */
export function serveJsrMirror(packages: readonly MirrorPackage[]): JsrMirror {
  const files = new Map<string, string>();
  const integrities = new Map<string, string>();
  for (const { name, version, exports = ["."], imports = [] } of packages) {
    const source = imports.map((specifier) => `import "${specifier}";\n`).join("") +
      `export const name = "${name}";\n`;
    const versionMeta = JSON.stringify({
      manifest: {
        "/mod.ts": { size: source.length, checksum: `sha256-${sha256(source)}` },
      },
      exports: Object.fromEntries(exports.map((path) => [path, "./mod.ts"])),
    });
    files.set(`/${name}/meta.json`, JSON.stringify({ versions: { [version]: {} } }));
    files.set(`/${name}/${version}_meta.json`, versionMeta);
    files.set(`/${name}/${version}/mod.ts`, source);
    integrities.set(`${name}@${version}`, sha256(versionMeta));
  }

  let requestCount = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    requestCount += 1;
    const text = files.get(new URL(request.url).pathname);
    return text === undefined ? new Response(null, { status: 404 }) : new Response(text);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    integrities,
    requestCount: () => requestCount,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
