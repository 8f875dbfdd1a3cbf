import { assertEquals, assertRejects } from "@std/assert";
import type { WorldError } from "../../src/internal/errors.ts";
import type { Provider } from "../../src/provider/provider.ts";
import { ProviderError, type ProviderErrorCode } from "../../src/provider/provider_error.ts";
import { createReachGuard } from "../../src/provider/reach_guard.ts";
import { CONTEXT, REQUEST } from "./adapters.ts";

/** Fails with the next code, wrapped as a retry does; answers where there is none. */
function scripted(codes: readonly (ProviderErrorCode | null)[]): Provider {
  const queue = [...codes];
  return {
    name: "scripted",
    isDeterministic: false,
    generate() {
      const code = queue.shift();
      if (code) {
        const cause = new ProviderError(code, `Cannot call "http://h/x": ${code}`);
        return Promise.reject(new Error("gave up", { cause }));
      }
      const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 } as const;
      return Promise.resolve({ text: "a", model: "m", usage, finishReason: "stop", latencyMs: 1 });
    },
  };
}

async function stopsOf(codes: readonly (ProviderErrorCode | null)[]): Promise<readonly string[]> {
  const stops: WorldError[] = [];
  const guard = createReachGuard((error) => stops.push(error as WorldError));
  const provider = guard.watch(scripted(codes));
  for (const code of codes) {
    const call = () => provider.generate(REQUEST, CONTEXT);
    if (code === null) await call();
    else await assertRejects(call, Error, "gave up");
  }
  for (const { message } of stops) {
    assertEquals(message.startsWith('Cannot call "http://h/x"'), true);
  }
  return stops.map(({ code }) => code);
}

Deno.test("createReachGuard() stops the runs when nothing was ever answered", async () => {
  const setup = [
    "DNS_FAILED",
    "CONNECT_REFUSED",
    "CONNECT_FAILED",
    "CONNECT_TIMEOUT",
    "TLS_REFUSED",
    "REDIRECT_REFUSED",
    "UNAUTHORIZED",
    "NOT_FOUND",
  ] as const;
  for (const code of setup) {
    assertEquals(await stopsOf([code]), [code]);
    assertEquals(await stopsOf([null, code]), [], "after an answer it belongs to its run");
  }
  for (
    const code of ["RATE_LIMITED", "SERVER_ERROR", "FIRST_BYTE_TIMEOUT", "STREAM_CUT"] as const
  ) {
    assertEquals(await stopsOf([code, code]), []);
    assertEquals(await stopsOf([code, "UNAUTHORIZED"]), ["UNAUTHORIZED"]);
  }
});
