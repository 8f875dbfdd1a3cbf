import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { openResponseCache, type ResponseCache } from "../../src/cache/mod.ts";
import { FileError } from "../../src/internal/file_error.ts";
import type { Json } from "../../src/internal/json.ts";
import { systemFiles } from "../../src/internal/files.ts";
import { cacheKey } from "../../src/cache/cache_entry.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

function inCache(
  body: (cache: ResponseCache, root: string, folder: string) => Promise<void>,
): () => Promise<void> {
  return () =>
    inTemporaryFolder(async (folder) => {
      const root = join(folder, "cache");
      await body(await openResponseCache(root), root, folder);
    });
}

function pathOf(root: string, request: Json): string {
  const key = cacheKey(request);
  return join(root, key.slice(0, 2), `${key.slice(2)}.json`);
}

const NOTHING = {
  validEntries: 0,
  corruptEntries: 0,
  quarantinedFiles: 0,
  temporaryFiles: 0,
  lockFiles: 0,
  foreignFiles: 0,
};

Deno.test(
  "get() gives what was put in under the same request, whatever the order of its members [OC-CACHE-1701]",
  inCache(async (cache) => {
    const values: readonly Json[] = [null, false, 0, "", "é\n", [], { deep: [{ a: 1 }] }];
    for (const [run, value] of values.entries()) {
      assertEquals(await cache.get({ prompt: "p", run }), { kind: "miss", reason: "absent" });
      await cache.put({ prompt: "p", run }, value);
      assertEquals(await cache.get({ run, prompt: "p" }), { kind: "hit", value });
    }
    const { hits, misses, writes } = cache.counters;
    assertEquals([hits, misses, writes], [7, 7, 7]);
    assertEquals(await cache.verify(), { ...NOTHING, validEntries: 7 });
  }),
);

Deno.test(
  "get() never returns a corrupt entry, puts it into quarantine and counts it [OC-CACHE-1702]",
  inCache(async (cache, root) => {
    const request = { prompt: "p" };
    const path = pathOf(root, request);
    await cache.put(request, { answer: 42 });
    const good = await Deno.readTextFile(path);
    await cache.put({ prompt: "q" }, { answer: 43 });
    const other = await Deno.readTextFile(pathOf(root, { prompt: "q" }));
    const corrupt = [
      "",
      good.slice(0, -3),
      good.replace("42", "41"),
      good.replace('"answer"', '"Answer"'),
      good.replace("RESPONSE-CACHE-1.0", "RESPONSE-CACHE-9.9"),
      `${good}x`,
      good.replace('"value"', '"value": 1, "value"'),
      "null",
      "{}",
      other,
    ];
    for (const [index, text] of corrupt.entries()) {
      await Deno.writeTextFile(path, text);
      assertEquals((await cache.verify()).corruptEntries, 1, text);
      assertEquals(await cache.get(request), { kind: "miss", reason: "corrupt" }, text);
      assertEquals(await cache.get(request), { kind: "miss", reason: "absent" });
      assertEquals(cache.counters.quarantined, index + 1);
    }
    await Deno.mkdir(path);
    assertEquals(await cache.get(request), { kind: "miss", reason: "corrupt" });
    const census = await cache.verify();
    assertEquals(census, { ...NOTHING, validEntries: 1, quarantinedFiles: corrupt.length + 1 });
  }),
);

Deno.test(
  "get() flags every single flipped byte [OC-CACHE-1703]",
  inCache(async (cache, root) => {
    const request = { prompt: "p" };
    const path = pathOf(root, request);
    await cache.put(request, { answer: "yes", list: [1, 2] });
    const good = await Deno.readFile(path);
    for (let at = 0; at < good.length; at++) {
      const bad = good.slice();
      bad[at] = bad[at]! ^ 0x01;
      await Deno.writeFile(path, bad);
      const found = await cache.get(request);
      // White space may change without changing what is said.
      if (found.kind === "hit") assert(/\s/.test(String.fromCharCode(good[at]!)), `byte ${at}`);
      if (found.kind === "hit") assertEquals(found.value, { answer: "yes", list: [1, 2] });
    }
  }),
);

Deno.test(
  "getOrCompute() stores successes only [OC-CACHE-1704]",
  inCache(async (cache) => {
    const request = { prompt: "p" };
    const bad = () => Promise.resolve({ isGood: false, value: "cut of" });
    assertEquals(await cache.getOrCompute(request, bad), {
      source: "computation",
      isGood: false,
      value: "cut of",
    });
    await assertRejects(
      () => cache.getOrCompute(request, () => Promise.reject(new Error("429"))),
      Error,
      "429",
    );
    assertEquals(await cache.verify(), NOTHING);
    assertEquals(cache.counters.refused, 1);

    let count = 0;
    const good = () => Promise.resolve({ isGood: true, value: `answer ${++count}` });
    for (const source of ["computation", "cache", "cache"] as const) {
      const answer = await cache.getOrCompute(request, good);
      assertEquals(answer, { source, isGood: true, value: "answer 1" });
    }
  }),
);

Deno.test(
  "put() never leaves the cache's folder [OC-CACHE-1705]",
  inCache(async (cache, root, folder) => {
    const outside = join(folder, "outside");
    await Deno.mkdir(outside);
    const requests: readonly Json[] = [
      "../../outside/x",
      { key: "../../../etc/passwd" },
      "/etc/passwd",
      "a\u0000b",
      "CON",
      "x".repeat(10_000),
      { __proto__: null, constructor: "c" },
    ];
    for (const request of requests) {
      await cache.put(request, 1);
      assert(
        (await Deno.realPath(pathOf(root, request))).startsWith(`${await Deno.realPath(root)}/`),
      );
    }
    assertEquals(await Array.fromAsync(Deno.readDir(outside)), []);
    assertEquals((await cache.verify()).validEntries, requests.length);

    // Nor by way of a link in the place of one of its folders.
    const bucket = join(root, cacheKey("linked").slice(0, 2));
    await Deno.symlink(outside, bucket);
    for (const call of [() => cache.put("linked", 1), () => cache.get("linked")]) {
      const error = await assertRejects(call, FileError, "found a symlink");
      assertEquals([error.code, error.path], [
        "ELOOP",
        await Deno.realPath(root) + bucket.slice(root.length),
      ]);
    }
    assertEquals(await Array.fromAsync(Deno.readDir(outside)), []);
  }),
);

Deno.test(
  "put() refuses an entry that get() could not read",
  async () => {
    await inTemporaryFolder(async (folder) => {
      const cache = await openResponseCache(folder, { entryMaxBytes: 300 });
      await cache.put("small", "x");
      await assertRejects(
        () => cache.put("large", "x".repeat(300)),
        RangeError,
        "at most 300 bytes",
      );
      assertEquals((await cache.verify()).validEntries, 1);
    });
  },
);

Deno.test(
  "put() is safe from many writers of one entry while others read it",
  inCache(async (cache, root) => {
    const request = { prompt: "p" };
    await cache.put(request, "x".repeat(0));
    let isDone = false;
    let readCount = 0;
    const reader = (async () => {
      while (!isDone) {
        const found = await cache.get(request);
        assert(found.kind === "hit" && /^(x*)$/.test(String(found.value)));
        readCount += 1;
      }
    })();
    await Promise.all(Array.from({ length: 6 }, async (_, index) => {
      const other = await openResponseCache(root, { files: { ...systemFiles } });
      for (let round = 0; round < 8; round++) await other.put(request, "x".repeat(1_000 * index));
    }));
    isDone = true;
    await reader;
    assert(readCount > 5, `only ${readCount} reads`);
    assertEquals(await cache.verify(), { ...NOTHING, validEntries: 1 });
  }),
);

Deno.test(
  "sweep() and verify() count exactly",
  inCache(async (cache, root) => {
    for (let run = 0; run < 5; run++) await cache.put({ run }, run);
    const path = pathOf(root, { run: 0 });
    await Deno.writeTextFile(`${path}.0123456789abcdef.tmp`, "half");
    await Deno.writeTextFile(`${path}.lock`, "");
    await Deno.writeTextFile(join(root, "README"), "");
    await Deno.writeTextFile(join(path, "..", "notes.txt"), "");
    await Deno.writeTextFile(pathOf(root, { run: 1 }), "torn");
    const before = { validEntries: 4, corruptEntries: 1, quarantinedFiles: 0, foreignFiles: 2 };
    assertEquals(await cache.verify(), { ...before, temporaryFiles: 1, lockFiles: 1 });
    assertEquals(await cache.sweep(), { removedTemporaries: 1, removedLocks: 1, livingFiles: 0 });
    assertEquals(await cache.verify(), { ...before, temporaryFiles: 0, lockFiles: 0 });
  }),
);
