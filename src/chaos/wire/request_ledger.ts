/**
 * Which attempt of which call a request is.
 *
 * A request is known by method, path and canonical body, or by the name that the client gives it.
 * The same request may come again for three reasons: the client retries, the client's runtime sends
 * it a second time on its own because a connection died (`fetch` does), or somebody makes the same
 * call once more. The first two are the next attempt of the same call, the last one is a new call.
 * They are told apart by, in this order: an idempotency key; what became of the attempts before; and
 * the retry count that the official SDKs send. No request moves the numbers of another one.
 *
 * @module
 */

/** How an attempt ended, as far as it matters for the next one. */
export type LedgerEnding =
  /** A good answer was delivered: whoever comes again makes a new call. */
  | "good"
  /** A whole answer was delivered that is an error: only a client can come again, knowing it. */
  | "refused"
  /** The connection broke: a runtime may send again without the client's knowledge. */
  | "lost";

/** What a request says about itself. */
export interface RequestIdentity {
  /** Digest or name of the request. */
  readonly key: string;
  /** The client's idempotency key, where it sends one. */
  readonly idempotencyKey: string | undefined;
  /** Retries that the client has made before this one, where it says so. */
  readonly retryCount: number | undefined;
}

/** Which attempt of which call. */
export interface NumberedAttempt {
  /** `key`, and `#2`, `#3`, … for further calls with the same request. */
  readonly callKey: string;
  /** Which call, from 1, in the order of arrival. */
  readonly callIndex: number;
  /** Which attempt of the call, from 1. */
  readonly attempt: number;
  /** Says how it ended. */
  end(ending: LedgerEnding): void;
}

interface Call {
  readonly callKey: string;
  readonly callIndex: number;
  readonly idempotencyKey: string | undefined;
  attemptCount: number;
  state: LedgerEnding | "under way";
}

interface Known {
  callCount: number;
  /** Calls that may get another attempt. */
  readonly open: Call[];
}

/** The requests that are remembered; the ones that were not seen for longest are forgotten. */
const KEY_MAX_COUNT = 100_000;

/** Calls of one request that wait for another attempt; older ones are given up on. */
const OPEN_MAX_COUNT = 1_000;

// OC-CHAOS-4702 impl
/** Numbers requests. */
export class RequestLedger {
  readonly #known = new Map<string, Known>();
  #callCount = 0;

  /** Number of calls so far. */
  get callCount(): number {
    return this.#callCount;
  }

  /** Numbers a request that arrives. */
  begin(identity: RequestIdentity): NumberedAttempt {
    const known = this.#remember(identity.key);
    const call = findCall(known.open, identity) ?? this.#open(known, identity);
    call.state = "under way";
    call.attemptCount += 1;
    return {
      callKey: call.callKey,
      callIndex: call.callIndex,
      attempt: call.attemptCount,
      end(ending) {
        call.state = ending;
        // An idempotency key may come again even behind a good answer.
        if (ending !== "good" || call.idempotencyKey !== undefined) return;
        const place = known.open.indexOf(call);
        if (place >= 0) known.open.splice(place, 1);
      },
    };
  }

  #remember(key: string): Known {
    const known = this.#known.get(key) ?? { callCount: 0, open: [] };
    // A map keeps the order of insertion: the first key is the one not seen for longest.
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size > KEY_MAX_COUNT) {
      this.#known.delete(this.#known.keys().next().value!);
    }
    return known;
  }

  #open(known: Known, { key, idempotencyKey }: RequestIdentity): Call {
    known.callCount += 1;
    this.#callCount += 1;
    const call: Call = {
      callKey: known.callCount === 1 ? key : `${key}#${known.callCount}`,
      callIndex: this.#callCount,
      idempotencyKey,
      attemptCount: 0,
      state: "under way",
    };
    known.open.push(call);
    if (known.open.length > OPEN_MAX_COUNT) known.open.shift();
    return call;
  }
}

/** The call that a request is another attempt of, or undefined. */
function findCall(open: readonly Call[], identity: RequestIdentity): Call | undefined {
  const { idempotencyKey, retryCount } = identity;
  if (idempotencyKey !== undefined) {
    return open.find((call) => call.idempotencyKey === idempotencyKey);
  }
  const anonymous = open.filter((call) => call.idempotencyKey === undefined);
  const lost = anonymous.find(({ state }) => state === "lost");
  // A first try behind an error that was delivered whole is a new call: the client knew of it.
  if (lost !== undefined || retryCount === 0) return lost;
  const refused = anonymous.find(({ state }) => state === "refused");
  if (refused !== undefined || retryCount === undefined) return refused;
  // A retry of something whose end we have not seen yet: the client gave up waiting.
  return anonymous.find(({ state }) => state === "under way");
}
