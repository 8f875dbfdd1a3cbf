import { createEmbeddedProvider } from "./embedded/embedded_provider.ts";
import type { Provider } from "./provider.ts";

/** The providers by name. */
export const PROVIDER_NAMES = ["embedded"] as const;

/** Name of a provider. */
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** Creates a provider by its name. */
export function createProvider(name: ProviderName): Provider {
  switch (name) {
    case "embedded":
      return createEmbeddedProvider();
    default:
      return name satisfies never;
  }
}
