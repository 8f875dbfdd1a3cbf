import type { FileHandle } from "./files.ts";
import type { Json, JsonObject } from "./json.ts";
import { formatMembers, JsonItems } from "./json_items.ts";
import { TextWriter } from "./text_writer.ts";

/** A part of an object: some of its members, or a member that is a list which comes item by item. */
export type JsonPart =
  | { readonly members: JsonObject }
  | { readonly name: string; readonly items: AsyncIterable<Json> };

/**
 * Writes an object item by item, in constant memory, as `formatJson` writes the whole.
 *
 * @param file An open file
 * @param parts The parts in their order; a name must not come twice
 */
export async function streamJson(file: FileHandle, parts: Iterable<JsonPart>): Promise<void> {
  const writer = new TextWriter(file);
  let separator = "{\n";
  for (const part of parts) {
    if ("items" in part) {
      await writer.write(`${separator}  ${JSON.stringify(part.name)}: [`);
      await writeItems(writer, part.items);
    } else {
      const members = formatMembers(part.members);
      if (members === "") continue;
      await writer.write(separator + members);
    }
    separator = ",\n";
  }
  await writer.write(separator.startsWith("{") ? "{}\n" : "\n}\n");
  await writer.flush();
}

async function writeItems(writer: TextWriter, items: AsyncIterable<Json>): Promise<void> {
  const list = new JsonItems();
  for await (const item of items) await writer.write(list.next(item));
  await writer.write(list.end());
}
