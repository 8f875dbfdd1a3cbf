import { assertEquals } from "@std/assert";
import { deflateRawSync } from "node:zlib";
import { digestContent } from "../../src/proofpack/content_meter.ts";
import { DeflateEncoder } from "../../src/proofpack/deflate_encoder.ts";
import { PackWriter } from "../../src/proofpack/pack_writer.ts";
import { createMemoryFile, toBytes } from "./_pack.ts";

/** The one deflated form of a content. */
export async function deflate(
  content: Uint8Array,
  stepBytes = 1 << 20,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const encoder = new DeflateEncoder((bytes) => void parts.push(bytes.slice()));
  for (let from = 0; from < content.length; from += stepBytes) {
    await encoder.write(content.subarray(from, from + stepBytes));
  }
  const size = await encoder.finish();
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  assertEquals(bytes.length, size);
  return bytes;
}

/** An archive in the layout of a pack whose deflated contents are whatever is given. */
async function archiveDeflated(
  files: readonly (readonly [path: string, content: Uint8Array, deflated: Uint8Array | null])[],
): Promise<Uint8Array> {
  const { file, bytes } = createMemoryFile();
  const writer = new PackWriter(file);
  for (const [path, content, deflated] of files) {
    const name = toBytes(path);
    await writer.begin({ name, ...digestContent(content), deflatedSize: deflated?.length });
    await writer.write(deflated ?? content);
  }
  await writer.finish();
  return bytes();
}

const TEXT = toBytes("A line of prose, and another one.\n".repeat(2000));

/** Deflate streams and mixtures that are not the one form of a compressed pack. */
export const MALFORMED_DEFLATED:
  readonly (readonly [name: string, make: () => Promise<Uint8Array>, text: string])[] = [
    [
      "another codec's stream",
      () => archiveDeflated([["a", TEXT, new Uint8Array(deflateRawSync(TEXT, { level: 1 }))]]),
      "found another deflate stream",
    ],
    [
      "a byte behind the stream",
      async () => archiveDeflated([["a", TEXT, new Uint8Array([...await deflate(TEXT), 0])]]),
      "the deflated form",
    ],
    [
      "an empty block in front of the stream",
      async () =>
        archiveDeflated([["a", TEXT, new Uint8Array([0, 0, 0, 255, 255, ...await deflate(TEXT)])]]),
      "found another deflate stream",
    ],
    [
      "a stream of empty blocks",
      () => {
        const blocks = new Uint8Array(8_000_000);
        for (let at = 0; at < blocks.length; at += 5) blocks.set([0, 0, 0, 255, 255], at);
        return archiveDeflated([["a", TEXT, blocks]]);
      },
      "found another deflate stream",
    ],
    [
      "no deflate stream",
      () => archiveDeflated([["a", TEXT, new Uint8Array(100).fill(0xff)]]),
      "found no deflate stream",
    ],
    [
      "more content than its size",
      async () => archiveDeflated([["a", TEXT.subarray(1), await deflate(TEXT)]]),
      "more than the",
    ],
    [
      "less content than its size",
      async () => archiveDeflated([["a", TEXT, await deflate(TEXT.subarray(1))]]),
      "and not",
    ],
    [
      "a stored file among deflated ones",
      async () => archiveDeflated([["a", TEXT, await deflate(TEXT)], ["b", TEXT, null]]),
      "wanted a deflated one, found a stored file",
    ],
    [
      "a deflated file among stored ones",
      async () => archiveDeflated([["a", TEXT, null], ["b", TEXT, await deflate(TEXT)]]),
      "wanted a stored file, found a deflated one",
    ],
    [
      "an empty file that is deflated",
      async () =>
        archiveDeflated([["a", TEXT, await deflate(TEXT)], [
          "b",
          new Uint8Array(0),
          await deflate(new Uint8Array(0)),
        ]]),
      "found a deflated one",
    ],
    [
      "a bomb: 20 MB in 20 kB",
      async () => {
        const zeros = new Uint8Array(20_000_000);
        const deflated = new Uint8Array(deflateRawSync(zeros));
        return await archiveDeflated([["a", zeros, deflated]]);
      },
      "wanted files that deflate at most 200-fold",
    ],
  ];
