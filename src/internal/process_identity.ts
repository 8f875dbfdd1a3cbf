/** Says which process this is, to people who read a lock file. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Name of the machine, `"unknown"` without permission to ask for it. */
  readonly host: string;
}

/** Neither number nor name of a process's machine changes while it runs; asking takes 5 µs. */
let known: ProcessIdentity | undefined;

/** This process. Asks for no permission: without `--allow-sys=hostname` the host is unknown. */
export function readProcessIdentity(): ProcessIdentity {
  if (known === undefined) {
    const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
    known = { pid: Deno.pid, host: state === "granted" ? Deno.hostname() : "unknown" };
  }
  return known;
}
