import { InputError } from "./errors.ts";

/** Bounds of a number. */
export interface NumberRange {
  /** Smallest allowed value. @default no bound */
  readonly min?: number;
  /** Largest allowed value. @default no bound */
  readonly max?: number;
  /** Whether only integers are allowed. @default false */
  readonly isInteger?: boolean;
}

// OC-INPUT-0402 impl
/**
 * A place in a parsed JSON document. Reading through it checks the shape and names the file and
 * the JSON path of whatever is wrong, so that no reader has to build an error text of its own.
 */
export class JsonCursor {
  /** The value at this place. */
  readonly value: unknown;
  /** The file as the error text names it. */
  readonly source: string;
  readonly #place: Place;

  /**
   * Stands at a place.
   *
   * @param value The parsed document
   * @param source What the document is called in error texts
   * @param path Where in it this cursor stands. @default `$`
   */
  constructor(value: unknown, source: string, path: Place = "$") {
    this.value = value;
    this.source = source;
    this.#place = path;
  }

  /** The JSON path of this place, such as `$.arcs[0].scenes`. */
  get path(): string {
    const place = this.#place;
    return typeof place === "string" ? place : place.parent.path + renderStep(place.step);
  }

  /** Throws the error for this place: what was wanted, and what is there. */
  fail(wanted: string): never {
    throw new InputError(
      `Cannot read "${this.source}" at ${this.path}: wanted ${wanted}, found ${
        describe(this.value)
      }`,
    );
  }

  /** The object at this place. */
  object(): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return this.fail("an object");
    }
    return value as Readonly<Record<string, unknown>>;
  }

  /** A required member of the object at this place. */
  field(name: string): JsonCursor {
    return this.optional(name) ?? this.#at(name, undefined).fail(
      "a value",
    );
  }

  /** A member of the object at this place, or undefined where it is absent. */
  optional(name: string): JsonCursor | undefined {
    const object = this.object();
    if (!Object.hasOwn(object, name)) return undefined;
    return this.#at(name, object[name]);
  }

  /** All members of the object at this place, in document order. */
  members(): readonly (readonly [string, JsonCursor])[] {
    return Object.keys(this.object()).map((name) => [name, this.field(name)] as const);
  }

  /** All items of the array at this place. */
  items(): readonly JsonCursor[] {
    if (!Array.isArray(this.value)) return this.fail("an array");
    return this.value.map((item, index) => this.#at(index, item));
  }

  /** Refuses members that are not in the list. */
  onlyKeys(names: readonly string[]): void {
    for (const [name, member] of this.members()) {
      if (!names.includes(name)) member.fail(`one of the keys ${names.join(", ")}`);
    }
  }

  /** The string at this place; not blank unless `canBeEmpty`. */
  string(options: { readonly canBeEmpty?: boolean } = {}): string {
    const { canBeEmpty = false } = options;
    if (typeof this.value !== "string") return this.fail("a string");
    if (!this.value.isWellFormed()) return this.fail("a string of whole characters");
    if (!canBeEmpty && this.value.trim() === "") return this.fail("a string that is not empty");
    return this.value;
  }

  /** The array of strings at this place. */
  strings(): readonly string[] {
    return this.items().map((item) => item.string());
  }

  /** The finite number at this place, inside its range. */
  number(range: NumberRange = {}): number {
    const { min = -Infinity, max = Infinity, isInteger = false } = range;
    const { value } = this;
    const isGood = typeof value === "number" && Number.isFinite(value) && value >= min &&
      value <= max && (!isInteger || Number.isSafeInteger(value));
    return isGood ? value : this.fail(describeRange(range));
  }

  /** The boolean at this place. */
  boolean(): boolean {
    return typeof this.value === "boolean" ? this.value : this.fail("true or false");
  }

  /** The string at this place, one of a fixed set. */
  oneOf<T extends string>(values: readonly T[]): T {
    const found = values.find((value) => value === this.value);
    return found ?? this.fail(`one of ${values.map((value) => `"${value}"`).join(", ")}`);
  }

  #at(step: string | number, value: unknown): JsonCursor {
    return new JsonCursor(value, this.source, { parent: this, step });
  }
}

/** A place below another one: its path is put together only where an error names it. */
interface PlaceBelow {
  readonly parent: JsonCursor;
  /** Name of the member or index of the item. */
  readonly step: string | number;
}

type Place = string | PlaceBelow;

function renderStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[A-Za-z_$][\w$-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

function describeRange({ min, max, isInteger }: NumberRange): string {
  const noun = isInteger ? "an integer" : "a number";
  if (min !== undefined && max !== undefined) return `${noun} in ${min}..${max}`;
  if (min !== undefined) return `${noun} >= ${min}`;
  if (max !== undefined) return `${noun} <= ${max}`;
  return noun;
}

/** A short text for a value in an error: never more than a line. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  // A number like 1e999 is no null, whatever JSON would make of it.
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}...` : text;
}
