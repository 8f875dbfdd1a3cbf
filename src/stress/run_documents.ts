import type { Json } from "../internal/json.ts";

/** Limits to judge by and faults to come, which no engine needs to know before it is judged. */
const JUDGES: readonly string[] = ["calibration", "chaos"];

// OC-ENGINE-3511 impl
/**
 * The documents of a stress as engines see them: parsed once, and frozen, because runs share them.
 *
 * @param inputs The bytes of JSON documents by name, read and checked before
 */
export function readDocuments(
  inputs: Readonly<Record<string, { readonly bytes: Uint8Array }>>,
): Readonly<Record<string, Json>> {
  const documents = Object.entries(inputs).filter(([name]) => !JUDGES.includes(name)).map(
    ([name, { bytes }]) => {
      const text = new TextDecoder().decode(bytes);
      return [name, JSON.parse(text, (_, value) => Object.freeze(value)) as Json] as const;
    },
  );
  return Object.freeze(Object.fromEntries(documents));
}
