import type { Ports } from "../internal/ports.ts";
import { readInputBytes } from "../internal/read_file.ts";
import { readLedgerLines, wholeLinesLength } from "./ledger_lines.ts";
import type { LedgerSummary } from "./ledger_options.ts";
import type { LedgerState } from "./ledger_state.ts";

/**
 * Reads what a ledger says, without using it: nothing is written and nobody waits. As a ledger is
 * appended to or replaced as a whole, what is read is one of its states. Needs `--allow-read`.
 *
 * @param path The ledger
 * @param ports Where it is
 * @throws {InputError} if it is missing, no ledger, or was altered
 * @throws {WorldError} if it is there and cannot be read
 */
export async function readLedger(
  path: string,
  { files }: Pick<Ports, "files">,
): Promise<LedgerSummary> {
  const bytes = await readInputBytes(files, path);
  const lines = bytes.subarray(0, wholeLinesLength(bytes));
  return summarise(readLedgerLines(lines, path, null).state);
}

/** What a state says, as a value of its own. */
export function summarise(state: LedgerState): LedgerSummary {
  return {
    accounts: new Map(state.models.map((model) => [model, state.accountOf(model)])),
    ownerCount: state.owners.length,
    reservationCount: state.reservations.length,
    expiredCount: state.expiredCount,
    expired: [...state.expired],
  };
}
