import type { Json, JsonObject } from "./json.ts";
import { formatJson } from "./json.ts";

/** The text of a list that is a member of a document, item by item, as `formatJson` has it. */
export class JsonItems {
  #count = 0;

  /** The next item, with what stands between it and the one before. */
  next(item: Json): string {
    const separator = this.#count++ === 0 ? "\n    " : ",\n    ";
    // Strings of JSON hold no line break, so that every one belongs to the layout.
    return separator + formatJson(item).trimEnd().replaceAll("\n", "\n    ");
  }

  /** The closing bracket. */
  end(): string {
    return this.#count === 0 ? "]" : "\n  ]";
  }
}

/** The members of an object that is not empty, as they stand between its braces. */
export function formatMembers(members: JsonObject): string {
  return formatJson(members).slice("{\n".length, -"\n}\n".length);
}
