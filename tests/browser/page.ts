import type { DevTools } from "./devtools.ts";

/** Longer than this nothing in a page is waited for. */
const WAIT_MAX_MS = 20_000;

/** A page of a running Chromium. */
export class Page {
  /** Addresses of all requests, in their order. */
  readonly requests: string[] = [];
  /** What the console was told, errors and exceptions included. */
  readonly messages: string[] = [];
  readonly #tools: DevTools;
  readonly #sessionId: string;
  #loaded = Promise.withResolvers<void>();
  /** Address that the page shall load, and the one that it is at. */
  #wanted = "";
  #current = "";

  /** Wraps a session that is attached to a page. */
  constructor(tools: DevTools, sessionId: string) {
    this.#tools = tools;
    this.#sessionId = sessionId;
    tools.listen(sessionId, (method, params) => this.#hear(method, params));
  }

  #hear(method: string, params: Record<string, unknown>): void {
    if (method === "Page.frameNavigated") {
      this.#current = (params.frame as { url: string }).url;
    }
    // The empty page before it is loaded too.
    const isWanted = this.#current === this.#wanted.replace(/#.*/, "");
    if (method === "Page.loadEventFired" && isWanted) this.#loaded.resolve();
    if (method === "Network.requestWillBeSent") {
      this.requests.push((params.request as { url: string }).url);
    }
    const isSaid = method === "Runtime.consoleAPICalled" || method === "Runtime.exceptionThrown" ||
      method === "Log.entryAdded";
    if (isSaid) this.messages.push(`${method} ${JSON.stringify(params)}`);
  }

  /** Sends a command to this page. */
  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.#tools.send(method, params, this.#sessionId);
  }

  /** Goes to an address and waits until it is loaded. */
  async load(url: string, size: { readonly width: number; readonly height: number }) {
    for (const domain of ["Page", "Network", "Runtime", "Log"]) await this.send(`${domain}.enable`);
    await this.send("Emulation.setDeviceMetricsOverride", {
      ...size,
      deviceScaleFactor: 1,
      mobile: false,
    });
    this.#wanted = url;
    this.#loaded = Promise.withResolvers();
    await this.send("Page.navigate", { url });
    await this.#loaded.promise;
  }

  /** The value of a JavaScript expression in the page; promises are awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  }

  /** Waits until an expression is true in the page. */
  async waitFor(expression: string): Promise<void> {
    const wait = `new Promise((resolve, reject) => {
      const start = performance.now();
      (function look() {
        if (${expression}) resolve();
        else if (performance.now() - start > ${WAIT_MAX_MS}) reject(new Error("too late"));
        else requestAnimationFrame(look);
      })();
    })`;
    await this.evaluate(wait);
  }

  /** Presses and releases a key, such as `Enter` or `Tab`. */
  async press(key: string, code: number): Promise<void> {
    const text = key === "Enter" ? "\r" : undefined;
    const event = { key, code: key, windowsVirtualKeyCode: code, text };
    await this.send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** Clicks in the middle of the element that a selector names. */
  async click(selector: string): Promise<void> {
    const { x, y } = await this.evaluate<{ x: number; y: number }>(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    })()`);
    const event = { x, y, button: "left", clickCount: 1 };
    await this.send("Input.dispatchMouseEvent", { type: "mousePressed", ...event });
    await this.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...event });
  }

  /** Pretends that the system has a theme, or that the page is printed. */
  async emulate(options: { readonly theme?: "light" | "dark"; readonly media?: string }) {
    const { theme = "light", media = "screen" } = options;
    const features = [{ name: "prefers-color-scheme", value: theme }];
    await this.send("Emulation.setEmulatedMedia", { media, features });
  }
}
