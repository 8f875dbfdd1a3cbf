/**
 * Sentence frames: text with places that are filled in when a sentence is written.
 *
 * - `<open>` is a verb with the main character as its subject, `<open/it>` one with a singular
 *   subject, `<open/they>` with a plural one. `<être~>` tells a background (French imparfait).
 * - `{s}`, `{my}` and so on are words that depend on the person; `{S}` starts a sentence.
 * - `[topic]`, `[anchor]`, `[other]` and so on are filled from the prompt or the vocabulary.
 * - `(one|other)` is a choice.
 *
 * @module
 */

/** The subject of a verb in a frame. */
export type Subject = "hero" | "it" | "they";

/** One part of a frame. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | {
    readonly kind: "verb";
    readonly verb: string;
    readonly subject: Subject;
    readonly isBackground: boolean;
    readonly isInverted: boolean;
  }
  | { readonly kind: "person"; readonly name: string }
  | { readonly kind: "slot"; readonly name: string }
  | { readonly kind: "choice"; readonly options: readonly Frame[] };

/** A parsed frame. */
export interface Frame {
  /** The parts in order. */
  readonly parts: readonly Part[];
}

/** Parses a frame. Frames are our own text, so a malformed one is a bug. */
export function parseFrame(text: string): Frame {
  const parts: Part[] = [];
  const piece = /<([^>]+)>|\{([^}]+)\}|\[([^\]]+)\]|\(([^)]*)\)|([^<{[(]+)/gy;
  let end = 0;
  for (let match = piece.exec(text); match !== null; match = piece.exec(text)) {
    const [, verb, person, slot, choice, plain] = match;
    end = piece.lastIndex;
    if (verb !== undefined) parts.push(parseVerb(verb));
    else if (person !== undefined) parts.push({ kind: "person", name: person });
    else if (slot !== undefined) parts.push({ kind: "slot", name: slot });
    else if (choice !== undefined) {
      parts.push({ kind: "choice", options: choice.split("|").map(parseFrame) });
    } else parts.push({ kind: "text", text: plain! });
  }
  if (end !== text.length) throw new Error(`Cannot parse frame "${text}" at ${end}`);
  return { parts };
}

/** A frame of nothing but text, whatever characters it holds. */
export function textFrame(text: string): Frame {
  return { parts: [{ kind: "text", text }] };
}

function parseVerb(text: string): Part {
  const [form, subject = "hero"] = text.split("/");
  return {
    kind: "verb",
    verb: form!.replace(/[~^]/g, ""),
    subject: subject as Subject,
    isBackground: form!.includes("~"),
    isInverted: form!.includes("^"),
  };
}
