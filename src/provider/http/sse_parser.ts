/** One event of a stream of server-sent events. */
export interface SseEvent {
  /** The `event` field, `"message"` where there was none. */
  readonly type: string;
  /** The `data` fields, joined by line feeds. */
  readonly data: string;
}

/**
 * Parses server-sent events (WHATWG HTML, section 9.2.6) from bytes that arrive in any pieces: a
 * border may stand inside a character, between CR and LF, or anywhere else.
 *
 * Comments, `id` and `retry` are skipped; lines end in LF, CR or CR LF; one byte order mark at the
 * start is skipped. Other than a browser it refuses bytes that are not UTF-8: a generated text with
 * replacement characters in it would pass for the model's own.
 */
export class SseParser {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  /** The line that has begun; the parser has seen no end of it. */
  #line = "";
  #isAfterCr = false;
  #type = "";
  #data: string[] = [];

  /**
   * The events that the bytes complete.
   *
   * @throws {TypeError} if the bytes are not UTF-8
   */
  push(bytes: Uint8Array): readonly SseEvent[] {
    const events: SseEvent[] = [];
    let text = this.#decoder.decode(bytes, { stream: true });
    if (this.#isAfterCr && text !== "") {
      if (text.startsWith("\n")) text = text.slice(1);
      this.#isAfterCr = false;
    }
    const lineEnd = /\r\n|[\r\n]/g;
    let start = 0;
    for (let end = lineEnd.exec(text); end !== null; end = lineEnd.exec(text)) {
      const line = this.#line + text.slice(start, end.index);
      this.#line = "";
      start = lineEnd.lastIndex;
      this.#isAfterCr = end[0] === "\r" && start === text.length;
      const event = this.#acceptLine(line);
      if (event !== undefined) events.push(event);
    }
    this.#line += text.slice(start);
    return events;
  }

  /** Takes a line; a blank one ends an event. */
  #acceptLine(line: string): SseEvent | undefined {
    if (line === "") return this.#endEvent();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    return undefined;
  }

  /** An event without data is none. */
  #endEvent(): SseEvent | undefined {
    const event = { type: this.#type || "message", data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    this.#type = "";
    this.#data = [];
    return isEmpty ? undefined : event;
  }
}
