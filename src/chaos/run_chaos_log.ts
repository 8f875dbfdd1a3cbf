import type { ChaosEntry } from "./chaos_entry.ts";
import type { ChaosJournal } from "./chaos_journal.ts";
import type { ChaosPlan, DrawnFault } from "./chaos_plan.ts";

/** Options of {@linkcode RunChaosLog}. */
export interface RunChaosLogOptions {
  /** Index of the run, from 1. */
  readonly run: number;
  /** Decides which attempts are struck. */
  readonly plan: ChaosPlan;
  /** Where each attempt is written before it is made. @default nowhere */
  readonly journal?: ChaosJournal | undefined;
}

/** An attempt that is under way. */
export interface OpenAttempt {
  /** The fault that strikes it, or undefined. */
  readonly fault: DrawnFault | undefined;
  /** Writes how it ended; only the first time counts. */
  end(ending: Pick<ChaosEntry, "outcome" | "errorCode">): Promise<void>;
}

/**
 * The attempts of one run: numbers them, draws their faults, writes them down.
 *
 * An attempt is counted by the key of its call and nothing else, so that an engine which calls
 * again on its own is not struck by the same fault for ever.
 */
export class RunChaosLog {
  readonly #options: RunChaosLogOptions;
  /** Index and number of attempts of each call. */
  readonly #calls = new Map<string, { readonly callIndex: number; attemptCount: number }>();
  readonly #entries: ChaosEntry[] = [];
  #failure: unknown;

  /**
   * Starts a log without attempts.
   *
   * @param options The run, its plan and the journal
   */
  constructor(options: RunChaosLogOptions) {
    this.#options = options;
  }

  /**
   * Begins an attempt: when the promise resolves, its line is written.
   *
   * @param key Key of the call
   * @param nowMs The time on the run's clock, in ms since 1970
   * @throws {WorldError} if the journal cannot be written
   */
  async begin(key: string, nowMs: number): Promise<OpenAttempt> {
    const { run, plan } = this.#options;
    const call = this.#calls.get(key) ?? { callIndex: this.#calls.size + 1, attemptCount: 0 };
    this.#calls.set(key, call);
    const attempt = ++call.attemptCount;
    const identity = { run, key, callIndex: call.callIndex, attempt };
    const fault = plan.draw(identity);
    const entry: ChaosEntry = {
      ...identity,
      failureType: fault?.type,
      timestamp: new Date(nowMs).toISOString(),
      outcome: "unknown",
      errorCode: undefined,
    };
    const place = this.#entries.push(entry) - 1;
    await this.#write(() => this.#options.journal?.begin(entry));
    return {
      fault,
      end: async (ending) => {
        if (this.#entries[place]!.outcome !== "unknown") return;
        const ended = { ...entry, ...ending };
        this.#entries[place] = ended;
        await this.#write(() => this.#options.journal?.end(ended));
      },
    };
  }

  /** The failure is kept: an engine may swallow it, and its run must not count. */
  async #write(write: () => Promise<void> | undefined): Promise<void> {
    try {
      const written = write();
      if (written !== undefined) await written;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  /**
   * The attempts so far, by call and attempt. Those under way are `abandoned`: their run has ended.
   *
   * @throws {WorldError} if one of them could not be written down
   */
  entries(): readonly ChaosEntry[] {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#entries
      .map((entry) =>
        entry.outcome === "unknown" ? { ...entry, outcome: "abandoned" as const } : entry
      )
      .sort((a, b) => a.callIndex - b.callIndex || a.attempt - b.attempt);
  }
}
