/**
 * Asks Deno whether it can get a package from JSR, and prints yes or no.
 *
 * The question goes to Deno's own loader and not to `fetch`, so that a private mirror (`JSR_URL`),
 * a proxy, its certificates and packages that are already in Deno's cache count as they will count
 * in the run that follows, and so that a sign-in page answering 200 does not pass for JSR. The
 * package asked for is one of ours, a single file without dependencies.
 *
 * Usage: `deno run --no-config --allow-run tools/npm_only/jsr_answers.ts`
 */

const ASKED_FOR = "jsr:@std/crypto@^1.0.5/timing-safe-equal";

/** Long enough for a slow line, short enough to sit through once a day. */
const ANSWER_TIMEOUT_MS = 5_000;

const { success } = await new Deno.Command(Deno.execPath(), {
  args: ["info", "--no-config", "--no-lock", "--quiet", ASKED_FOR],
  signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  stdin: "null",
  stdout: "null",
  stderr: "null",
}).output();
console.log(success ? "yes" : "no");
