import type { PromptPhrases } from "./prompt_phrases.ts";

/** The prompt in English. */
export const PROMPT_EN: PromptPhrases = {
  system:
    "You are a novelist. You write one scene at a time, in English, and you keep every constraint " +
    "you are given. Answer with the prose of the scene only: no title, no notes, no lists. " +
    "Separate paragraphs by an empty line and set dialogue in “double quotation marks”.",
  label: {
    title: "Title",
    premise: "Premise",
    themes: "Themes",
    canon: "Facts",
    scene: "Scene",
    arc: "Part of the story",
    objective: "Objective",
    conflict: "Conflict",
    emotion: "Emotion",
    pointOfView: "Point of view",
    tense: "Tense",
    length: "Length",
    anchor: "Sensory anchor",
    sensory: "Senses",
    dialogue: "Dialogue",
    bannedWords: "Never use these words",
    bannedTopics: "Stay away from these subjects",
    cliches: "Avoid these clichés",
    beats: "Beats, in this order",
    previous: "The previous scene ended",
    problems: "Problems",
  },
  pointOfView: {
    first: "first person (the narrator says “I”)",
    second: "second person (the narration says “you”)",
    "third-limited": "third person, limited to the main character",
    "third-omniscient": "third person, omniscient",
    mixed: "free, first, second and third person may alternate",
  },
  tense: { past: "past", present: "present", mixed: "free, past and present may alternate" },
  position: (position, sceneCount) => `${position} of ${sceneCount}`,
  emotion: (target, intensity) => `${target}, ${strength(intensity)}`,
  length: (target, { min, max }) => `about ${target} words (${min} to ${max})`,
  sensory: (count) => `at least ${count} details of smell, taste, sound, touch or light`,
  dialogue: (percent) => `at most ${percent} % of the words`,
  changeable: "true at the start, may change",
  pivot: "the turning point",
  quote: (text) => `“${text}”`,
  request: "Write the scene now.",
  repairIntroduction: "The scene breaks some of its constraints.",
  repairRequest: "Write the whole scene again without these problems. Change nothing else.",
  problem: {
    word_count_range: ({ value, wanted }) =>
      `Length: the scene has ${value} words, it must have ${wanted}.`,
    banned_words: ({ found }) => `Banned words: the scene uses ${found}.`,
    pov_conformity: ({ value, wanted }) =>
      `Point of view: only ${value} of the sentences keep to the ${wanted}.`,
    tense_conformity: ({ value, wanted }) =>
      `Tense: only ${value} of the sentences keep to the tense: ${wanted}.`,
    sensory_anchors: ({ value, wanted, found }) =>
      `Senses: the scene has ${value} details, it needs ${wanted}, and ${found} among them.`,
    dialogue_ratio: ({ value, wanted }) =>
      `Dialogue: ${value} of the words are spoken, at most ${wanted} may be.`,
    forbidden_cliches: ({ found }) => `Clichés: the scene uses ${found}.`,
  },
};

function strength(intensity: number): string {
  if (intensity < 0.34) return "faint";
  return intensity < 0.67 ? "clear" : "strong";
}
