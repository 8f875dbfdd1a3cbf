import type { Calibration } from "../calibration/calibration.ts";
import { calibratedRetry } from "../retry/calibrated_retry.ts";
import { withRetry } from "../retry/with_retry.ts";
import type { OpenProviderChain } from "./provider_chain.ts";

/**
 * Puts the calibration's bounded retries around the chain of every run (INV-RETRY-BOUND-01).
 *
 * @param open The chain inside: budget, faults and provider
 * @param calibration Bounds of attempts, waits and time
 */
export function retryRuns(open: OpenProviderChain, calibration: Calibration): OpenProviderChain {
  const options = calibratedRetry(calibration);
  return (input, ports, runFolder) => {
    const chain = open(input, ports, runFolder);
    return { ...chain, provider: withRetry(chain.provider, options) };
  };
}
