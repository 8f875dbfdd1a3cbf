import { InputError } from "../internal/errors.ts";
import { VERSION } from "../internal/version.ts";
import type { ChatTemplate } from "./chat_template.ts";
import { parseBaseUrl } from "./endpoint.ts";
import { HttpClient } from "./http/http_client.ts";
import type { ExchangeLimits } from "./http/watchdog.ts";
import type { Protocol, WireCall } from "./protocols/protocol.ts";
import type { Provider } from "./provider.ts";
import { readAnswer } from "./read_answer.ts";
import { checkHeaders, formatHeaders } from "./request_headers.ts";
import type { Sampling } from "./sampling.ts";
import { nameSampling } from "./sampling.ts";
import { createRedactor, redactError } from "./secrets.ts";

/** Options of a provider over HTTP. */
export interface HttpProviderOptions {
  /** Key for the server; lives in memory only and is removed from every error. @default none */
  readonly apiKey?: string | undefined;
  /** Further headers by name; they replace those of the adapter. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether answers are streamed, so that the idle limit counts. @default false */
  readonly isStreaming?: boolean | undefined;
  /** How tokens are drawn. @default the server's own way */
  readonly sampling?: Sampling | undefined;
  /** How messages become one prompt; only for servers without messages. @default `"plain"` */
  readonly chatTemplate?: ChatTemplate | undefined;
  /** Until the connection stands. @default 10 s */
  readonly connectTimeoutMs?: number | undefined;
  /** Until the first byte of the answer. @default 120 s when streaming, else `totalTimeoutMs` */
  readonly firstByteTimeoutMs?: number | undefined;
  /** Between two pieces of the answer. @default 60 s */
  readonly idleTimeoutMs?: number | undefined;
  /** For the call as a whole. @default 600 s */
  readonly totalTimeoutMs?: number | undefined;
  /** Larger answers are refused. @default 32 MiB */
  readonly bodyMaxBytes?: number | undefined;
  /** Certificates to trust beside the runtime's own, in PEM form. @default none */
  readonly caCertificates?: readonly string[] | undefined;
}

/** A provider that holds connections. */
export interface HttpProvider extends Provider, Disposable {}

const BODY_MAX_BYTES = 32 * 1024 * 1024;

/**
 * Creates a provider that speaks a protocol to a server.
 *
 * Each call is one request, sent once: nothing is tried again and no redirect is followed. Calls
 * may overlap. Needs `--allow-net` for the server. Connections are kept for the next call; dispose
 * the provider to close them.
 *
 * @param protocol The mapping to the server
 * @param baseUrl Where the server is
 * @param options Key, limits and the rest
 * @throws {InputError} for an option that cannot be used
 */
export function createHttpProvider(
  protocol: Protocol,
  baseUrl: string,
  options: HttpProviderOptions = {},
): HttpProvider {
  const endpoint = parseBaseUrl(baseUrl);
  const { apiKey, isStreaming = false, caCertificates = [], chatTemplate: template = "plain" } =
    options;
  const sampling = nameSampling(options.sampling ?? {}, protocol.samplingNames, protocol.name);
  const keyHeaders = apiKey === undefined ? {} : protocol.keyHeaders(checkKey(apiKey));
  const headers = checkHeaders(options.headers ?? {});
  const redact = createRedactor([apiKey ?? "", ...Object.values(headers)]);
  const headerLines = formatHeaders({
    "user-agent": `omega/${VERSION}`,
    accept: isStreaming ? "text/event-stream, application/json" : "application/json",
    "accept-encoding": "identity",
    "content-type": "application/json",
    ...protocol.headers,
    ...keyHeaders,
    ...headers,
  });
  const client = new HttpClient({
    origin: { ...endpoint.origin, caCertificates },
    limits: readLimits(options, isStreaming),
    bodyMaxBytes: checkCount("bodyMaxBytes", options.bodyMaxBytes ?? BODY_MAX_BYTES),
  });
  return {
    name: protocol.name,
    isDeterministic: false,
    async generate(request, { seed, ports, signal }) {
      const { clock } = ports;
      checkClock(clock.kind, protocol.name);
      const startMs = clock.monotonicMs();
      const call: WireCall = { request, seed, isStreaming, sampling, template };
      const path = protocol.path(endpoint.basePath, call);
      const url = endpoint.name + path;
      const body = JSON.stringify(protocol.encode(call));
      try {
        const answer = await client.exchange(
          { target: path + endpoint.query, url, headerLines, body, clock, signal },
          (response) => readAnswer(response, protocol, url),
        );
        const latencyMs = clock.monotonicMs() - startMs;
        return {
          ...answer,
          text: redact(answer.text),
          model: answer.model || request.model,
          latencyMs,
        };
      } catch (error) {
        throw redactError(error, redact);
      }
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

function readLimits(options: HttpProviderOptions, isStreaming: boolean): ExchangeLimits {
  const totalTimeoutMs = options.totalTimeoutMs ?? 600_000;
  const limits = {
    totalTimeoutMs,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    // Without streaming most servers send nothing before the whole text is there.
    firstByteTimeoutMs: options.firstByteTimeoutMs ?? (isStreaming ? 120_000 : totalTimeoutMs),
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
  };
  for (const [name, value] of Object.entries(limits)) checkCount(name, value);
  return limits;
}

function checkCount(name: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw new RangeError(`Cannot create provider: ${name} must be a number > 0, got ${value}`);
}

/** On a virtual clock every limit would be exceeded at once. */
function checkClock(kind: "system" | "virtual", name: string): void {
  if (kind === "system") return;
  throw new InputError(
    `Cannot call provider "${name}" on the virtual clock: a real server takes real time`,
    { code: "USAGE" },
  );
}

/** The text of the error does not hold the key. */
function checkKey(apiKey: string): string {
  if (/^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
  throw new InputError(
    "Cannot use the API key: wanted visible ASCII characters without blanks, found others",
    { code: "USAGE" },
  );
}
