// Validates the two manifests by the schemas of those who run them, and prints them as JSON.
// Usage, in the folder with the validators: node --input-type=module - K8S.yaml GITHUB.yml < this
import { readFileSync } from "node:fs";
import core from "@action-validator/core";
import { Job } from "kubernetes-models/batch/v1";
import { parse, parseAllDocuments } from "yaml";

const [k8sPath, githubPath] = process.argv.slice(2);

const jobs = parseAllDocuments(readFileSync(k8sPath, "utf8")).map((one) => one.toJS());
for (const job of jobs) await new Job(job).validate();

const github = readFileSync(githubPath, "utf8");
const { errors } = core.validateWorkflow(github);
if (errors.length > 0) throw new Error(JSON.stringify(errors));

console.log(JSON.stringify({ jobs, workflow: parse(github) }));
