import type { DoctorCheck } from "./check.ts";
import { clockCheck } from "./clock_check.ts";
import { flushCheck } from "./flush_check.ts";
import { lockCheck } from "./lock_check.ts";
import { createProgramCheck } from "./program_check.ts";
import { createServerCheck } from "./server_check.ts";

/** All checks, the required ones first. */
export const DOCTOR_CHECKS: readonly DoctorCheck[] = [
  lockCheck,
  clockCheck,
  flushCheck,
  createProgramCheck(["git"], {
    name: "git",
    code: "GIT_MISSING",
    affects: "omega preflight, and which files omega spec looks at",
  }),
  createProgramCheck(["chromium", "chromium-browser", "google-chrome"], {
    name: "Chromium",
    code: "CHROMIUM_MISSING",
    affects: "only the repository's own tests of the report; the product needs no browser",
  }),
  createServerCheck({
    name: "denort",
    code: "DENORT_UNREACHABLE",
    affects: "deno task compile, which makes one program that needs no Deno",
    addressOf: () =>
      `https://dl.deno.land/release/v${Deno.version.deno}/denort-${Deno.build.target}.zip`,
  }),
  createServerCheck({
    name: "JSR",
    code: "JSR_UNREACHABLE",
    affects: "deno run jsr:@omega/readiness/cli; in a clone bin/deno takes packages from npm",
    addressOf: (readVariable) =>
      new URL("@std/path/meta.json", readVariable("JSR_URL") || "https://jsr.io/").href,
  }),
];
