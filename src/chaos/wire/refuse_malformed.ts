import { reasonOf, systemCode } from "../../internal/errors.ts";
import { BodyCutError, BodySizeError } from "../../provider/http/body_reader.ts";
import { HttpSyntaxError } from "../../provider/http/response_head.ts";
import { openAiDialect } from "./dialect.ts";
import { Responder } from "./responder.ts";
import type { SocketSource } from "./socket_source.ts";
import { wholeAnswer } from "./upstream.ts";
import type { WireRequest } from "./wire_request.ts";

/** Answers what is no request; a connection that merely ended needs no answer. */
export async function refuseMalformed(error: unknown, source: SocketSource): Promise<void> {
  const status = error instanceof BodySizeError ? 413 : error instanceof HttpSyntaxError ? 400 : 0;
  if (status === 0) {
    // What is left are clients that have gone; anything else is a bug and must be seen.
    const isGone = error instanceof BodyCutError || systemCode(error) !== undefined;
    if (!isGone) throw error;
    return;
  }
  const text = `Cannot read the request: found ${reasonOf(error)}`;
  const { status: code, reason, headers, body } = wholeAnswer(
    status,
    openAiDialect.error("bad_request", text),
    [["content-type", "application/json"]],
  );
  const request: WireRequest = {
    method: "POST",
    target: "/",
    path: "/",
    headers: [],
    body: new Uint8Array(0),
    isKeptAlive: false,
    isOldHttp: false,
  };
  try {
    await new Responder(source, request).send({ status: code, reason, headers, body });
    await source.finishBoth();
  } catch (failure) {
    if (systemCode(failure) === undefined) throw failure;
  }
}
