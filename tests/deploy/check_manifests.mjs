// Validates the two manifests by the schemas of those who run them, and prints them as JSON.
// Usage, in the folder with the validators: node --input-type=module - K8S.yaml GITHUB.yml < this
import { readFileSync } from "node:fs";

/** By a name that is not written out: Deno, which checks this file, does not have these packages. */
const load = (name) => import(name);
const { default: core } = await load("@action-validator/core");
const { Job } = await load("kubernetes-models/batch/v1");
const { parse, parseAllDocuments } = await load("yaml");

const [k8sPath, githubPath] = process.argv.slice(2);

const jobs = parseAllDocuments(readFileSync(k8sPath, "utf8")).map((one) => one.toJS());
for (const job of jobs) await new Job(job).validate();

const github = readFileSync(githubPath, "utf8");
const { errors } = core.validateWorkflow(github);
if (errors.length > 0) throw new Error(JSON.stringify(errors));

console.log(JSON.stringify({ jobs, workflow: parse(github) }));
