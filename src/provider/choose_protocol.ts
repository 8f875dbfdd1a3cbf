import { parseBaseUrl } from "./endpoint.ts";
import { anthropicProtocol } from "./protocols/anthropic.ts";
import { createChatProtocol } from "./protocols/chat_completions.ts";
import { LLAMACPP_EXTRA, LLAMACPP_SAMPLING, llamacppProtocol } from "./protocols/llamacpp.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { tgiProtocol } from "./protocols/tgi.ts";
import { tritonProtocol } from "./protocols/triton.ts";
import type { HttpProviderName } from "./provider_names.ts";

/**
 * The protocol of a provider. The address decides two things: a path that ends in `/v1` chooses the
 * compatible route of llama.cpp, and OpenAI's own host has another name for the bound of the output.
 *
 * @throws {InputError} if the base URL is none
 */
export function protocolOf(name: HttpProviderName, baseUrl: string): Protocol {
  const { basePath, origin } = parseBaseUrl(baseUrl);
  switch (name) {
    case "openai":
      return createChatProtocol({
        name,
        samplingNames: { topP: "top_p" },
        // OpenAI's newer models refuse max_tokens; most compatible servers know nothing else.
        outputLimit: /(^|\.)openai\.com$/.test(origin.hostname)
          ? "max_completion_tokens"
          : "max_tokens",
        extra: {},
      });
    case "anthropic":
      return anthropicProtocol;
    case "llamacpp":
      if (!basePath.endsWith("/v1")) return llamacppProtocol;
      return createChatProtocol({
        name,
        samplingNames: LLAMACPP_SAMPLING,
        outputLimit: "max_tokens",
        extra: LLAMACPP_EXTRA,
      });
    case "vllm":
      return createChatProtocol({
        name,
        samplingNames: {
          topP: "top_p",
          topK: "top_k",
          minP: "min_p",
          repetitionPenalty: "repetition_penalty",
        },
        outputLimit: "max_tokens",
        extra: {},
      });
    case "tgi":
      return tgiProtocol;
    case "triton":
      return tritonProtocol;
    default:
      return name satisfies never;
  }
}
