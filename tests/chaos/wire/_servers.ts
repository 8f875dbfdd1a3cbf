import { createServer, type Socket } from "node:net";
import type { ChaosPlanOptions } from "../../../src/chaos/mod.ts";
import { createChaosPlan } from "../../../src/chaos/mod.ts";
import type { FaultTiming } from "../../../src/chaos/inject_fault.ts";
import type { ChaosServer } from "../../../src/chaos/wire/chaos_server.ts";
import { startChaosServer } from "../../../src/chaos/wire/chaos_server.ts";
import { createEmbeddedUpstream } from "../../../src/chaos/wire/embedded_upstream.ts";
import { createServerUpstream } from "../../../src/chaos/wire/server_upstream.ts";
import { systemPorts } from "../../../src/internal/ports.ts";

/** Faults that take no time in a test. */
const TIMING: Partial<FaultTiming> = {
  timeoutMs: 150,
  delayMinMs: 20,
  delayMaxMs: 30,
  retryAfterSeconds: 0.01,
};

/** A chaos server in front of a URL, or of the embedded model. */
export function startChaos(
  plan: Partial<ChaosPlanOptions>,
  upstream?: string,
  timing: Partial<FaultTiming> = TIMING,
): Promise<ChaosServer> {
  return startChaosServer({
    plan: createChaosPlan({ seed: 42, ...plan }),
    upstream: upstream === undefined
      ? createEmbeddedUpstream(systemPorts, 1)
      : createServerUpstream(upstream, systemPorts),
    timing,
    ports: systemPorts,
  });
}

/** The journal's entries. */
export async function readJournal(
  { url }: ChaosServer,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const answer = await fetch(`${url}/__omega/journal`);
  return (await answer.json()).entries;
}

/** A server that gives each connection to a function, byte for byte. */
export async function startRaw(
  serve: (socket: Socket, request: string) => void,
): Promise<AsyncDisposable & { readonly url: string }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", (bytes: Uint8Array) => serve(socket, new TextDecoder().decode(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
