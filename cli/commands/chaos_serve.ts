import { loadChaosPlan } from "../../src/chaos/load_chaos_plan.ts";
import type { ChaosServer } from "../../src/chaos/wire/chaos_server.ts";
import { startChaosServer } from "../../src/chaos/wire/chaos_server.ts";
import { createEmbeddedUpstream } from "../../src/chaos/wire/embedded_upstream.ts";
import { createServerUpstream } from "../../src/chaos/wire/server_upstream.ts";
import type { Upstream } from "../../src/chaos/wire/upstream.ts";
import { chaosChoice } from "../chaos_flags.ts";
import type { CommandContext, CommandRun, Values } from "../command.ts";

/** `omega chaos serve`: faults on the wire. */
export function planChaosServe(values: Values): CommandRun {
  const { path, choice } = chaosChoice(values);
  return async ({ ports, signal, announce }) => {
    const { plan, digest } = await loadChaosPlan(path, choice, ports);
    const upstream = openUpstream(values.text("upstream"), plan.seed, ports);
    let server: ChaosServer | undefined;
    try {
      server = await startChaosServer({
        plan,
        upstream,
        hostname: values.text("host"),
        isRemoteAllowed: values.isOn("allow-remote"),
        port: values.integer("port"),
        ports,
      });
      announce({
        event: "listening",
        url: server.url,
        port: server.port,
        upstream: upstream.name,
        profile: plan.profile,
        seed: plan.seed,
        plan_digest: digest,
      });
      await aborted(signal);
    } finally {
      await server?.[Symbol.asyncDispose]();
    }
    return {
      verdict: "DONE",
      violations: [],
      text: `chaos serve: ${server.requestCount} requests, profile ${plan.profile}, closed`,
    };
  };
}

function openUpstream(
  url: string | undefined,
  seed: number,
  ports: CommandContext["ports"],
): Upstream {
  return url === undefined ? createEmbeddedUpstream(ports, seed) : createServerUpstream(url, ports);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
