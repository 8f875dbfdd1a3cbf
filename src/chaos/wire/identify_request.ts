import { InputError } from "../../internal/errors.ts";
import { sha256Hex } from "../../internal/hash.ts";
import type { Json } from "../../internal/json.ts";
import { canonicalJson } from "../../internal/json.ts";
import { FAILURE_TYPES, type FailureType } from "../../calibration/calibration.ts";
import { parseFailureType } from "../../calibration/parse.ts";
import { JsonCursor } from "../../internal/cursor.ts";
import { failureTypeOf, WIRE_FORMS, type WireForm } from "../wire_form.ts";
import { headerOf } from "./message_head.ts";
import type { RequestIdentity } from "./request_ledger.ts";
import type { WireRequest } from "./wire_request.ts";

/** Hexadecimal digits of a digest that tell requests apart. */
const DIGEST_LENGTH = 16;

/** Longer names of a call are refused. */
const NAME_MAX_LENGTH = 200;

/** A request that faults may strike, and what it says about itself. */
export interface IdentifiedRequest {
  readonly identity: RequestIdentity;
  /** Run that the request belongs to, for the draw. */
  readonly run: number;
  /** The fault that the client asks for; `none` lets the attempt pass, undefined asks the plan. */
  readonly override: { readonly type: FailureType; readonly form?: WireForm } | "none" | undefined;
  /** Whether the client wants a stream of events. */
  readonly isStream: boolean;
}

/**
 * Reads what a request says about itself: its canonical body, `idempotency-key`,
 * `x-stainless-retry-count`, and our own `x-omega-chaos` (`none`, a failure type or a form on the
 * wire), `x-omega-chaos-key` and `x-omega-chaos-run`.
 *
 * @throws {InputError} if one of our own headers cannot be used
 */
export function identifyRequest(request: WireRequest): IdentifiedRequest {
  const { headers, method, path, body } = request;
  const document = parseBody(body);
  const name = headerOf(headers, "x-omega-chaos-key");
  if (name !== undefined && (name === "" || name.length > NAME_MAX_LENGTH)) {
    throw unusable("x-omega-chaos-key", `1 to ${NAME_MAX_LENGTH} characters`, `${name.length}`);
  }
  const retryCount = headerOf(headers, "x-stainless-retry-count");
  const isCount = retryCount !== undefined && /^\d{1,6}$/.test(retryCount);
  return {
    identity: {
      key: name ?? `${method} ${path} ${digestOf(document, body)}`,
      idempotencyKey: headerOf(headers, "idempotency-key"),
      retryCount: isCount ? Number(retryCount) : undefined,
    },
    run: readRun(headerOf(headers, "x-omega-chaos-run")),
    override: readOverride(headerOf(headers, "x-omega-chaos")),
    isStream: typeof document === "object" && document !== null && "stream" in document &&
      document.stream === true,
  };
}

function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** The same for bodies that differ in layout and order of members only. */
function digestOf(document: unknown, body: Uint8Array): string {
  try {
    if (document !== undefined) {
      return sha256Hex(canonicalJson(document as Json)).slice(0, DIGEST_LENGTH);
    }
  } catch {
    // A lone surrogate has no canonical form; its bytes have a digest.
  }
  return sha256Hex(body).slice(0, DIGEST_LENGTH);
}

function readRun(text: string | undefined): number {
  if (text === undefined) return 1;
  const run = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (run < 1) throw unusable("x-omega-chaos-run", "an integer >= 1", `"${text}"`);
  return run;
}

function readOverride(text: string | undefined): IdentifiedRequest["override"] {
  if (text === undefined || text === "none") return text;
  const form = WIRE_FORMS.find((one) => one === text);
  if (form !== undefined) return { type: failureTypeOf(form), form };
  try {
    return { type: parseFailureType(new JsonCursor(text, "x-omega-chaos")) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const wanted = ["none", ...FAILURE_TYPES, ...WIRE_FORMS].join(", ");
    throw unusable("x-omega-chaos", `one of ${wanted}`, `"${text.slice(0, NAME_MAX_LENGTH)}"`);
  }
}

function unusable(header: string, wanted: string, found: string): InputError {
  return new InputError(`Cannot use the header ${header}: wanted ${wanted}, found ${found}`);
}
