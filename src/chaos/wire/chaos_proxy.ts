import type { Clock } from "../../internal/clock.ts";
import { InputError, reasonOf, systemCode } from "../../internal/errors.ts";
import { createStream } from "../../internal/random.ts";
import type { ChaosPlan, DrawnFault } from "../chaos_plan.ts";
import type { FaultTiming } from "../inject_fault.ts";
import type { WireForm } from "../wire_form.ts";
import { formsOf } from "../wire_form.ts";
import { dialectOf } from "./dialect.ts";
import type { IdentifiedRequest } from "./identify_request.ts";
import { identifyRequest } from "./identify_request.ts";
import type { WireMetrics } from "./metrics.ts";
import type { NumberedAttempt } from "./request_ledger.ts";
import { RequestLedger } from "./request_ledger.ts";
import type { Responder } from "./responder.ts";
import { ConnectionClosedError } from "./socket_source.ts";
import type { Struck } from "./strike.ts";
import { strike } from "./strike.ts";
import type { Upstream } from "./upstream.ts";
import { UpstreamError, wholeAnswer } from "./upstream.ts";
import type { WireJournal } from "./wire_journal.ts";
import type { WireRequest } from "./wire_request.ts";

/** What a proxy works with. */
export interface ChaosProxyOptions {
  readonly plan: ChaosPlan;
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly timing: FaultTiming;
  readonly journal: WireJournal;
  readonly metrics: WireMetrics;
  /** Aborted when the server ends: held connections are let go. */
  readonly ending: AbortSignal;
}

/** A fault in the form in which it strikes. */
interface FormedFault extends DrawnFault {
  readonly wireForm: WireForm;
}

/** Passes requests on, or strikes them. */
export class ChaosProxy {
  readonly #options: ChaosProxyOptions;
  readonly #ledger = new RequestLedger();
  #requestCount = 0;

  /** @param options Plan, upstream and where to write down what happens */
  constructor(options: ChaosProxyOptions) {
    this.#options = options;
  }

  /** Requests so far that faults could strike. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /** Answers a request. Rejects only for a bug: what goes wrong with a client or server is told. */
  async answer(request: WireRequest, responder: Responder): Promise<void> {
    const { clock, metrics } = this.#options;
    const startMs = clock.monotonicMs();
    const status = request.method === "POST"
      ? await this.#answerCall(request, responder)
      // Only calls of a model are struck, not the list of models or a health check.
      : (await this.#guard(request, responder, () => this.#pass(request, responder))).status;
    metrics.countRequest(status ?? 0, clock.monotonicMs() - startMs);
  }

  async #answerCall(request: WireRequest, responder: Responder): Promise<number | undefined> {
    let identified: IdentifiedRequest;
    try {
      identified = identifyRequest(request);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      await sendError(request, responder, { status: 400, problem: "bad_request", error });
      return 400;
    }
    this.#requestCount += 1;
    const attempt = this.#ledger.begin(identified.identity);
    const fault = this.#chooseFault(identified, attempt);
    const endEntry = this.#options.journal.begin({
      run: identified.run,
      callIndex: attempt.callIndex,
      key: attempt.callKey,
      attempt: attempt.attempt,
      failureType: fault?.type,
      wireForm: fault?.wireForm,
      timestamp: new Date(this.#options.clock.now()).toISOString(),
      method: request.method,
      path: request.path,
      clientRetryCount: identified.identity.retryCount,
    });
    if (fault !== undefined) this.#options.metrics.countFault(fault.type, fault.wireForm);
    const { ending, status, errorCode } = await this.#guard(
      request,
      responder,
      () =>
        fault === undefined
          ? this.#pass(request, responder)
          : this.#strike(fault.wireForm, { request, responder, identified, attempt }),
    );
    attempt.end(ending);
    endEntry({ outcome: ending === "good" ? "answered" : "failed", status, errorCode });
    return status;
  }

  #chooseFault(
    { override, run, isStream }: IdentifiedRequest,
    { callKey, callIndex, attempt }: NumberedAttempt,
  ): FormedFault | undefined {
    if (override === "none") return undefined;
    const { plan } = this.#options;
    const drawn = override === undefined
      ? plan.draw({ run, key: callKey, callIndex, attempt })
      : { type: override.type, wireForm: override.form };
    if (drawn === undefined) return undefined;
    const stream = createStream(plan.seed, "chaos-form", `${run}/${callKey}/${attempt}`);
    const wireForm = drawn.wireForm ?? stream.pick(formsOf(drawn.type, isStream));
    return { type: drawn.type, wireForm };
  }

  async #pass(request: WireRequest, responder: Responder): Promise<Struck> {
    const options = { signal: responder.closed, isPlain: false };
    return await this.#options.upstream.send(request, options, async (answer) => {
      await responder.send(answer);
      return { ending: answer.status < 400 ? "good" : "refused", status: answer.status };
    });
  }

  #strike(
    form: WireForm,
    { request, responder, identified, attempt }: {
      readonly request: WireRequest;
      readonly responder: Responder;
      readonly identified: IdentifiedRequest;
      readonly attempt: NumberedAttempt;
    },
  ): Promise<Struck> {
    const { upstream, clock, timing, plan, ending } = this.#options;
    return strike(form, {
      request,
      responder,
      upstream,
      clock,
      timing,
      isStream: identified.isStream,
      seed: plan.seed,
      drawKey: `${identified.run}/${attempt.callKey}/${attempt.attempt}`,
      signal: AbortSignal.any([responder.closed, ending]),
    });
  }

  /** Does the work and makes an ending of whatever goes wrong. */
  async #guard(
    request: WireRequest,
    responder: Responder,
    work: () => Promise<Struck>,
  ): Promise<Struck & { readonly errorCode?: string | undefined }> {
    try {
      return await work();
    } catch (error) {
      if (responder.closed.aborted) return CLIENT_GONE;
      this.#options.metrics.countUpstreamError();
      const errorCode = systemCode(error) ?? (error instanceof Error ? error.name : "UNKNOWN");
      if (error instanceof UpstreamError) {
        try {
          await sendError(request, responder, { status: 502, problem: "server_error", error });
          return { ending: "refused", status: 502, errorCode };
        } catch (failure) {
          if (failure instanceof ConnectionClosedError) return CLIENT_GONE;
          throw failure;
        }
      }
      // The answer had begun when it broke; the client must not take what it has for the whole.
      responder.reset();
      return { ending: "lost", status: undefined, errorCode };
    }
  }
}

const CLIENT_GONE = { ending: "lost", status: undefined, errorCode: "CLIENT_GONE" } as const;

async function sendError(
  { path }: WireRequest,
  responder: Responder,
  { status, problem, error }: {
    readonly status: number;
    readonly problem: "bad_request" | "server_error";
    readonly error: unknown;
  },
): Promise<void> {
  const body = dialectOf(path).error(problem, reasonOf(error));
  await responder.send(wholeAnswer(status, body, [["content-type", "application/json"]]));
}
