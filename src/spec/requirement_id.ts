/**
 * What an ID looks like: parts in upper case, hyphens, and a number at the end, as in OC-LOCK-1003.
 *
 * @module
 */

/** Which IDs a repository uses. */
export interface IdRules {
  /** Leading parts that are allowed, such as `OC` or `SEC-AUTH`; none allows every one. */
  readonly prefixes: readonly string[];
  /** Leading parts of names that look like IDs and are none; they count where `prefixes` is empty. */
  readonly reserved: readonly string[];
  /** Fewest digits of the number. */
  readonly digitsMin: number;
  /** Most digits of the number. */
  readonly digitsMax: number;
}

/** Tells and finds IDs. */
export interface IdGrammar {
  /** Whether a text is an ID. */
  isId(text: string): boolean;
  /** Whether a text looks like an ID and is the name of something else, such as RFC-2119. */
  isReserved(text: string): boolean;
  /** The IDs in a text, in order, with their offsets. */
  findIds(text: string): readonly FoundId[];
}

/** An ID in a text. */
export interface FoundId {
  readonly id: string;
  readonly offset: number;
}

/** Compiles the rules. */
export function createIdGrammar(rules: IdRules): IdGrammar {
  const { prefixes, reserved, digitsMin, digitsMax } = rules;
  const digits = `\\d{${digitsMin},${digitsMax}}`;
  const head = prefixes.length > 0
    ? `(?:${prefixes.toSorted((a, b) => b.length - a.length).join("|")})`
    : "[A-Z][A-Z0-9]{0,31}";
  // Bounded, and a part ends where a hyphen stands: no text makes the search slow.
  const id = `${head}(?:-[A-Z0-9]{1,32}){0,8}-${digits}`;
  const whole = new RegExp(`^${id}$`);
  const anywhere = new RegExp(`(?<![\\p{L}\\p{N}_-])${id}(?![\\p{L}\\p{N}_-])`, "gu");
  const isReserved = (text: string) =>
    prefixes.length === 0 &&
    reserved.some((prefix) => text.toUpperCase().startsWith(`${prefix}-`));
  return {
    isReserved,
    isId: (text) => whole.test(text) && !isReserved(text),
    findIds: (text) =>
      [...text.matchAll(anywhere)]
        .filter(({ 0: found }) => !isReserved(found))
        .map(({ 0: found, index }) => ({ id: found, offset: index })),
  };
}

/** The area of an ID: everything before its number, as OC-LOCK of OC-LOCK-1003. */
export function areaOf(id: string): string {
  return id.slice(0, id.lastIndexOf("-"));
}

/** The number of an ID. */
export function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf("-") + 1));
}
