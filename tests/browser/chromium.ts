import { DevTools } from "./devtools.ts";
import { Page } from "./page.ts";

/** Names under which a Chromium may be installed. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** It shall talk to nobody but us, and leave nothing behind. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-extensions",
  "--disable-dev-shm-usage",
  "--remote-debugging-port=0",
];

/** A browser that lives longer hangs: it is killed, and whoever waits for it fails. */
const LIFE_MAX_MS = 120_000;

/** The installed Chromium, or null. */
export function findChromium(): string | null {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    for (const name of NAMES) {
      try {
        if (Deno.statSync(`${folder}/${name}`).isFile) return `${folder}/${name}`;
      } catch {
        // Not there: the next place.
      }
    }
  }
  return null;
}

/** What a running Chromium consists of. */
interface Parts {
  readonly process: Deno.ChildProcess;
  readonly tools: DevTools;
  readonly profile: string;
  /** Settles when everything that it said was read. */
  readonly drained: Promise<void>;
  readonly watchdog: ReturnType<typeof setTimeout>;
}

/** A running Chromium. */
export class Browser implements AsyncDisposable {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts a Chromium with a profile of its own. */
  static async start(program: string): Promise<Browser> {
    const profile = await Deno.makeTempDir({ prefix: "omega-chromium-" });
    const process = new Deno.Command(program, {
      args: [...FLAGS, `--user-data-dir=${profile}`, "about:blank"],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const watchdog = setTimeout(() => process.kill("SIGKILL"), LIFE_MAX_MS);
    const { url, drained } = await readAddress(process.stderr);
    const tools = await DevTools.connect(url);
    return new Browser({ process, tools, profile, drained, watchdog });
  }

  /** Opens a page of its own, as wide and high as asked, and waits until it is loaded. */
  async open(
    url: string,
    size: { readonly width: number; readonly height: number },
  ): Promise<Page> {
    const { tools } = this.#parts;
    const { targetId } = await tools.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await tools.send("Target.attachToTarget", {
      targetId,
      flatten: true,
    });
    const page = new Page(tools, String(sessionId));
    await page.load(url, size);
    return page;
  }

  /** Ends the browser and removes its profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { process, tools, profile, drained, watchdog } = this.#parts;
    await tools.send("Browser.close");
    await tools[Symbol.asyncDispose]();
    await process.status;
    clearTimeout(watchdog);
    await drained;
    await Deno.remove(profile, { recursive: true });
  }
}

/** Reads the address from what Chromium says, and goes on reading so that it never blocks. */
async function readAddress(stream: ReadableStream<Uint8Array>) {
  const found = Promise.withResolvers<string>();
  const drained = (async () => {
    let text = "";
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      if (text.length < 65_536) text += chunk;
      const match = /DevTools listening on (ws:\S+)/.exec(text);
      if (match !== null) found.resolve(match[1]!);
    }
    found.reject(new Error(`Cannot start Chromium: ${text}`));
  })();
  return { url: await found.promise, drained };
}
