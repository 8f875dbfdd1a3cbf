import type { JsonCursor } from "../../internal/cursor.ts";
import type { SseEvent } from "../http/sse_parser.ts";
import { readEvent } from "./answer_parts.ts";
import type { StreamReader, WireAnswer } from "./protocol.ts";

/** What all stream readers share: every event is one JSON document, and text comes in parts. */
export abstract class TextStreamReader implements StreamReader {
  readonly #source: string;
  readonly #parts: string[] = [];

  /** @param source Names the stream in errors */
  constructor(source: string) {
    this.#source = source;
  }

  get text(): string {
    return this.#parts.join("");
  }

  accept(event: SseEvent): boolean {
    return this.acceptDocument(readEvent(event, this.#source));
  }

  abstract finish(hasEndMark: boolean): WireAnswer;

  /** Takes the document of an event; gives whether it is the end mark of the stream. */
  protected abstract acceptDocument(document: JsonCursor): boolean;

  /** Takes parts of the text. */
  protected add(...parts: readonly string[]): void {
    this.#parts.push(...parts);
  }
}
