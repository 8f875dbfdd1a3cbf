/** Why an answer is no scene. */
export type IncompleteReason = "length" | "content_filter" | "empty";

const REASONS: Readonly<Record<IncompleteReason, string>> = {
  length: "a text that was cut off at the bound of output tokens",
  content_filter: "a text that was stopped by the provider's content filter",
  empty: "an empty text",
};

/**
 * The model gave no whole answer for a scene. The run has no result then: it is an infrastructure
 * error, never a score.
 */
export class IncompleteAnswerError extends Error {
  /** The name of the class. */
  override readonly name = "IncompleteAnswerError";
  /** Stable code for programs. */
  readonly code = "ANSWER_INCOMPLETE";
  /** The scene that was asked for. */
  readonly sceneId: string;
  /** What was wrong with the answer. */
  readonly reason: IncompleteReason;

  /**
   * Names the scene and the reason in its message.
   *
   * @param sceneId The scene that was asked for
   * @param reason What was wrong with the answer
   */
  constructor(sceneId: string, reason: IncompleteReason) {
    super(`Cannot write scene "${sceneId}": wanted a whole answer, found ${REASONS[reason]}`);
    this.sceneId = sceneId;
    this.reason = reason;
  }
}
