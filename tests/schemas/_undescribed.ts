type Schema = Readonly<Record<string, unknown>>;

/**
 * Finds members of a document that its schema does not describe. Files of ours may get more members
 * with time, so the schemas allow them; but what we write today must be in the documentation.
 *
 * @returns Their places, such as `/runs/0/run_id`
 */
export function undescribed(document: unknown, schema: Schema, place = ""): readonly string[] {
  if (typeof document !== "object" || document === null) return [];
  const alternatives = schema.oneOf as readonly Schema[] | undefined;
  if (alternatives !== undefined) {
    const found = alternatives.map((one) => undescribed(document, join(schema, one), place));
    return found.toSorted((a, b) => a.length - b.length)[0]!;
  }
  if (Array.isArray(document)) {
    const items = schema.items as Schema | undefined;
    if (items === undefined) return [];
    const places = document.flatMap((item, index) => undescribed(item, items, `${place}/${index}`));
    return places.slice(0, 3);
  }
  const { properties, additionalProperties } = schema as {
    properties?: Readonly<Record<string, Schema>>;
    additionalProperties?: Schema | boolean;
  };
  // An object that the schema does not look into, or to which others may add.
  if (additionalProperties === true) return [];
  if (properties === undefined && typeof additionalProperties !== "object") return [];
  return Object.entries(document).flatMap(([name, value]) => {
    const below = properties?.[name] ??
      (typeof additionalProperties === "object" ? additionalProperties : undefined);
    return below === undefined
      ? [`${place}/${name}`]
      : undescribed(value, below, `${place}/${name}`);
  });
}

/** A schema and one of its alternatives as one. */
function join({ oneOf: _alternatives, ...schema }: Schema, alternative: Schema): Schema {
  const properties = {
    ...schema.properties as Schema | undefined,
    ...alternative.properties as Schema | undefined,
  };
  return { ...schema, ...alternative, properties };
}
