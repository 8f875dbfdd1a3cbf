import type { Clock } from "../../internal/clock.ts";

/** How long the parts of an exchange may take, in milliseconds. */
export interface ExchangeLimits {
  /** Until the connection stands, TLS included. */
  readonly connectTimeoutMs: number;
  /** From the request to the first byte of the answer. */
  readonly firstByteTimeoutMs: number;
  /** Between two pieces of the answer. */
  readonly idleTimeoutMs: number;
  /** From the start to the last byte. */
  readonly totalTimeoutMs: number;
}

/** A part of an exchange that has a limit of its own. */
export type ExchangePhase = "connect" | "firstByte" | "idle";

/** A limit that was exceeded. */
export interface ExpiredLimit {
  readonly limit: ExchangePhase | "total";
  readonly timeoutMs: number;
}

/** Why a sleep of the watchdog ends early; made once, as making an error costs microseconds. */
const DISARMED = Symbol("the watchdog does not need this sleep any more");

// OC-PROVIDER-3204 impl
/**
 * Watches one exchange and calls `onExpire` once when it exceeds a limit.
 *
 * Progress moves a deadline. The timer is touched only when the deadline comes nearer; where it
 * moved away, the timer fires early and is set again for what is left. Watching an answer of a
 * thousand pieces therefore costs a handful of timers.
 */
export class Watchdog implements Disposable {
  readonly #limits: ExchangeLimits;
  readonly #clock: Clock;
  readonly #onExpire: () => void;
  readonly #endMs: number;
  #phase: ExchangePhase;
  #phaseEndMs: number;
  #wakeAtMs = 0;
  #timer = new AbortController();
  #expired: ExpiredLimit | undefined;

  /**
   * Starts watching.
   *
   * @param limits The limits
   * @param clock What they are measured on
   * @param options The first part, and what is called once when a limit is exceeded: it must make
   * the exchange fail
   */
  constructor(
    limits: ExchangeLimits,
    clock: Clock,
    options: { readonly phase: ExchangePhase; readonly onExpire: () => void },
  ) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onExpire = options.onExpire;
    this.#phase = options.phase;
    const nowMs = clock.monotonicMs();
    this.#endMs = nowMs + limits.totalTimeoutMs;
    this.#phaseEndMs = nowMs + limits[`${options.phase}TimeoutMs`];
    this.#arm(nowMs);
  }

  /** The limit that was exceeded, if one was. */
  get expired(): ExpiredLimit | undefined {
    return this.#expired;
  }

  /** Starts a part of the exchange, or the same part anew: its limit counts from now on. */
  enter(phase: ExchangePhase): void {
    const nowMs = this.#clock.monotonicMs();
    this.#phase = phase;
    this.#phaseEndMs = nowMs + this.#limits[`${phase}TimeoutMs`];
    if (this.#phaseEndMs >= this.#wakeAtMs) return;
    this.#timer.abort(DISARMED);
    this.#timer = new AbortController();
    this.#arm(nowMs);
  }

  #arm(nowMs: number): void {
    this.#wakeAtMs = Math.min(this.#phaseEndMs, this.#endMs);
    const { signal } = this.#timer;
    this.#clock.sleep(this.#wakeAtMs - nowMs, { signal }).then(() => this.#wake(), (error) => {
      if (error !== DISARMED) throw error;
    });
  }

  #wake(): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#endMs) this.#expire("total");
    else if (nowMs >= this.#phaseEndMs) this.#expire(this.#phase);
    else this.#arm(nowMs);
  }

  #expire(limit: ExpiredLimit["limit"]): void {
    this.#expired = { limit, timeoutMs: this.#limits[`${limit}TimeoutMs`] };
    this.#onExpire();
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    this.#timer.abort(DISARMED);
  }
}
