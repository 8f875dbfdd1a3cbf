/**
 * The seven ways to call the local model server, and how a call is made in these tests.
 *
 * @module
 */
import { systemPorts } from "../../src/internal/ports.ts";
import type { HttpProviderName } from "../../src/provider/provider_names.ts";
import type { ProviderOptions } from "../../src/provider/create_provider.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import type { CallContext, GenerateRequest, GenerateResult } from "../../src/provider/provider.ts";

/** An adapter and the path of its base URL. */
export interface Adapter {
  readonly label: string;
  readonly name: HttpProviderName;
  readonly basePath: string;
}

/** The six adapters; llama.cpp has two routes. */
export const ADAPTERS: readonly Adapter[] = [
  { label: "openai", name: "openai", basePath: "" },
  { label: "anthropic", name: "anthropic", basePath: "" },
  { label: "llamacpp", name: "llamacpp", basePath: "" },
  { label: "llamacpp compatible", name: "llamacpp", basePath: "/v1" },
  { label: "vllm", name: "vllm", basePath: "" },
  { label: "tgi", name: "tgi", basePath: "" },
  { label: "triton", name: "triton", basePath: "" },
];

/** An ordinary request. */
export const REQUEST: GenerateRequest = {
  model: "m-1",
  messages: [
    { role: "system", content: "You are terse." },
    { role: "user", content: "Écris: «nuit» 狼." },
  ],
  outputMaxTokens: 64,
  temperature: 0.7,
};

/** An ordinary context. */
export const CONTEXT: CallContext = {
  key: "scene-1/pass-0",
  attempt: 1,
  seed: 7,
  ports: systemPorts,
};

/** Makes one call and closes the connections behind it. */
export async function callOnce(
  { name, basePath }: Pick<Adapter, "name" | "basePath">,
  serverUrl: string,
  options: ProviderOptions & {
    readonly request?: Partial<GenerateRequest>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<GenerateResult> {
  const { request, signal, ...providerOptions } = options;
  using provider = createProvider(name, { baseUrl: serverUrl + basePath, ...providerOptions });
  return await provider.generate({ ...REQUEST, ...request }, { ...CONTEXT, signal });
}
