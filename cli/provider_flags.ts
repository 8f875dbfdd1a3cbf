import { InputError } from "../src/internal/errors.ts";
import { CHAT_TEMPLATES } from "../src/provider/chat_template.ts";
import {
  createProvider,
  DEFAULT_BASE_URLS,
  isHttpProvider,
  keyVariablesOf,
} from "../src/provider/create_provider.ts";
import { EMBEDDED_MODEL } from "../src/provider/embedded/embedded_provider.ts";
import type { Provider } from "../src/provider/provider.ts";
import { PROVIDER_NAMES, type ProviderName } from "../src/provider/provider_names.ts";
import { createRedactor } from "../src/provider/secrets.ts";
import type { CommandContext, Values } from "./command.ts";
import { type FlagName, PROVIDER_FLAGS } from "./flags.ts";
import {
  type ProviderSettings,
  readHeaders,
  readSampling,
  readSettings,
} from "./provider_settings.ts";

/** Who generates the text, and on which clock. */
export interface ProviderChoice {
  readonly provider: Provider & Disposable;
  readonly model: string;
  readonly clock: "virtual" | "system";
  /** What else decides the answers. */
  readonly settings: ProviderSettings;
}

/** What a run folder says that is being gone on with; the flags may leave it out. */
export interface EarlierChoice {
  readonly provider: string;
  readonly model: string;
  readonly clock: "virtual" | "system";
  readonly settings?: ProviderSettings | undefined;
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
  const isServer = isHttpProvider(name);
  const clock = (values.text("clock") ?? earlier?.clock ??
    (isServer ? "system" : "virtual")) as "virtual" | "system";
  if (isServer && clock === "virtual") {
    throw unusable(name, "wanted --clock system, as a real server takes real time");
  }
  if (!isServer) refuseServerFlags(name, values);
  if (name === "cache" && values.text("cache") === undefined) {
    throw unusable(name, "wanted --cache DIR, found nothing");
  }
  const settings = readSettings(name, values, earlier?.settings);
  const headers = readHeaders(values);
  const apiKey = readKey(name, values, readVariable);
  const hasSecrets = apiKey !== undefined || Object.keys(headers).length > 0;
  if (earlier !== undefined && hasSecrets) checkAddress(name, values, settings);
  const provider = createProvider(name, {
    baseUrl: values.text("base-url") ?? settings["base_url"],
    apiKey,
    headers,
    isStreaming: settings["stream"] !== undefined,
    sampling: readSampling(settings["sampling"] ?? ""),
    chatTemplate: readTemplate(settings["chat_template"]),
    totalTimeoutMs: values.integer("call-timeout-ms"),
    firstByteTimeoutMs: values.integer("first-byte-timeout-ms"),
    idleTimeoutMs: values.integer("idle-timeout-ms"),
  });
  return { provider, model, clock, settings };
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
      `Cannot use --${flag} with an engine that is a program, which calls models by itself: ` +
        "wanted none, found one; leave it out",
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
    settings: {},
  };
}

/** A run folder may be anybody's, so its provider is read like a flag. */
function readProviderName(name: string): ProviderName {
  const known = PROVIDER_NAMES.find((one) => one === name);
  if (known !== undefined) return known;
  throw unusable(name, `wanted one of ${PROVIDER_NAMES.join(", ")}`);
}

/** A run folder may be anybody's: a key goes to no address that only the folder names. */
function checkAddress(
  name: ProviderName,
  values: Values,
  { base_url: address }: ProviderSettings,
): void {
  const isNamed = values.text("base-url") !== undefined || address === DEFAULT_BASE_URLS[name];
  if (address === undefined || isNamed) return;
  const place = `RUN.json says ${address}`;
  throw unusable(name, `wanted --base-url URL to go on with a key or header, found none; ${place}`);
}

/** Of use without a server, too. */
const GENERAL_FLAGS: ReadonlySet<FlagName> = new Set(["provider", "model", "clock", "cache"]);

/** The flags that are of no use without a server: ignored they would mislead. */
function refuseServerFlags(name: ProviderName, values: Values): void {
  for (const flag of PROVIDER_FLAGS) {
    if (GENERAL_FLAGS.has(flag) || !values.isOn(flag)) continue;
    throw unusable(name, `it is no server and takes no --${flag}`);
  }
}

/** A run folder may be anybody's, so its template is read like a flag. */
function readTemplate(name: string | undefined) {
  const known = CHAT_TEMPLATES.find((one) => one === name);
  if (name === undefined || known !== undefined) return known;
  throw new InputError(
    `Cannot use --chat-template: wanted one of ${CHAT_TEMPLATES.join(", ")}, found "${name}"`,
    { code: "USAGE" },
  );
}

function readKey(
  name: ProviderName,
  values: Values,
  readVariable: CommandContext["readVariable"],
): string | undefined {
  const given = values.text("api-key");
  if (given !== undefined || !isHttpProvider(name)) return given;
  return keyVariablesOf(name).map(readVariable).find((key) => key !== "");
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
