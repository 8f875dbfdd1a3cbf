import { assert, assertEquals } from "@std/assert";
import { systemPorts } from "../../src/internal/ports.ts";
import { verifyPack } from "../../src/proofpack/verify_pack.ts";
import { MALFORMED } from "./_malformed.ts";
import { childCommand, runTool } from "./_tool.ts";

for (const [name, code, make] of MALFORMED) {
  Deno.test(`verifyPack() refuses a malformed archive: ${name} [OC-PACK-6305]`, async () => {
    const bytes = await make();
    const { ok, violations } = await verifyPack(bytes, { ports: systemPorts, timeLimitMs: 5000 });
    assertEquals(ok, false);
    assert(violations.some((violation) => violation.code === code), JSON.stringify(violations));
  });
}

Deno.test({
  name: "verifyPack() refuses all malformed archives in less than 256 MB [OC-PACK-6305]",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { stdout, stderr } = await runTool(childCommand("_malformed_child.ts"));
    const { count, accepted, longestMs, peakMemoryMiB } = JSON.parse(stdout || "{}");
    assertEquals(accepted, [], stderr);
    assert(count >= 60, `${count} archives`);
    assert(longestMs < 5000, `${longestMs} ms`);
    // Making the archives is in it, the bomb of 20 MB among them.
    assert(peakMemoryMiB < 244, `${peakMemoryMiB} MiB`);
  },
});
