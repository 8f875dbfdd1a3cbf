/**
 * HTML that cannot be broken by what is put into it.
 *
 * Invariant: {@linkcode html} escapes every value that is not {@linkcode Markup} itself, and makes
 * it visible on one line. Text of a model can therefore end up in a page only as text.
 *
 * @module
 */
import { showLine } from "../visible_text.ts";

/** Longer values are cut: a page of many rows must not grow by what a model calls a name. */
const VALUE_MAX_LENGTH = 1000;

/** Longer names would push the numbers of their row off the page; a digest still fits. */
const NAME_MAX_LENGTH = 80;

/** Text that is HTML already. */
export class Markup {
  /** The HTML. */
  readonly text: string;

  /** @param text HTML that somebody vouches for */
  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a template; `null` and `false` stand for nothing. */
export type Content = Markup | string | number | null | false | readonly Content[];

/**
 * A template whose values are escaped, in elements and in quoted attributes. The template's own
 * line breaks lose their indentation, which is there for those who read the source.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const last = strings.length - 1;
  const parts = strings.map((part, index) => {
    let text = part.replace(/\s*\n\s*/g, "\n");
    if (index === 0) text = text.replace(/^\n/, "");
    if (index === last) text = text.replace(/\n$/, "");
    return index === last ? text : text + render(values[index]!);
  });
  return new Markup(parts.join(""));
}

function render(value: Content): string {
  if (value === null || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(render).join("");
  return escapeHtml(showLine(String(value), VALUE_MAX_LENGTH));
}

/** A name that is not ours: short, and without a say in the direction of what stands beside it. */
export function renderName(name: string, className = "name"): Markup {
  return html`<bdi class="${className}">${showLine(name, NAME_MAX_LENGTH)}</bdi>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// OC-REPORT-5602 impl
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * A JSON document for a `<script type="application/json">`. Neither `</script>` nor `<!--` can
 * appear in it, because no `<` does.
 *
 * @param document Anything that JSON can hold
 */
export function embedJson(document: unknown): Markup {
  const escaped = JSON.stringify(document).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return new Markup(escaped);
}

/** A coordinate in a drawing: at most three decimals, the same text on every machine. */
export function coordinate(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** A coordinate as a share of the drawing's width, so that text keeps its size in any width. */
export function percent(share: number): string {
  return `${coordinate(share * 100)}%`;
}
