/**
 * Getting one lock, by whichever protocol its file system allows.
 *
 * @module
 */
import type { Clock } from "../internal/clock.ts";
import type { FilePlace } from "../internal/file_place.ts";
import { lockPathOf } from "../internal/file_place.ts";
import type { Pause } from "../internal/pause.ts";
import { readProcessIdentity } from "../internal/process_identity.ts";
import { createStream } from "../internal/random.ts";
import type { StepFiles, Steps } from "../internal/steps.ts";
import { step } from "../internal/steps.ts";
import type { CreateContender, CreateLock } from "./create_lock.ts";
import { attemptCreateLock, releaseCreateLock } from "./create_lock.ts";
import { LockTimeoutError } from "./lock_error.ts";
import type { LockSettings } from "./lock_options.ts";
import type { LockOwner } from "./lock_owner.ts";
import { createOwner } from "./lock_owner.ts";
import type { Contender, OsLock } from "./os_lock.ts";
import { abandon, attemptOsLock, readHolder, releaseOsLock } from "./os_lock.ts";
import { type Meeting, NOTHING_SEEN, PollSchedule } from "./poll_schedule.ts";
import { lockStateOf } from "./lock_state.ts";
import { TURN_MS } from "./turn_taking.ts";

/** A lock that is held, with what its release needs. */
export type HeldLock =
  & {
    readonly owner: LockOwner;
    /** Whether at least one attempt found it taken. */
    readonly wasBusy: boolean;
  }
  & (
    | { readonly kind: "os"; readonly contender: Contender; readonly lock: OsLock }
    | { readonly kind: "create"; readonly contender: CreateContender; readonly lock: CreateLock }
  );

/** Where and how long to contend. */
export interface Contest {
  readonly place: FilePlace;
  readonly settings: LockSettings;
  readonly files: StepFiles;
  readonly pause: Pause;
  /** When the caller began to wait, on the monotonic clock. */
  readonly startMs: number;
  /** When to give up, on the monotonic clock; at least one attempt is made. */
  readonly deadlineMs: number;
}

type Attempt =
  | { readonly kind: "held"; readonly held: HeldLock }
  | { readonly kind: "busy"; readonly meeting: Meeting };

/**
 * Tries until the lock is had.
 *
 * @throws {LockTimeoutError} at the deadline; nothing is held or waited for any more
 */
export function* contend(contest: Contest): Steps<HeldLock> {
  const { place, settings, files, pause } = contest;
  const { clock, mode, entropy } = settings;
  const lockPath = lockPathOf(place);
  const { turns } = lockStateOf(settings.files);
  const token = entropy.hex(16);
  const owner = createOwner(readProcessIdentity(), {
    nowMs: clock.now(),
    purpose: settings.purpose,
    token,
  });
  const contender: Contender = {
    ...{ files, mode, lockPath, spelled: place.spelled },
    ...{ handle: null, seen: NOTHING_SEEN },
    turnEndMs: () => {
      const leftMs = turns.leftMs(lockPath, clock.monotonicMs());
      return leftMs > 0 ? Math.ceil(clock.now() + leftMs) : 0;
    },
    sinceMs: () => clock.now() - (clock.monotonicMs() - contest.startMs),
  };
  let createContender: CreateContender | null = null;
  let schedule: PollSchedule | null = null;
  let dueMs = contest.startMs;
  try {
    for (;;) {
      let attempt = createContender === null
        ? yield* tryOs(contender, owner)
        : yield* tryCreate(createContender, owner);
      if (attempt.kind === "unsupported") {
        createContender = createContenderOf(contest, contender.lockPath, token);
        attempt = yield* tryCreate(createContender, owner);
      }
      if (attempt.kind === "held") return { ...attempt.held, wasBusy: schedule !== null };
      const nowMs = clock.monotonicMs();
      const leftMs = contest.deadlineMs - nowMs;
      if (leftMs <= 0) throw yield* timeout(contest, createContender ?? contender);
      schedule ??= new PollSchedule(settings.spinMs, createStream(0, "lock poll", token));
      const { meeting } = attempt;
      if (meeting.isNewHolder) dueMs = nowMs + turnLeftMs(meeting, clock);
      const delayMs = schedule.nextDelayMs(meeting, nowMs - dueMs);
      yield* step(pause(Math.min(delayMs, leftMs)));
    }
  } finally {
    abandon(contender);
  }
}

/** What a holder's turn has left, at most a whole turn: clocks of two machines may differ. */
function turnLeftMs({ turnEndMs }: Meeting, clock: Clock): number {
  return Math.min(Math.max(0, turnEndMs - clock.now()), TURN_MS);
}

function* tryOs(
  contender: Contender,
  owner: LockOwner,
): Steps<Attempt | { readonly kind: "unsupported" }> {
  const attempt = yield* attemptOsLock(contender, owner);
  if (attempt.kind !== "held") return attempt;
  return {
    kind: "held",
    held: { kind: "os", owner, wasBusy: false, contender, lock: attempt.lock },
  };
}

function* tryCreate(contender: CreateContender, owner: LockOwner): Steps<Attempt> {
  const attempt = yield* attemptCreateLock(contender, owner);
  if (attempt.kind !== "held") return attempt;
  return {
    kind: "held",
    held: { kind: "create", owner, wasBusy: false, contender, lock: attempt.lock },
  };
}

function createContenderOf(
  { place, settings, files }: Contest,
  lockPath: string,
  token: string,
): CreateContender {
  const { clock, staleMs } = settings;
  return {
    ...{ files, staleMs, token, spelled: place.spelled, ownedPath: `${lockPath}.owned` },
    monotonicMs: () => clock.monotonicMs(),
    sightings: new Map(),
    holder: null,
  };
}

function* timeout(
  { place, startMs, settings }: Contest,
  contender: Contender | CreateContender,
): Steps<LockTimeoutError> {
  const heldBy = "holder" in contender ? contender.holder : yield* readHolder(contender);
  const waitedMs = settings.clock.monotonicMs() - startMs;
  return new LockTimeoutError(place.spelled, { waitedMs, heldBy });
}

/** What is known once a lock was given back. */
export interface Release {
  /** Whether somebody waits for it. */
  readonly isContended: boolean;
}

/** Gives a lock back; see the protocols for what can go wrong. */
export function* release(held: HeldLock): Steps<Release> {
  switch (held.kind) {
    case "os":
      return { isContended: yield* releaseOsLock(held.contender, held.lock) };
    case "create":
      yield* releaseCreateLock(held.contender, held.lock);
      // Who waits for a file to vanish leaves no mark.
      return { isContended: false };
    default:
      return held satisfies never;
  }
}

/** The clock's part of a contest that begins now. */
export function contestTimes(
  clock: Clock,
  timeoutMs: number,
): Pick<Contest, "startMs" | "deadlineMs"> {
  const startMs = clock.monotonicMs();
  return { startMs, deadlineMs: startMs + timeoutMs };
}
