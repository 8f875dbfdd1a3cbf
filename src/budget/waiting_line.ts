interface Place {
  /** Tries once; false while this place must go on waiting. */
  readonly tryOnce: () => boolean;
}

// OC-BUDGET-2103 impl
/**
 * Callers waiting for a budget, first come, first served: a small call never overtakes a large one,
 * which would otherwise wait for ever. Nobody polls: whoever frees something calls `serve`.
 */
export class WaitingLine {
  readonly #places: Place[] = [];

  /** Number of callers who wait. */
  get length(): number {
    return this.#places.length;
  }

  /**
   * Waits for the first try that gives something, as the last one in the line.
   *
   * @param attempt Tries at once and without waiting; undefined means later
   * @param signal Ends the wait
   * @throws whatever `attempt` throws, and the signal's reason when aborted
   */
  join<T extends object>(attempt: () => T | undefined, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const place: Place = {
      tryOnce: () => {
        try {
          const result = attempt();
          if (result === undefined) return false;
          resolve(result);
        } catch (error) {
          reject(error);
        }
        signal?.removeEventListener("abort", leave);
        return true;
      },
    };
    const leave = () => {
      this.#places.splice(this.#places.indexOf(place), 1);
      reject(signal!.reason);
      // The one who left may have been all that those behind it waited for.
      this.serve();
    };
    signal?.addEventListener("abort", leave, { once: true });
    this.#places.push(place);
    return promise;
  }

  /** Lets the first ones try, up to the first that must go on waiting. */
  serve(): void {
    while (this.#places[0]?.tryOnce()) this.#places.shift();
  }
}
