import { InputError } from "../src/internal/errors.ts";
import { DEFAULT_BASE_URLS, isHttpProvider } from "../src/provider/create_provider.ts";
import { parseBaseUrl } from "../src/provider/endpoint.ts";
import type { ProviderName } from "../src/provider/provider_names.ts";
import { parseHeader } from "../src/provider/request_headers.ts";
import type { Sampling } from "../src/provider/sampling.ts";
import type { Values } from "./command.ts";

/**
 * What decides the answers of a server beside its model, in the words of the flags: `base_url`
 * without its query, `sampling` in the order of its names, `chat_template`, `stream`, and the names
 * of the `headers` and of the parameters of the `query`. Nothing of it is secret, so that it may
 * stand in a run folder; the values of headers and query may be, and do not.
 */
export type ProviderSettings = Readonly<Record<string, string>>;

/**
 * The settings that the flags and an earlier stress give. A flag wins; where it contradicts the
 * earlier stress, and where headers or query are not given again, the stress refuses to go on.
 *
 * @throws {InputError} naming the flag
 */
export function readSettings(
  name: ProviderName,
  values: Values,
  earlier: ProviderSettings = {},
): ProviderSettings {
  if (!isHttpProvider(name)) return {};
  const sampling = values.text("sampling");
  const settings = {
    ...readAddress(values.text("base-url") ?? earlier["base_url"] ?? DEFAULT_BASE_URLS[name]),
    sampling: sampling === undefined ? earlier["sampling"] : formatSampling(readSampling(sampling)),
    chat_template: values.text("chat-template") ?? earlier["chat_template"],
    stream: values.isOn("stream") ? "on" : earlier["stream"],
    headers: listNames(Object.keys(readHeaders(values)).map((header) => header.toLowerCase())),
  };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as ProviderSettings;
}

function readAddress(text: string | undefined) {
  // The factory says what is missing.
  if (text === undefined) return {};
  const { name, basePath, query } = parseBaseUrl(text);
  return { base_url: name + basePath, query: listNames([...new URLSearchParams(query).keys()]) };
}

function listNames(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.toSorted().join(",");
}

/** The headers of a request; the flag may be given several times. */
export function readHeaders(values: Values): Readonly<Record<string, string>> {
  const headers = values.texts("header").map(parseHeader);
  for (const [index, [name]] of headers.entries()) {
    const isFirst = headers.findIndex(([other]) => other === name) === index;
    if (isFirst) continue;
    throw new InputError(`Cannot use --header: wanted "${name}" once, found it twice`, {
      code: "USAGE",
    });
  }
  return Object.fromEntries(headers);
}

const SAMPLING_FIELDS: Readonly<Record<string, keyof Sampling>> = {
  top_p: "topP",
  top_k: "topK",
  min_p: "minP",
  repetition_penalty: "repetitionPenalty",
};

/** Reads `top_k=40,min_p=0.05`. */
export function readSampling(text: string): Sampling {
  const sampling: { -readonly [name in keyof Sampling]: number } = {};
  for (const part of text === "" ? [] : text.split(",")) {
    const [name = "", value = "", ...rest] = part.split("=");
    const field = SAMPLING_FIELDS[name.trim()];
    const isNumber = /^\s*\d+(?:\.\d+)?\s*$/.test(value) && rest.length === 0;
    if (field === undefined || !isNumber || sampling[field] !== undefined) {
      throw new InputError(
        `Cannot use --sampling: wanted NAME=NUMBER once each for ` +
          `${Object.keys(SAMPLING_FIELDS).join(", ")}, found "${part}"`,
        { code: "USAGE" },
      );
    }
    sampling[field] = Number(value);
  }
  return sampling;
}

/** Writes sampling as {@linkcode readSampling} reads it: one text for one sampling. */
function formatSampling(sampling: Sampling): string | undefined {
  const parts = Object.entries(SAMPLING_FIELDS).flatMap(([name, field]) => {
    const value = sampling[field];
    return value === undefined ? [] : [`${name}=${value}`];
  });
  return parts.length === 0 ? undefined : parts.join(",");
}
