import { InputError } from "../src/internal/errors.ts";
import type { ChatTemplate } from "../src/provider/chat_template.ts";
import { createProvider, keyVariablesOf } from "../src/provider/create_provider.ts";
import { EMBEDDED_MODEL } from "../src/provider/embedded/embedded_provider.ts";
import type { Provider } from "../src/provider/provider.ts";
import { PROVIDER_NAMES, type ProviderName } from "../src/provider/provider_names.ts";
import { parseHeader } from "../src/provider/request_headers.ts";
import type { Sampling } from "../src/provider/sampling.ts";
import { createRedactor } from "../src/provider/secrets.ts";
import type { CommandContext, Values } from "./command.ts";
import { PROVIDER_FLAGS } from "./flags.ts";

/** Who generates the text, and on which clock. */
export interface ProviderChoice {
  readonly provider: Provider & Disposable;
  readonly model: string;
  readonly clock: "virtual" | "system";
}

/** What a run folder says that is being gone on with; the flags may leave it out. */
export interface EarlierChoice {
  readonly provider: string;
  readonly model: string;
  readonly clock: "virtual" | "system";
}

/**
 * Opens the provider that the flags name.
 *
 * @param values The flags
 * @param context Where a key may be found: `--api-key`, else the environment
 * @param earlier What was chosen before, where a stress is resumed
 * @throws {InputError} naming the flag
 */
export function openProvider(
  values: Values,
  { readVariable }: Pick<CommandContext, "readVariable">,
  earlier?: EarlierChoice,
): ProviderChoice {
  const name = readProviderName(values.text("provider") ?? earlier?.provider ?? "embedded");
  const model = values.text("model") ?? earlier?.model ??
    (name === "embedded" ? EMBEDDED_MODEL : undefined);
  if (model === undefined) throw unusable(name, "wanted --model NAME, found nothing");
  // The address is in no run folder: going on at another server would go unnoticed.
  if (earlier !== undefined && name !== "embedded" && values.text("base-url") === undefined) {
    throw unusable(name, "wanted --base-url URL to go on, found nothing");
  }
  const clock = (values.text("clock") ?? earlier?.clock ??
    (name === "embedded" ? "virtual" : "system")) as "virtual" | "system";
  if (name !== "embedded" && clock === "virtual") {
    throw unusable(name, "wanted --clock system, as a real server takes real time");
  }
  if (name === "embedded") refuseServerFlags(values);
  const provider = createProvider(name, {
    baseUrl: values.text("base-url"),
    apiKey: readKey(name, values, readVariable),
    headers: readHeaders(values),
    isStreaming: values.isOn("stream"),
    sampling: readSampling(values.text("sampling") ?? ""),
    chatTemplate: values.text("chat-template") as ChatTemplate | undefined,
    totalTimeoutMs: values.integer("call-timeout-ms"),
    firstByteTimeoutMs: values.integer("first-byte-timeout-ms"),
    idleTimeoutMs: values.integer("idle-timeout-ms"),
  });
  return { provider, model, clock };
}

/**
 * What stands for the provider of an engine that calls models by itself.
 *
 * @throws {InputError} if the flags name a provider: it would not be called
 */
export function openNoProvider(values: Values, earlier?: EarlierChoice): ProviderChoice {
  for (const flag of PROVIDER_FLAGS) {
    if (flag === "model" || flag === "clock" || !values.isOn(flag)) continue;
    throw new InputError(
      `Cannot use --${flag} with an engine that is a program: it calls models by itself`,
      { code: "USAGE" },
    );
  }
  return {
    provider: {
      name: "none",
      isDeterministic: false,
      generate: () => Promise.reject(new Error("there is no provider")),
      [Symbol.dispose]() {},
    },
    model: values.text("model") ?? earlier?.model ?? "none",
    clock: (values.text("clock") ?? earlier?.clock ?? "system") as "virtual" | "system",
  };
}

/** A run folder may be anybody's, so its provider is read like a flag. */
function readProviderName(name: string): ProviderName {
  const known = PROVIDER_NAMES.find((one) => one === name);
  if (known !== undefined) return known;
  throw unusable(name, `wanted one of ${PROVIDER_NAMES.join(", ")}`);
}

/** The flags that are of no use without a server: ignored they would mislead. */
function refuseServerFlags(values: Values): void {
  for (const flag of PROVIDER_FLAGS) {
    if (flag === "provider" || flag === "model" || flag === "clock") continue;
    if (!values.isOn(flag)) continue;
    throw unusable("embedded", `it is no server and takes no --${flag}`);
  }
}

function readKey(
  name: ProviderName,
  values: Values,
  readVariable: CommandContext["readVariable"],
): string | undefined {
  const given = values.text("api-key");
  if (given !== undefined || name === "embedded") return given;
  return keyVariablesOf(name).map(readVariable).find((key) => key !== "");
}

/** The headers of a request; the flag may be given several times. */
function readHeaders(values: Values): Readonly<Record<string, string>> {
  const lines = values.text("header")?.split("\n") ?? [];
  const headers = lines.map(parseHeader);
  for (const [index, [name]] of headers.entries()) {
    const isFirst = headers.findIndex(([other]) => other === name) === index;
    if (isFirst) continue;
    throw new InputError(`Cannot use --header: wanted "${name}" once, found it twice`, {
      code: "USAGE",
    });
  }
  return Object.fromEntries(headers);
}

const SAMPLING_NAMES: Readonly<Record<string, keyof Sampling>> = {
  top_p: "topP",
  top_k: "topK",
  min_p: "minP",
  repetition_penalty: "repetitionPenalty",
};

/** Reads `top_k=40,min_p=0.05`. */
function readSampling(text: string): Sampling {
  const sampling: { -readonly [name in keyof Sampling]: number } = {};
  for (const part of text === "" ? [] : text.split(",")) {
    const [name = "", value = "", ...rest] = part.split("=");
    const field = SAMPLING_NAMES[name.trim()];
    const isNumber = /^\s*\d+(?:\.\d+)?\s*$/.test(value) && rest.length === 0;
    if (field === undefined || !isNumber || sampling[field] !== undefined) {
      throw new InputError(
        `Cannot use --sampling: wanted NAME=NUMBER once each for ` +
          `${Object.keys(SAMPLING_NAMES).join(", ")}, found "${part}"`,
        { code: "USAGE" },
      );
    }
    sampling[field] = Number(value);
  }
  return sampling;
}

/**
 * Makes a function that takes the keys of the command line and of the environment out of a text: a
 * program that we start inherits the environment and may print it.
 */
export function createKeyRedactor(
  values: Values,
  { readVariable }: Pick<CommandContext, "readVariable">,
): (text: string) => string {
  const variables = new Set(PROVIDER_NAMES.flatMap(keyVariablesOf));
  const headers = Object.values(readHeaders(values));
  return createRedactor([
    values.text("api-key") ?? "",
    ...headers,
    ...[...variables].map(readVariable),
  ]);
}

function unusable(provider: string, problem: string): InputError {
  return new InputError(`Cannot use provider "${provider}": ${problem}`, { code: "USAGE" });
}
