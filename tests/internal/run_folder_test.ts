import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { WorldError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createRunFolder } from "../../src/internal/run_folder.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

Deno.test("createRunFolder() never gives a folder twice [OC-STRESS-5003]", () =>
  inTemporaryFolder(async (root) => {
    const ports = { ...systemPorts, clock: createVirtualClock(Date.UTC(2026, 0, 1)) };
    const make = () => createRunFolder(join(root, "a/b"), "stress3", ports);
    const paths = (await Promise.all([make(), make(), make()])).sort();
    const base = join(root, "a/b", "stress3_20260101T000000Z");
    assertEquals(paths, [base, `${base}-2`, `${base}-3`]);
    await Deno.writeTextFile(join(root, "file"), "");
    await assertRejects(
      () => createRunFolder(join(root, "file"), "x", ports),
      WorldError,
      "create",
    );
  }));
