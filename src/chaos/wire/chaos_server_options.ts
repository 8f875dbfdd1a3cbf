import type { Ports } from "../../internal/ports.ts";
import type { ChaosPlan } from "../chaos_plan.ts";
import type { FaultTiming } from "../inject_fault.ts";
import type { Upstream } from "./upstream.ts";

/** Options of `startChaosServer`. */
export interface ChaosServerOptions {
  /** Decides which attempts are struck. */
  readonly plan: ChaosPlan;
  /** Who answers the others; disposed with the server. */
  readonly upstream: Upstream;
  /** Address to listen on. @default "127.0.0.1" */
  readonly hostname?: string | undefined;
  /** Whether other machines may connect; otherwise the address must be loopback. @default false */
  readonly isRemoteAllowed?: boolean | undefined;
  /** Port; 0 takes a free one. @default 0 */
  readonly port?: number | undefined;
  /** How long faults take. @default held 60 s, delayed 0.5 to 5 s, rate limit 1 s */
  readonly timing?: Partial<FaultTiming> | undefined;
  /** Clock. */
  readonly ports: Pick<Ports, "clock">;
}
