/** Name of the hidden command that runs a writer; apart, as who names it does not need its code. */
export const WRITER_COMMAND = "concurrency-writer";
