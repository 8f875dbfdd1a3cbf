// A process that replaces one entry again and again until it is killed. Arguments: path, bytes, pause
// in ms between two pieces. Says the number of every version that it has committed.
import { atomicWriteStream } from "../../src/cache/mod.ts";
import { writeAll } from "../../src/internal/files.ts";
import { readVersion, versionPieces } from "./versioned_entry.ts";

const [path, size, pauseMs] = Deno.args;
const first = (await readVersion(path!))?.version ?? 0;
const out = new TextEncoder();
for (let version = first + 1;; version++) {
  await atomicWriteStream(path!, async (file) => {
    for (const piece of versionPieces(version, Number(size))) {
      await writeAll(file, piece);
      if (Number(pauseMs) > 0) await new Promise((done) => setTimeout(done, Number(pauseMs)));
    }
  }, { purpose: `version ${version}` });
  Deno.stdout.writeSync(out.encode(`${version}\n`));
}
