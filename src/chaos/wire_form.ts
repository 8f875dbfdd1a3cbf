import type { FailureType } from "../calibration/calibration.ts";

/** What a fault can look like on the wire. */
export const WIRE_FORMS = [
  /** Status 429 with `Retry-After`, `retry-after-ms` and the server's error body. */
  "status_429",
  /** Status 500 with the server's error body. */
  "status_500",
  /** Status 503 with the server's error body. */
  "status_503",
  /** Nothing is sent; the connection is held open, then closed. */
  "held_connection",
  /** The connection is reset before the answer. */
  "tcp_reset",
  /** Status 200 with JSON that ends too early. */
  "broken_json",
  /** Status 200 with an answer whose text is empty. */
  "empty_content",
  /** A chunked body without its end: the connection closes in the middle. */
  "cut_chunked",
  /** A stream of events that ends cleanly before its end mark. */
  "cut_sse",
  /** A body that is shorter than its `Content-Length`. */
  "wrong_content_length",
  /** Status 200 with an error in the body. */
  "error_body_200",
  /** Status 200 with bytes that are no UTF-8 in the text. */
  "broken_utf8",
  /** The answer comes late, and whole. */
  "delay",
] as const;

/** Name of a form of a fault on the wire. */
export type WireForm = (typeof WIRE_FORMS)[number];

/** The forms of each fault, for answers that come whole and for streams of events. */
const FORMS: Readonly<
  Record<FailureType, { readonly whole: readonly WireForm[]; readonly stream: readonly WireForm[] }>
> = {
  rate_limit_429: { whole: ["status_429"], stream: ["status_429"] },
  timeout: { whole: ["held_connection"], stream: ["held_connection"] },
  invalid_json: { whole: ["broken_json"], stream: ["broken_json"] },
  api_error_500: { whole: ["status_500"], stream: ["status_500"] },
  network_error: { whole: ["tcp_reset"], stream: ["tcp_reset"] },
  empty_response: { whole: ["empty_content"], stream: ["empty_content"] },
  partial_response: {
    whole: ["cut_chunked", "wrong_content_length"],
    stream: ["cut_chunked", "cut_sse"],
  },
  corrupt_response: {
    whole: ["error_body_200", "broken_utf8"],
    stream: ["error_body_200", "broken_utf8"],
  },
  latency: { whole: ["delay"], stream: ["delay"] },
};

/** The forms that a fault can have for a kind of answer, at least one. */
export function formsOf(type: FailureType, isStream: boolean): readonly WireForm[] {
  return FORMS[type][isStream ? "stream" : "whole"];
}

/** The fault that a form belongs to. */
export function failureTypeOf(form: WireForm): FailureType {
  if (form === "status_503") return "api_error_500";
  const found = Object.entries(FORMS).find(([, { whole, stream }]) =>
    whole.includes(form) || stream.includes(form)
  );
  return found![0] as FailureType;
}
