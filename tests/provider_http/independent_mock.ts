/**
 * An OpenAI-compatible server that is not ours: the npm package @copilotkit/aimock, downloaded for
 * the tests into the user's cache folder once and run by Node.
 *
 * @module
 */
import { join } from "@std/path";

const PACKAGE = "@copilotkit/aimock";
const VERSION = "1.43.0";

/** Where the mock's program is, or why it cannot be had. */
export type MockInstall =
  | { readonly ok: true; readonly program: string }
  | { readonly ok: false; readonly reason: string };

/** Downloads the mock unless it is there. */
export async function installMock(): Promise<MockInstall> {
  const cache = Deno.env.get("XDG_CACHE_HOME") || join(Deno.env.get("HOME") ?? "", ".cache");
  const folder = join(cache, "omega", `aimock-${VERSION}`);
  const program = join(folder, "node_modules", PACKAGE, "dist/cli.js");
  if (await exists(program)) return { ok: true, program };
  const work = `${folder}.${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(work, { recursive: true });
    const { success, stderr } = await new Deno.Command("npm", {
      args: [
        "install",
        "--ignore-scripts",
        "--legacy-peer-deps",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--fetch-retries=0",
        `--prefix=${work}`,
        `${PACKAGE}@${VERSION}`,
      ],
      stdin: "null",
    }).output();
    if (!success) {
      const lines = new TextDecoder().decode(stderr).trim().split("\n");
      return {
        ok: false,
        reason: `npm says ${lines.find((line) => /code/i.test(line)) ?? lines.at(-1)}`,
      };
    }
    // One rename, so that two tests at once and a kill leave a whole package or none.
    await Deno.rename(work, folder).catch(() => {});
    return { ok: true, program };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await Deno.remove(work, { recursive: true }).catch(() => {});
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** A running mock. */
export interface IndependentMock extends AsyncDisposable {
  readonly url: string;
  /** Every request that it has answered, by its own journal. */
  journal(): Promise<readonly JournalEntry[]>;
}

/** An entry of the mock's journal, as far as it matters here. */
export interface JournalEntry {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly response: {
    readonly status: number;
    readonly fixture: {
      readonly response: {
        readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
      };
    } | null;
  };
}

/** Starts the mock with its fixtures on a free port. */
export async function startMock(program: string, fixturePath: string): Promise<IndependentMock> {
  const child = new Deno.Command("node", {
    args: [program, "--port", "0", "--fixtures", fixturePath, "--journal-max", "0"],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let url: string | undefined;
  while (url === undefined) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the mock ended: ${text}`);
    text += value;
    url = /listening on (http:\S+)/.exec(text)?.[1];
  }
  return {
    url,
    async journal() {
      return await (await fetch(`${url}/__aimock/journal?limit=100000`)).json();
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await reader.cancel();
      await child.status;
    },
  };
}
