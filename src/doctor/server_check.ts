import { reasonOf } from "../internal/errors.ts";
import type { DoctorCheck, DoctorContext, Finding } from "./check.ts";

/** Long enough for a slow line. */
const ANSWER_LIMIT_MS = 5_000;

/** What asks a server. */
interface ServerPurpose extends Pick<DoctorCheck, "name" | "code" | "affects"> {
  /** The address that must answer; the environment may name another one. */
  readonly addressOf: (readVariable: DoctorContext["readVariable"]) => string;
}

/** A check whether a server can be reached. Needs `--allow-net`. */
export function createServerCheck({ addressOf, ...purpose }: ServerPurpose): DoctorCheck {
  return {
    ...purpose,
    isRequired: false,
    async examine({ readVariable, signal }) {
      return await ask(addressOf(readVariable), signal);
    },
  };
}

async function ask(address: string, signal: AbortSignal): Promise<Finding> {
  const { host } = new URL(address);
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
    const { ok, status } = await fetch(address, { method: "HEAD", signal: limit });
    return ok
      ? { isOk: true, detail: `${host} answers` }
      : { isOk: false, detail: `${host} answers ${status}` };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof Deno.errors.NotCapable) throw error;
    return { isOk: false, detail: `${host} does not answer: ${reasonOf(error)}` };
  }
}
