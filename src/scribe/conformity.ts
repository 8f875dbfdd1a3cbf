/**
 * Judges person and tense of a scene by its narrating sentences.
 *
 * @module
 */
import type { SceneAnalysis } from "./analyse_scene.ts";
import type { PointOfView } from "./intent.ts";
import { type Finding, roundScore, type SceneDemands } from "./rule_result.ts";

/** Share of the deciding sentences that must be in the wanted person or tense. */
const CONFORMITY_MIN = 0.9;

/** The person that a text is mostly written in. */
export type DetectedPerson = "first" | "second" | "third" | "unknown";

/** The tense that a text is mostly written in; `mixed` where neither has four fifths. */
export type DetectedTense = "past" | "present" | "mixed" | "unknown";

/** Below this share "I" and "you" are slips; a narrator who says "I" stays above it. */
const NARRATOR_SHARE_MIN = 0.25;

/** From this share on a text counts as written in one tense. */
const TENSE_SHARE_MIN = 0.8;

/** The person a text is mostly written in. */
export function detectPerson({ personCounts }: SceneAnalysis): DetectedPerson {
  const { first, second, third } = personCounts;
  const total = first + second + third;
  if (total === 0) return "unknown";
  if (first / total >= NARRATOR_SHARE_MIN && first >= second) return "first";
  return second / total >= NARRATOR_SHARE_MIN ? "second" : "third";
}

/** The tense a text is mostly written in. */
export function detectTense({ tenseCounts }: SceneAnalysis): DetectedTense {
  const past = tenseCounts.past + tenseCounts.perfect;
  const total = past + tenseCounts.present;
  if (total === 0) return "unknown";
  if (past / total >= TENSE_SHARE_MIN) return "past";
  return tenseCounts.present / total >= TENSE_SHARE_MIN ? "present" : "mixed";
}

/** Judges the person against the wanted point of view. */
export function judgePointOfView(
  { personCounts }: SceneAnalysis,
  { constraints }: SceneDemands,
): Finding {
  const wanted = constraints.pointOfView;
  const { right, wrong } = countPersons(personCounts, wanted);
  // "I" and "you" must be there to be kept.
  const isShown = right + wrong > 0 || wanted.startsWith("third") || wanted === "mixed";
  return conformity(right, wrong, {
    isShown,
    wanted: `the ${wanted} person`.replace("mixed person", "mixed persons"),
  });
}

function countPersons(
  { first, second, third, none }: SceneAnalysis["personCounts"],
  wanted: PointOfView,
): { readonly right: number; readonly wrong: number } {
  switch (wanted) {
    case "first":
      return countNarrator(first, { other: second, third });
    case "second":
      return countNarrator(second, { other: first, third });
    case "third-limited":
    case "third-omniscient":
      // Names and things alone tell a story in the third person too.
      return { right: third + none, wrong: first + second };
    case "mixed":
      return { right: first + second + third, wrong: 0 };
  }
}

/**
 * A narrator who says "I" or "you" also tells what others do, so sentences that only name a third
 * person are neutral. Those in excess of the narrator's own count as wrong: then somebody else
 * tells the story.
 */
function countNarrator(
  own: number,
  { other, third }: { readonly other: number; readonly third: number },
): { readonly right: number; readonly wrong: number } {
  return { right: own, wrong: other + Math.max(0, third - own) };
}

/**
 * Judges the tense. In a narration in the present the French passé composé is neutral: it tells
 * what happened before. Without any deciding sentence the rule is not kept, whatever is wanted.
 */
export function judgeTense(
  { tenseCounts }: SceneAnalysis,
  { constraints }: SceneDemands,
): Finding {
  const { past, present, perfect } = tenseCounts;
  const isShown = past + present + perfect > 0;
  switch (constraints.tense) {
    case "past":
      return conformity(past + perfect, present, { isShown, wanted: "the past tense" });
    case "present":
      return conformity(present, past, { isShown, wanted: "the present tense" });
    case "mixed":
      return conformity(past + present + perfect, 0, { isShown, wanted: "any tense" });
  }
}

function conformity(
  right: number,
  wrong: number,
  { isShown, wanted }: { readonly isShown: boolean; readonly wanted: string },
): Finding {
  const total = right + wrong;
  const share = total === 0 ? (isShown ? 1 : 0) : right / total;
  return {
    pass: share >= CONFORMITY_MIN,
    score: share,
    value: roundScore(share),
    threshold: CONFORMITY_MIN,
    message: isShown
      ? `${right} of ${total} sentences that show it are in ${wanted}`
      : `No sentence shows ${wanted}`,
  };
}
