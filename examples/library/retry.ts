/** Tries a call again within bounds, and never hands on a failure as an answer. */
import { createRetry, RetryExhaustedError } from "@omega/readiness/retry";
import { createVirtualClock } from "@omega/readiness";

const retry = createRetry({ attemptMaxCount: 4, clock: createVirtualClock(0) });
try {
  await retry.execute(() => {
    throw Object.assign(new Error("the server is busy"), { status: 503 });
  });
} catch (error) {
  if (!(error instanceof RetryExhaustedError)) throw error;
  console.log(`gave up after ${error.attempts.length} attempts`);
}
