/**
 * `omega chaos serve`: seeded faults on the wire, in front of any server that speaks OpenAI's or
 * Anthropic's protocol, or alone.
 *
 * Invariants: a request is sent on at most once. Where no fault strikes, status, end-to-end headers
 * and every byte of the body are passed on as they come, none of them waited for. Which attempt is
 * struck follows from (seed, run, identity of the request, attempt), see `request_ledger.ts`. No
 * header's value and no query is ever written to the journal, the metrics or an error.
 *
 * @module
 */
import { InputError } from "../../internal/errors.ts";
import type { ChaosServerOptions } from "./chaos_server_options.ts";
import { isLoopback } from "./is_loopback.ts";
import { RunningServer } from "./running_server.ts";

/** A server that is listening. Disposing it ends it cleanly; twice is harmless. */
export interface ChaosServer extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** The port. */
  readonly port: number;
  /** Requests so far that faults could strike. */
  readonly requestCount: number;
}

/**
 * Starts a server. Needs `--allow-net` for its own address and for the upstream.
 *
 * Ending it stops listening, ends held connections at once, lets answers that are under way come to
 * their end for two seconds, and then closes what is left.
 *
 * @throws {InputError} if the address is none of this machine's alone and that was not allowed
 * @throws {WorldError} if it cannot listen there
 * @throws {Deno.errors.NotCapable} without permission to
 */
export async function startChaosServer(options: ChaosServerOptions): Promise<ChaosServer> {
  const { hostname = "127.0.0.1", port = 0, isRemoteAllowed = false } = options;
  if (!isRemoteAllowed && !isLoopback(hostname)) {
    throw new InputError(
      `Cannot listen on "${hostname}": wanted a loopback address, found one that other machines ` +
        "can reach; --allow-remote allows it",
      { code: "NOT_LOOPBACK" },
    );
  }
  const running = new RunningServer(options);
  const boundPort = await running.listen(hostname, port);
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    url: `http://${host}:${boundPort}`,
    port: boundPort,
    get requestCount() {
      return running.requestCount;
    },
    [Symbol.asyncDispose]: () => running.end(),
  };
}
