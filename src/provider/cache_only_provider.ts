import type { Provider } from "./provider.ts";
import { ProviderError } from "./provider_error.ts";

/**
 * A provider with no model behind it: what the cache around it does not answer is `CACHE_MISS`.
 * Together with {@linkcode withCache} it replays the answers of another provider.
 */
export function createCacheOnlyProvider(): Provider {
  return {
    name: "cache",
    isDeterministic: true,
    generate({ model }, { key }) {
      const problem = "wanted a kept answer, found none for these messages, seed and run";
      const message = `Cannot answer "${key}" of model "${model}" from the cache: ${problem}`;
      return Promise.reject(new ProviderError("CACHE_MISS", message));
    },
  };
}
