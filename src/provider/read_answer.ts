import { JsonCursor } from "../internal/cursor.ts";
import { InputError, reasonOf } from "../internal/errors.ts";
import type { HttpResponse } from "./http/exchange.ts";
import { SseParser } from "./http/sse_parser.ts";
import { oneLine, readErrorBody } from "./protocols/answer_parts.ts";
import type { Protocol, StreamReader, WireAnswer } from "./protocols/protocol.ts";
import { AnswerFault } from "./protocols/protocol.ts";
import type { ProviderErrorCode } from "./provider_error.ts";
import { KEPT_HEADERS, ProviderError } from "./provider_error.ts";

/** Read of the body of an error; what comes later is nothing that a sentence can hold. */
const ERROR_BODY_MAX_BYTES = 64 * 1024;

// OC-PROVIDER-3101 impl
/**
 * Reads an answer of a model server, whole or streamed: the server decides by its content type.
 *
 * @param response The answer, its body unread
 * @param protocol How to understand it
 * @param url The URL as errors name it
 * @throws {ProviderError} if the answer is none, with a code for each way in which it is none
 */
export async function readAnswer(
  response: HttpResponse,
  protocol: Protocol,
  url: string,
): Promise<WireAnswer> {
  if (response.status !== 200) throw await refuseStatus(response, url);
  const encoding = response.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    throw faultOf(new AnswerFault("BAD_ANSWER", `the answer is encoded as ${encoding}`), {
      response,
      url,
    });
  }
  const contentType = response.headers.get("content-type")?.toLowerCase() ?? "";
  const isStream = contentType.startsWith("text/event-stream");
  if (isStream) return await readStream(response, protocol.openStream(url), url);
  const text = await readText(response, url);
  try {
    return protocol.decode(parseAnswer(text, contentType, url));
  } catch (error) {
    throw faultOf(error, { response, url });
  }
}

async function readText(response: HttpResponse, url: string): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (let bytes = await response.read(); bytes !== null; bytes = await response.read()) {
    text += decode(decoder, bytes, { response, url });
  }
  return text;
}

interface Place {
  readonly response: HttpResponse;
  readonly url: string;
}

function decode(decoder: TextDecoder, bytes: Uint8Array, place: Place): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw faultOf(new AnswerFault("BAD_ANSWER", "wanted UTF-8, found other bytes"), place);
  }
}

function parseAnswer(text: string, contentType: string, url: string): JsonCursor {
  try {
    return new JsonCursor(JSON.parse(text), url);
  } catch (error) {
    // The parser's own text quotes the body, which may hold anything.
    if (contentType.startsWith("text/html") || /^\s*</.test(text)) {
      throw new AnswerFault("HTML_BODY", "wanted JSON, found a web page");
    }
    if (/end of JSON input|unterminated/i.test(reasonOf(error))) {
      throw new AnswerFault("JSON_CUT", `wanted JSON, found ${text.length} characters of one`);
    }
    throw new AnswerFault("NOT_JSON", "wanted JSON, found other text");
  }
}

async function readStream(
  response: HttpResponse,
  reader: StreamReader,
  url: string,
): Promise<WireAnswer> {
  const parser = new SseParser();
  try {
    for (let bytes = await response.read(); bytes !== null; bytes = await response.read()) {
      for (const event of pushBytes(parser, bytes)) {
        if (reader.accept(event)) return reader.finish(true);
      }
    }
    return reader.finish(false);
  } catch (error) {
    throw faultOf(error, { response, url }, reader.text);
  }
}

function pushBytes(parser: SseParser, bytes: Uint8Array) {
  try {
    return parser.push(bytes);
  } catch {
    throw new AnswerFault("BAD_ANSWER", "wanted UTF-8, found other bytes");
  }
}

// OC-PROVIDER-3102 impl
/** The provider error for a fault, with the part of the text that came before it. */
function faultOf(error: unknown, { response, url }: Place, partialText?: string): unknown {
  const { status } = response;
  const headers = keptHeaders(response);
  if (error instanceof AnswerFault) {
    const { code, bodyCode, message } = error;
    const details = { status, bodyCode, headers, partialText };
    return new ProviderError(code, `Cannot call "${url}": ${message}`, details);
  }
  // Whoever reads JSON through a cursor fails with a sentence that names the URL and the place.
  if (error instanceof InputError) {
    return new ProviderError("BAD_ANSWER", error.message, { status, headers, partialText });
  }
  if (error instanceof ProviderError && partialText !== undefined) {
    const { code, message, bodyCode, cause } = error;
    return new ProviderError(code, message, { status, bodyCode, headers, partialText, cause });
  }
  return error;
}

function keptHeaders({ headers }: HttpResponse): Readonly<Record<string, string>> {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}

// OC-PROVIDER-3103 impl
async function refuseStatus(response: HttpResponse, url: string): Promise<ProviderError> {
  const { status } = response;
  const { message, bodyCode } = await readErrorText(response);
  const location = response.headers.get("location");
  const code = codeOfStatus(status);
  const problem = code === "REDIRECT_REFUSED"
    ? `redirects are not followed, found one to ${oneLine(location ?? "nowhere")}`
    : `wanted an answer, found status ${status} (${bodyCode ? `${bodyCode}: ` : ""}${message})`;
  return new ProviderError(code, `Cannot call "${url}": ${problem}`, {
    status,
    bodyCode,
    headers: keptHeaders(response),
  });
}

// OC-PROVIDER-3202 impl
function codeOfStatus(status: number): ProviderErrorCode {
  switch (status) {
    case 401:
    case 403:
      return "UNAUTHORIZED";
    case 404:
      return "NOT_FOUND";
    case 429:
      return "RATE_LIMITED";
    case 503:
    case 529:
      return "OVERLOADED";
    default:
      if (status >= 500) return "SERVER_ERROR";
      if (status >= 400) return "REQUEST_REFUSED";
      return status >= 300 ? "REDIRECT_REFUSED" : "BAD_STATUS";
  }
}

/** What the body of an error says. The status alone is known when the body cannot be read. */
async function readErrorText(response: HttpResponse): Promise<ReturnType<typeof readErrorBody>> {
  const decoder = new TextDecoder();
  let text = "";
  let byteCount = 0;
  try {
    for (let bytes = await response.read(); bytes !== null; bytes = await response.read()) {
      text += decoder.decode(bytes, { stream: true });
      byteCount += bytes.length;
      if (byteCount > ERROR_BODY_MAX_BYTES) break;
    }
  } catch (error) {
    // An abort must not be swallowed; everything else is a second failure behind the first.
    if (!(error instanceof ProviderError)) throw error;
  }
  try {
    return readErrorBody(JSON.parse(text));
  } catch {
    const isPage = /^\s*</.test(text);
    return { message: isPage ? "a web page" : oneLine(text) || "no body", bodyCode: undefined };
  }
}
