/**
 * The wording of a prompt in one language.
 *
 * @module
 */
import type { NarrativeTense, PointOfView } from "./intent.ts";
import type { RuleName } from "./rule_result.ts";

/** Numbers that stand in a repair request. */
export interface RepairNumbers {
  /** What was measured. */
  readonly value: string;
  /** What was wanted. */
  readonly wanted: string;
  /** What was found, where the rule names it. */
  readonly found: string;
}

/** Every text of a prompt. Labels stand at the start of a line, before a colon. */
export interface PromptPhrases {
  /** What the model is and how it answers. */
  readonly system: string;
  /** Labels of the lines, in the language of the story. */
  readonly label: {
    readonly title: string;
    readonly premise: string;
    readonly themes: string;
    readonly canon: string;
    readonly scene: string;
    readonly arc: string;
    readonly objective: string;
    readonly conflict: string;
    readonly emotion: string;
    readonly pointOfView: string;
    readonly tense: string;
    readonly length: string;
    readonly anchor: string;
    readonly sensory: string;
    readonly dialogue: string;
    readonly bannedWords: string;
    readonly bannedTopics: string;
    readonly cliches: string;
    readonly beats: string;
    readonly previous: string;
    readonly problems: string;
  };
  /** The points of view. */
  readonly pointOfView: Readonly<Record<PointOfView, string>>;
  /** The tenses. */
  readonly tense: Readonly<Record<NarrativeTense, string>>;
  /** "3 of 7". */
  readonly position: (position: number, sceneCount: number) => string;
  /** "fear, strong". */
  readonly emotion: (target: string, intensity: number) => string;
  /** "about 180 words (144 to 216)". */
  readonly length: (
    target: number,
    range: { readonly min: number; readonly max: number },
  ) => string;
  /** "at least 3 details of the five senses". */
  readonly sensory: (count: number) => string;
  /** "at most 30 % of the words". */
  readonly dialogue: (percent: number) => string;
  /** Marks a fact that the story may change. */
  readonly changeable: string;
  /** Marks the beat at which the scene turns. */
  readonly pivot: string;
  /** Quotation marks of the language. */
  readonly quote: (text: string) => string;
  /** The last line of the request. */
  readonly request: string;
  /** Asks for the scene again; the list of problems follows. */
  readonly repairIntroduction: string;
  /** The last line of a repair request. */
  readonly repairRequest: string;
  /** One problem per rule, by which a model knows what to change. */
  readonly problem: Readonly<Record<RuleName, (numbers: RepairNumbers) => string>>;
}
