import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip-js/zip-js";
import { digestContent } from "../../src/proofpack/content_meter.ts";
import {
  encodeCentralHeader,
  encodeEnd,
  encodeLocalHeader,
} from "../../src/proofpack/pack_layout.ts";
import { PackWriter } from "../../src/proofpack/pack_writer.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { archive, buildBytes, createMemoryFile, toBytes, unarchive } from "./_pack.ts";
import { lacks, runTool } from "./_tool.ts";

Deno.test("the pack writer writes the bytes that zip.js writes with STORE and a fixed date [OC-PACK-6005]", async () => {
  const { bytes } = await buildBytes();
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    level: 0,
    extendedTimestamp: false,
    lastModDate: new Date(1980, 0, 1),
    useWebWorkers: false,
    dataDescriptor: false,
    versionMadeBy: 0x0314,
    externalFileAttributes: 0o100644 * 2 ** 16,
  });
  for (const [path, content] of unarchive(bytes)) {
    await writer.add(path, new Uint8ArrayReader(content));
  }
  assertEquals(bytes, new Uint8Array(await writer.close()));
});

Deno.test("the pack writer writes names beyond ASCII as UTF-8, in byte order", async () => {
  const bytes = await archive([["a é 😀.txt", "x"], ["\uff21", "y"], ["😀", ""]]);
  assertEquals([...unarchive(bytes).keys()], ["a é 😀.txt", "\uff21", "😀"]);
  const view = new DataView(bytes.buffer);
  assertEquals(view.getUint16(6, true), 0x0800);
});

/** Lists an archive by Python: name, size, offset of each entry, and the content of the last. */
const PYTHON_LIST = `
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
names = z.infolist()
if len(names) < 9:
    for i in names: print(i.filename, i.file_size, i.compress_size, i.header_offset)
print(len(names), z.read(names[-1]).decode())
`;

Deno.test({
  name:
    "files and offsets beyond 4 GiB are written as ZIP64 that Python and Info-ZIP read [OC-PACK-6006]",
  ignore: lacks("python3", "unzip"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "large.zip");
      const size = 5 * 2 ** 30;
      const content = toBytes("far");
      // Content of zeros is left out: the file system keeps a hole for it.
      const large = { name: toBytes("large"), size, crc: 0, offset: 0 };
      const near = { name: toBytes("near"), ...digestContent(content) };
      using file = await Deno.open(path, { write: true, createNew: true });
      const first = encodeLocalHeader(large);
      await file.write(first);
      await file.seek(first.length + size, Deno.SeekMode.Start);
      const placed = { ...near, offset: first.length + size };
      const second = encodeLocalHeader(placed);
      const directory = [encodeCentralHeader(large), encodeCentralHeader(placed)];
      const offset = placed.offset + second.length + content.length;
      const directorySize = directory[0]!.length + directory[1]!.length;
      const end = encodeEnd({ count: 2, size: directorySize, offset });
      for (const part of [second, content, ...directory, end]) await file.write(part);

      const zipinfo = await runTool(["unzip", "-Z", "-T", path]);
      assertEquals(zipinfo.code, 0, zipinfo.stderr);
      assert(zipinfo.stdout.includes(String(size)));
      const unzip = await runTool(["unzip", "-p", path, "near"]);
      assertEquals(unzip.stdout, "far", unzip.stderr);
      const [largeLine, nearLine] = (await runTool(["python3", "-c", PYTHON_LIST, path])).stdout
        .split("\n");
      assertEquals(largeLine, `large ${size} ${size} 0`);
      assertEquals(nearLine, `near 3 3 ${placed.offset}`);
    }),
});

Deno.test({
  name: "65,535 files and more are written as ZIP64 that Python reads [OC-PACK-6006]",
  ignore: lacks("python3"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "many.zip");
      const { file, bytes } = createMemoryFile();
      const writer = new PackWriter(file);
      for (let index = 0; index < 65_534; index++) {
        await writer.begin({ name: toBytes(String(index).padStart(5, "0")), size: 0, crc: 0 });
      }
      const content = toBytes("last");
      await writer.begin({ name: toBytes("last"), ...digestContent(content) });
      await writer.write(content);
      await writer.finish();
      await Deno.writeFile(path, bytes());
      const { stdout, stderr } = await runTool(["python3", "-c", PYTHON_LIST, path]);
      assertEquals(stdout, "65535 last\n", stderr);
    }),
});
