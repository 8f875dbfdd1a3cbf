/**
 * Lets workers take items from one queue. When one of them fails, no other item is taken, and all
 * of them end before the first failure is told: nothing runs on behind it.
 *
 * @param items Taken in their order, each by one worker with `for...of`
 * @param count Workers at once
 * @param work Takes items until there are none
 * @throws what the first worker in order threw
 */
export async function shareOut<T>(
  items: Iterable<T>,
  count: number,
  work: (queue: Iterable<T>) => Promise<void>,
): Promise<void> {
  // Leaving a loop over a generator by an error ends the generator, and so the loops of all.
  const queue = (function* () {
    yield* items;
  })();
  const ends = await Promise.allSettled(Array.from({ length: count }, () => work(queue)));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
