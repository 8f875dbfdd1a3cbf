/** A message of the DevTools protocol. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly sessionId?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Called for each event of a session. */
export type EventListener = (method: string, params: Record<string, unknown>) => void;

/** The DevTools protocol over a WebSocket: commands with answers, and events by session. */
export class DevTools implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  readonly #listeners = new Map<string, EventListener>();
  readonly #closed = Promise.withResolvers<void>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data) as Message);
    socket.onclose = () => {
      for (const { reject } of this.#pending.values()) reject(new Error("the browser is gone"));
      this.#pending.clear();
      this.#closed.resolve();
    };
  }

  /** Connects to a browser. */
  static async connect(url: string): Promise<DevTools> {
    const socket = new WebSocket(url);
    const opened = Promise.withResolvers<void>();
    socket.onopen = () => opened.resolve();
    socket.onerror = () => opened.reject(new Error(`Cannot connect to "${url}"`));
    await opened.promise;
    return new DevTools(socket);
  }

  /** Sends a command and waits for its answer. */
  send(
    method: string,
    params: Record<string, unknown> = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = this.#nextId++;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    this.#pending.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return answer.promise;
  }

  /** Tells the events of a session to somebody. */
  listen(sessionId: string, listener: EventListener): void {
    this.#listeners.set(sessionId, listener);
  }

  #receive({ id, method, params = {}, sessionId = "", result = {}, error }: Message): void {
    if (id === undefined) {
      this.#listeners.get(sessionId)?.(method!, params);
      return;
    }
    const answer = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) answer?.resolve(result);
    else answer?.reject(new Error(error.message));
  }

  /** Closes the connection and waits until it is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#closed.promise;
  }
}
