import { atomicWriteStream } from "../cache/atomic_write.ts";
import type { Ports } from "../internal/ports.ts";
import { TextWriter } from "../internal/text_writer.ts";
import type { RunRecord } from "./run_record.ts";

/** A text that has a part for every run, and is written run by run. */
export interface RunListing {
  /** The file. */
  readonly path: string;
  /** What stands before the first run. */
  readonly head: string;
  /** What stands for a run; asked once for each, in the order of their indices. */
  item(record: RunRecord): string;
  /** What stands behind the last run. */
  tail(): string;
}

/**
 * Writes several texts in one pass over the runs, in constant memory. Each file is replaced whole,
 * and none before all are written.
 *
 * @param listings The texts
 * @param records The runs in the order of their indices
 * @param ports Where to write
 * @throws {FileError} if a file cannot be written
 */
export async function writeRunListings(
  listings: readonly RunListing[],
  records: AsyncIterable<RunRecord>,
  ports: Pick<Ports, "files" | "entropy">,
): Promise<void> {
  const writers: TextWriter[] = [];

  /** Opens one file inside the other: the last one opened is the first to be replaced. */
  async function writeFrom(index: number): Promise<void> {
    const listing = listings[index];
    if (listing === undefined) return await fill();
    await atomicWriteStream(listing.path, (file) => {
      writers.push(new TextWriter(file));
      return writeFrom(index + 1);
    }, ports);
  }

  async function fill(): Promise<void> {
    const writeAll = async (textOf: (listing: RunListing) => string) => {
      for (const [index, writer] of writers.entries()) await writer.write(textOf(listings[index]!));
    };
    await writeAll(({ head }) => head);
    for await (const record of records) await writeAll((listing) => listing.item(record));
    await writeAll((listing) => listing.tail());
    for (const writer of writers) await writer.flush();
  }

  await writeFrom(0);
}
