import { createServer, type Server, type Socket } from "node:net";
import { reasonOf, WorldError } from "../../internal/errors.ts";
import { answerAdmin, isAdminPath } from "./admin.ts";
import { ChaosProxy } from "./chaos_proxy.ts";
import type { ChaosServerOptions } from "./chaos_server_options.ts";
import { WireMetrics } from "./metrics.ts";
import { refuseMalformed } from "./refuse_malformed.ts";
import { Responder } from "./responder.ts";
import { SocketSource } from "./socket_source.ts";
import { WireJournal } from "./wire_journal.ts";
import type { WireRequest } from "./wire_request.ts";
import { readRequest } from "./wire_request.ts";

/** A connection without a request for so long is closed. */
const IDLE_MAX_MS = 120_000;

/** A request that is not answered for so long is given up on: the time limit of our own client. */
const REQUEST_MAX_MS = 600_000;

/** How often connections are looked over. A timer for each of them would cost 2 µs a request. */
const SWEEP_INTERVAL_MS = 5_000;

/** Answers that are under way get so long when the server ends. */
const GRACE_MS = 2_000;

/** What a connection does, and since when on the monotonic clock. */
interface ConnectionState {
  isBusy: boolean;
  sinceMs: number;
}

/** The connections of a chaos server. */
export class RunningServer {
  readonly #options: ChaosServerOptions;
  readonly #proxy: ChaosProxy;
  readonly #journal: WireJournal;
  readonly #metrics = new WireMetrics();
  readonly #server: Server;
  readonly #connections = new Map<Socket, ConnectionState>();
  readonly #ending = new AbortController();
  #ended: Promise<void> | undefined;

  constructor(options: ChaosServerOptions) {
    const { plan, upstream, ports, timing = {} } = options;
    this.#options = options;
    this.#journal = new WireJournal(plan);
    this.#proxy = new ChaosProxy({
      plan,
      upstream,
      clock: ports.clock,
      timing: {
        timeoutMs: timing.timeoutMs ?? 60_000,
        delayMinMs: timing.delayMinMs ?? 500,
        delayMaxMs: timing.delayMaxMs ?? 5_000,
        retryAfterSeconds: timing.retryAfterSeconds ?? 1,
      },
      journal: this.#journal,
      metrics: this.#metrics,
      ending: this.#ending.signal,
    });
    this.#server = createServer({ noDelay: true }, (socket) => void this.#serve(socket));
  }

  get requestCount(): number {
    return this.#proxy.requestCount;
  }

  async listen(hostname: string, port: number): Promise<number> {
    checkPermission(hostname, port);
    const server = this.#server;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once("error", reject);
    server.listen(port, hostname, resolve);
    try {
      await promise;
    } catch (error) {
      throw new WorldError(`Cannot listen on "${hostname}" port ${port}: ${reasonOf(error)}`, {
        cause: error,
      });
    }
    void this.#sweep();
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : port;
  }

  /** Closes connections that do nothing, or the same thing, for too long; ends with the server. */
  async #sweep(): Promise<void> {
    const { clock } = this.#options.ports;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await clock.sleep(SWEEP_INTERVAL_MS, { signal }).catch(() => {});
      const nowMs = clock.monotonicMs();
      for (const [socket, { isBusy, sinceMs }] of this.#connections) {
        if (nowMs - sinceMs > (isBusy ? REQUEST_MAX_MS : IDLE_MAX_MS)) socket.destroy();
      }
    }
  }

  /** Serves one connection, request after request. */
  async #serve(socket: Socket): Promise<void> {
    if (this.#ending.signal.aborted) return void socket.destroy();
    const { clock } = this.#options.ports;
    const state: ConnectionState = { isBusy: false, sinceMs: clock.monotonicMs() };
    this.#connections.set(socket, state);
    this.#metrics.countConnection(1);
    using source = new SocketSource(socket);
    try {
      while (!this.#ending.signal.aborted) {
        const request = await readRequest(source);
        if (request === null) break;
        Object.assign(state, { isBusy: true, sinceMs: clock.monotonicMs() });
        const isKept = await this.#answer(request, source);
        Object.assign(state, { isBusy: false, sinceMs: clock.monotonicMs() });
        if (!isKept) {
          await source.finishBoth();
          break;
        }
      }
    } catch (error) {
      await refuseMalformed(error, source);
    } finally {
      this.#connections.delete(socket);
      this.#metrics.countConnection(-1);
    }
  }

  async #answer(request: WireRequest, source: SocketSource): Promise<boolean> {
    const responder = new Responder(source, request);
    if (isAdminPath(request.path)) {
      const state = { plan: this.#options.plan, journal: this.#journal, metrics: this.#metrics };
      await responder.send(answerAdmin(request, state));
    } else {
      await this.#proxy.answer(request, responder);
    }
    return responder.isKept;
  }

  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#ending.abort(new Error("Cannot go on: the chaos server ends"));
    for (const [socket, { isBusy }] of this.#connections) if (!isBusy) socket.destroy();
    const grace = new AbortController();
    // The system's clock: what is waited for are real connections.
    const late = this.#options.ports.clock.sleep(GRACE_MS, { signal: grace.signal }).then(
      () => {
        for (const socket of this.#connections.keys()) socket.destroy();
      },
      () => {},
    );
    await promise;
    grace.abort();
    await late;
    this.#options.upstream[Symbol.dispose]();
  }
}

/** Asked before: `listen` throws for a missing permission later, where nobody can catch it. */
function checkPermission(hostname: string, port: number): void {
  const host = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  const { state } = Deno.permissions.querySync({ name: "net", host });
  if (state === "granted") return;
  throw new Deno.errors.NotCapable(
    `Requires net access to "${host}", run again with the --allow-net flag`,
  );
}
