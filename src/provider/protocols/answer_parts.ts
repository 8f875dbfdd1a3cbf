import { JsonCursor } from "../../internal/cursor.ts";
import type { SseEvent } from "../http/sse_parser.ts";
import type { FinishReason, TokenCount } from "../provider.ts";
import { AnswerFault } from "./protocol.ts";

/** A member that is there and not null: servers write `null` for what they leave out. */
export function present(cursor: JsonCursor, name: string): JsonCursor | undefined {
  const member = cursor.optional(name);
  return member === undefined || member.value === null ? undefined : member;
}

// OC-PROVIDER-3106 impl
/**
 * A number of tokens, or `"unmeasured"` for whatever is no count: missing, null, a text, negative
 * or broken. A wrong count must never pass for zero, and must not cost the answer either.
 */
export function tokenCount(value: unknown): TokenCount {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : "unmeasured";
}

/** The members of an object, none for anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value as Readonly<Record<string, unknown>> : {};
}

/**
 * The text of an answer.
 *
 * @param text What the server gave; undefined where that was null or absent
 * @param finishReason Why generation ended: an answer that was cut off or filtered may be empty
 * @throws {AnswerFault} `NO_CONTENT` and `EMPTY_CONTENT`
 */
export function checkText(text: string | undefined, finishReason: FinishReason): string {
  const canBeEmpty = finishReason === "length" || finishReason === "content_filter";
  if (canBeEmpty) return text ?? "";
  if (text === undefined) throw new AnswerFault("NO_CONTENT", "wanted a text, found none");
  if (text === "") throw new AnswerFault("EMPTY_CONTENT", "wanted a text, found an empty one");
  return text;
}

// OC-PROVIDER-3105 impl
/**
 * Translates a server's finish reason.
 *
 * @throws {InputError} for one that is not in the table, such as a call of a tool
 */
export function readFinishReason(
  cursor: JsonCursor,
  table: Readonly<Record<string, FinishReason>>,
): FinishReason {
  return table[cursor.oneOf(Object.keys(table))]!;
}

/**
 * The JSON document of an event.
 *
 * @throws {AnswerFault} `STREAM_ERROR` for an error by its name or its shape, `NOT_JSON`
 */
export function readEvent(event: SseEvent, source: string): JsonCursor {
  let document: unknown;
  try {
    document = JSON.parse(event.data);
  } catch {
    throw new AnswerFault("NOT_JSON", "wanted JSON in every event, found other text");
  }
  refuseError(document, "STREAM_ERROR");
  if (event.type === "error") refuseError({ error: document }, "STREAM_ERROR");
  return new JsonCursor(document, source);
}

// OC-PROVIDER-3104 impl
/** The fault of a stream that ended too early. */
export function streamCut(missing: string): AnswerFault {
  return new AnswerFault("STREAM_CUT", `the stream ended without ${missing}`);
}

/**
 * Refuses an answer that is an error in one of the shapes in use: `{"error": {"message", "type",
 * "code"}}`, `{"error": "text", "error_type": "kind"}`, `{"object": "error", "message", "type"}`
 * and `{"type": "error", …}`.
 *
 * @param code `ERROR_BODY` for a whole answer, `STREAM_ERROR` for an event
 */
export function refuseError(answer: unknown, code: "ERROR_BODY" | "STREAM_ERROR"): void {
  const members = membersOf(answer);
  const isError = members["error"] !== undefined && members["error"] !== null ||
    members["object"] === "error" || members["type"] === "error";
  if (!isError) return;
  const { message, bodyCode } = readErrorBody(answer);
  const named = bodyCode === undefined ? message : `${bodyCode}: ${message}`;
  throw new AnswerFault(code, `the server says ${named}`, bodyCode);
}

/** Longer messages of a server are cut. */
const MESSAGE_MAX_LENGTH = 300;

/** What a server says about an error, on one line, and its code or type. */
export function readErrorBody(
  body: unknown,
): { readonly message: string; readonly bodyCode: string | undefined } {
  const outer = membersOf(body);
  const inner = { ...outer, ...membersOf(outer["error"]) };
  const texts = [inner["message"], outer["error"], inner["detail"], inner["msg"]];
  const message = texts.find((text) => typeof text === "string") ?? "nothing more";
  const codes = [inner["code"], inner["type"], outer["error_type"], inner["status"]];
  const bodyCode = codes.find((one) => typeof one === "string" && one !== "" && one !== "error");
  return { message: oneLine(message as string), bodyCode: bodyCode as string | undefined };
}

/** A server's text on one line without control characters, cut where it is long. */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- these are what is removed
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").trim();
  const isLong = line.length > MESSAGE_MAX_LENGTH;
  return (isLong ? `${line.slice(0, MESSAGE_MAX_LENGTH)}…` : line).toWellFormed();
}
