import { assertEquals, assertRejects } from "@std/assert";
import { shareOut } from "../../src/internal/share_out.ts";

Deno.test("shareOut() gives every item to one worker, as many at once as it is told", async () => {
  const taken: number[] = [];
  let atOnce = 0;
  let atOnceMax = 0;
  await shareOut([1, 2, 3, 4, 5, 6, 7], 3, async (queue) => {
    for (const item of queue) {
      atOnceMax = Math.max(atOnceMax, ++atOnce);
      await Promise.resolve();
      taken.push(item);
      atOnce -= 1;
    }
  });
  assertEquals(taken.sort(), [1, 2, 3, 4, 5, 6, 7]);
  assertEquals(atOnceMax, 3);
});

Deno.test("shareOut() takes nothing more after a failure, and waits for what has begun", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = async (queue: Iterable<number>) => {
    for (const item of queue) {
      begun.push(item);
      if (item === 2) {
        queueMicrotask(resolve);
        throw new Error("second");
      }
      await promise;
      ended.push(item);
    }
  };
  await assertRejects(() => shareOut([1, 2, 3, 4], 2, work), Error, "second");
  assertEquals(begun, [1, 2]);
  assertEquals(ended, [1]);
});
