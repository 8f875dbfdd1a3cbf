/**
 * Every flag of the command line, in one table: the parser, the help and the documentation are
 * made from it.
 *
 * @module
 */
import { CHAT_TEMPLATES } from "../src/provider/chat_template.ts";
import { PROVIDER_NAMES } from "../src/provider/provider_names.ts";

/** What a flag's value is. A `switch` has none. */
export type FlagKind = "switch" | "text" | "path" | "integer" | "choice";

/** One flag. */
export interface Flag {
  /** Long name without dashes. */
  readonly name: string;
  /** One-letter name without the dash. */
  readonly short?: string;
  readonly kind: FlagKind;
  /** What stands for the value in the help, such as `FILE`. */
  readonly placeholder?: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** Of an integer: the smallest allowed. */
  readonly min?: number;
  /** Of an integer: the largest allowed. */
  readonly max?: number;
  /** Of a choice: the allowed words. */
  readonly choices?: readonly string[];
  /** Whether it may be given several times. */
  readonly isRepeatable?: boolean;
  /** The flag without which it says nothing. */
  readonly needs?: string;
  /** The flags beside which it says nothing, or they do not. */
  readonly excludes?: readonly string[];
}

/** More runs than this would not fit one journal index in memory (8 bytes a run). */
const RUN_MAX_COUNT = 10_000_000;

/** Largest seed: JSON readers in other languages hold integers exactly up to here. */
const SEED_MAX = Number.MAX_SAFE_INTEGER;

/** All flags, in the order in which the help shows them. */
export const FLAGS = [
  { name: "plan", kind: "path", placeholder: "FILE", summary: "Plan of the story (JSON)" },
  { name: "intent", kind: "path", placeholder: "FILE", summary: "Intent of the story (JSON)" },
  {
    name: "count",
    kind: "integer",
    placeholder: "N",
    min: 1,
    max: RUN_MAX_COUNT,
    summary: "Number of runs; the calibration's STRESS_N when absent",
  },
  {
    name: "concurrency",
    kind: "integer",
    placeholder: "N",
    min: 1,
    max: 1024,
    summary: "Runs under way at once; 1 when absent; changes no byte of the report",
  },
  {
    name: "writers",
    kind: "integer",
    placeholder: "N",
    min: 1,
    max: 1024,
    summary: "Processes that write; the calibration's CONCURRENCY_N when absent",
  },
  {
    name: "writes",
    kind: "integer",
    placeholder: "N",
    min: 1,
    max: 1_000_000,
    summary: "Updates of each process; 50 when absent",
  },
  {
    name: "seed",
    kind: "integer",
    placeholder: "N",
    min: 0,
    max: SEED_MAX,
    summary: "Seed of all randomness; the calibration's seed_base when absent",
  },
  {
    name: "engine",
    kind: "text",
    placeholder: "ENGINE",
    summary: "scribe, module:PATH or command:CMD; scribe when absent",
  },
  {
    name: "engine-timeout-ms",
    kind: "integer",
    placeholder: "MS",
    min: 1,
    summary: "Limit of one run of command:CMD; the calibration's max_run_latency_ms when absent",
  },
  {
    name: "probe-determinism",
    kind: "integer",
    placeholder: "K",
    min: 2,
    max: 1000,
    excludes: ["resume", "shard", "control"],
    summary: "No stress: repeat the first run K times and compare what it leaves, byte by byte",
  },
  {
    name: "provider",
    kind: "choice",
    placeholder: "NAME",
    choices: PROVIDER_NAMES,
    summary: `Who generates the text: ${PROVIDER_NAMES.join(", ")}; embedded when absent`,
  },
  {
    name: "model",
    kind: "text",
    placeholder: "NAME",
    summary: "Model to ask for; the embedded one when absent",
  },
  {
    name: "base-url",
    kind: "text",
    placeholder: "URL",
    summary: "Where the server is; openai and anthropic know their own",
  },
  {
    name: "api-key",
    kind: "text",
    placeholder: "KEY",
    summary: "Key for the server; better in OMEGA_API_KEY, OPENAI_API_KEY or ANTHROPIC_API_KEY",
  },
  {
    name: "header",
    kind: "text",
    placeholder: "LINE",
    isRepeatable: true,
    summary: 'Further header of every request, such as "X-Team: readers"; may be repeated',
  },
  { name: "stream", kind: "switch", summary: "Have answers streamed, so that a stall is noticed" },
  {
    name: "sampling",
    kind: "text",
    placeholder: "LIST",
    summary: "Such as top_k=40,min_p=0.05; also top_p and repetition_penalty",
  },
  {
    name: "chat-template",
    kind: "choice",
    placeholder: "NAME",
    choices: CHAT_TEMPLATES,
    summary: `For llamacpp, tgi and triton: ${CHAT_TEMPLATES.join(", ")}; plain when absent`,
  },
  {
    name: "cache",
    kind: "path",
    placeholder: "DIR",
    summary: "Folder with kept answers: a call that a run had made before is answered from there",
  },
  {
    name: "call-timeout-ms",
    kind: "integer",
    placeholder: "MS",
    min: 1,
    summary: "Limit of one call; 600000 when absent",
  },
  {
    name: "first-byte-timeout-ms",
    kind: "integer",
    placeholder: "MS",
    min: 1,
    summary: "Limit until an answer begins; 120000 with --stream, else that of the call",
  },
  {
    name: "idle-timeout-ms",
    kind: "integer",
    placeholder: "MS",
    min: 1,
    summary: "Limit between two pieces of an answer; 60000 when absent",
  },
  {
    name: "clock",
    kind: "choice",
    placeholder: "CLOCK",
    choices: ["virtual", "system"],
    summary: "virtual (waits take no time) or system; virtual for scribe with embedded",
  },
  {
    name: "resume",
    kind: "path",
    placeholder: "DIR",
    excludes: ["shard", "out"],
    summary: "Go on with the stopped stress in this run folder",
  },
  {
    name: "retry-errors",
    kind: "switch",
    needs: "resume",
    summary: "With --resume: repeat the runs that ended in an infrastructure error",
  },
  {
    name: "shard",
    kind: "text",
    placeholder: "I/N",
    summary: "Do the I-th of N shares of the runs; job/N takes I from JOB_COMPLETION_INDEX",
  },
  {
    name: "chaos",
    kind: "path",
    placeholder: "FILE",
    summary: "Faults: profiles or an exported plan; calibration/chaos-config.json when absent",
  },
  {
    name: "chaos-profile",
    kind: "text",
    placeholder: "NAME",
    summary: "Profile of the faults, such as hellfire; the file's default_profile when absent",
  },
  {
    name: "upstream",
    kind: "text",
    placeholder: "URL",
    summary: "Server to put the faults in front of; the embedded model when absent",
  },
  {
    name: "host",
    kind: "text",
    placeholder: "ADDRESS",
    summary: "Address to listen on; 127.0.0.1 when absent",
  },
  {
    name: "port",
    kind: "integer",
    placeholder: "N",
    min: 0,
    max: 65_535,
    summary: "Port to listen on; 0, a free one, when absent",
  },
  {
    name: "allow-remote",
    kind: "switch",
    summary: "Let --host be an address that other machines can reach",
  },
  {
    name: "budget-ledger",
    kind: "path",
    placeholder: "FILE",
    summary: "Budget that all processes with this file share; created when absent",
  },
  {
    name: "control",
    kind: "switch",
    excludes: ["resume", "shard"],
    summary: "Run the stress as two arms (A/A) and measure how often the verdict flips by chance",
  },
  {
    name: "flip-percent",
    kind: "integer",
    placeholder: "N",
    needs: "control",
    min: 0,
    max: 100,
    summary: "With --control: share of flips that is acceptable; 5 when absent",
  },
  {
    name: "source",
    kind: "path",
    placeholder: "DIR",
    summary: "Run folder to pack",
  },
  {
    name: "type",
    kind: "text",
    placeholder: "TYPE",
    summary: "What the run folder holds, such as stress",
  },
  {
    name: "compress",
    kind: "switch",
    summary: "Deflate the pack: smaller, slower, and still the same bytes everywhere",
  },
  {
    name: "sign",
    kind: "path",
    placeholder: "KEY",
    summary: "Private key to sign with, as keygen or openssl makes it",
  },
  {
    name: "verifier",
    kind: "path",
    placeholder: "FILE",
    summary: "Put this verifier in as omega.js; dist/omega.js is what the task bundle makes",
  },
  {
    name: "key",
    kind: "path",
    placeholder: "PUB",
    summary: "Public key that must have signed",
  },
  {
    name: "signature",
    kind: "path",
    placeholder: "FILE",
    summary: "The signature; the file with .dsse.json behind its name when absent",
  },
  {
    name: "runs",
    kind: "path",
    placeholder: "DIR",
    summary: "Folder with what the gates wrote",
  },
  {
    name: "lang",
    kind: "choice",
    placeholder: "LANG",
    choices: ["en", "fr"],
    summary: "Language of the document; en when absent",
  },
  {
    name: "root",
    kind: "path",
    placeholder: "DIR",
    summary: "Root of the repository; the current folder when absent",
  },
  {
    name: "config",
    kind: "path",
    placeholder: "FILE",
    summary: "What preflight checks; calibration/preflight.json in the root when absent",
  },
  {
    name: "check",
    kind: "switch",
    summary: "Write nothing, and fail where something would change",
  },
  {
    name: "junit",
    kind: "path",
    placeholder: "PATH",
    summary: "JUnit file or folder of them; those of omega.spec.json when absent",
  },
  {
    name: "ids",
    kind: "text",
    placeholder: "ID,ID",
    summary: "Requirements to accept, with commas between; all when absent",
  },
  {
    name: "format",
    kind: "choice",
    placeholder: "FORMAT",
    choices: ["text", "sarif", "markdown", "html"],
    summary: "How to write the result; text when absent",
  },
  { name: "out", kind: "path", placeholder: "PATH", summary: "Where to write" },
  {
    name: "strict",
    kind: "switch",
    summary: "Exit 1 for DOWNGRADE too",
  },
  {
    name: "calibration",
    kind: "path",
    placeholder: "FILE",
    summary: "Limits to judge by; calibration/calibration.json when absent",
  },
  {
    name: "directory",
    short: "C",
    kind: "path",
    placeholder: "DIR",
    isRepeatable: true,
    summary: "Change to this folder first; relative paths start there",
  },
  { name: "json", kind: "switch", summary: "One JSON document on stdout, text on stderr" },
  { name: "quiet", kind: "switch", summary: "No progress" },
  { name: "no-color", kind: "switch", summary: "No colours; NO_COLOR does the same" },
  { name: "help", short: "h", kind: "switch", summary: "Show this help" },
  { name: "version", kind: "switch", summary: "Show the version" },
] as const satisfies readonly Flag[];

/** Name of a flag. */
export type FlagName = (typeof FLAGS)[number]["name"];

/** The flags that every command takes. */
export const GLOBAL_FLAGS: readonly FlagName[] = [
  "directory",
  "json",
  "quiet",
  "no-color",
  "help",
  "version",
];

/** The flags that say what a story is written and judged by. */
export const STORY_FLAGS = [
  "plan",
  "intent",
  "calibration",
  "count",
  "seed",
  "concurrency",
] as const satisfies readonly FlagName[];

/** The flags that say who generates the text. */
export const PROVIDER_FLAGS: readonly FlagName[] = [
  "provider",
  "model",
  "base-url",
  "api-key",
  "header",
  "stream",
  "sampling",
  "chat-template",
  "call-timeout-ms",
  "first-byte-timeout-ms",
  "idle-timeout-ms",
  "clock",
  "cache",
];

/** The table's row for a name. */
export function flagOf(name: FlagName): Flag {
  return FLAGS.find((flag) => flag.name === name)!;
}
