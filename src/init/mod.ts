/**
 * The files with which a project begins: limits, faults, preflight, requirements and a workflow.
 *
 * @module
 */
export { listStarterFiles, type StarterFile } from "./starter_files.ts";
export { writeStarter } from "./write_starter.ts";
