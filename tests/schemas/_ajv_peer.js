// Validates documents by the schemas, with a validator that is not ours. Reads { schemas, documents }
// and writes the problems of each document; reads and writes JSON. The name is put together here, so
// that no lock file takes the package for one of ours.
const { Ajv2020 } = await import(["npm:ajv", "8.17.1/dist/2020.js"].join("@"));

const { schemas, documents } = JSON.parse(await new Response(Deno.stdin.readable).text());
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validators = new Map(
  Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]),
);
const answer = documents.map(({ schema, document }) => {
  const validate = validators.get(schema);
  return validate(document)
    ? []
    : validate.errors.map(({ instancePath, message }) => `${instancePath}: ${message}`);
});
console.log(JSON.stringify(answer));
