/** What GitHub takes out of a heading: all but letters, marks, digits, `_`-like signs, `-`, blanks. */
const DROPPED = /[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\- ]/gu;

/** The anchor that GitHub gives a heading, before it is made unique. */
export function slugOf(headingText: string): string {
  return headingText.toLowerCase().replace(DROPPED, "").replaceAll(" ", "-");
}

// OC-SPEC-8205 impl
/** Gives the headings of one file their anchors; a repeated one gets `-1`, `-2`, … */
export class Slugger {
  /** For each anchor that was given, the last number put behind it. */
  readonly #lastNumbers = new Map<string, number>();

  /** The anchor of the next heading. */
  next(headingText: string): string {
    const base = slugOf(headingText);
    let slug = base;
    while (this.#lastNumbers.has(slug)) {
      const number = (this.#lastNumbers.get(base) ?? 0) + 1;
      this.#lastNumbers.set(base, number);
      slug = `${base}-${number}`;
    }
    this.#lastNumbers.set(slug, 0);
    return slug;
  }
}
