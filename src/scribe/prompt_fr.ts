import type { PromptPhrases } from "./prompt_phrases.ts";

/** The prompt in French. */
export const PROMPT_FR: PromptPhrases = {
  system:
    "Tu es romancier. Tu écris une scène à la fois, en français, et tu respectes toutes les " +
    "contraintes données. Réponds par la prose de la scène seulement : ni titre, ni note, ni " +
    "liste. Sépare les paragraphes par une ligne vide ; les dialogues prennent des guillemets " +
    "« » ou le tiret —.",
  label: {
    title: "Titre",
    premise: "Prémisse",
    themes: "Thèmes",
    canon: "Faits",
    scene: "Scène",
    arc: "Partie du récit",
    objective: "Objectif",
    conflict: "Conflit",
    emotion: "Émotion",
    pointOfView: "Point de vue",
    tense: "Temps",
    length: "Longueur",
    anchor: "Ancrage sensoriel",
    sensory: "Sens",
    dialogue: "Dialogue",
    bannedWords: "N’emploie jamais ces mots",
    bannedTopics: "Évite ces sujets",
    cliches: "Évite ces clichés",
    beats: "Étapes, dans cet ordre",
    previous: "La scène précédente se terminait ainsi",
    problems: "Problèmes",
  },
  pointOfView: {
    first: "première personne (le narrateur dit « je »)",
    second: "deuxième personne (la narration dit « tu »)",
    "third-limited": "troisième personne, limitée au personnage principal",
    "third-omniscient": "troisième personne, omnisciente",
    mixed: "libre, les trois personnes peuvent alterner",
  },
  tense: {
    past: "passé (passé simple et imparfait)",
    present: "présent",
    mixed: "libre, passé et présent peuvent alterner",
  },
  position: (position, sceneCount) => `${position} sur ${sceneCount}`,
  emotion: (target, intensity) => `${target}, ${strength(intensity)}`,
  length: (target, { min, max }) => `environ ${target} mots (de ${min} à ${max})`,
  sensory: (count) =>
    `au moins ${count} détails d’odeur, de goût, de son, de toucher ou de lumière`,
  dialogue: (percent) => `au plus ${percent} % des mots`,
  changeable: "vrai au début, peut changer",
  pivot: "le tournant",
  quote: (text) => `« ${text} »`,
  request: "Écris la scène maintenant.",
  repairIntroduction: "La scène enfreint certaines de ses contraintes.",
  repairRequest: "Récris toute la scène sans ces problèmes. Ne change rien d’autre.",
  problem: {
    word_count_range: ({ value, wanted }) =>
      `Longueur: la scène a ${value} mots, il en faut ${wanted}.`,
    banned_words: ({ found }) => `Mots interdits: la scène emploie ${found}.`,
    pov_conformity: ({ value, wanted }) =>
      `Point de vue: seulement ${value} des phrases gardent la ${wanted}.`,
    tense_conformity: ({ value, wanted }) =>
      `Temps: seulement ${value} des phrases gardent le temps voulu : ${wanted}.`,
    sensory_anchors: ({ value, wanted, found }) =>
      `Sens: la scène a ${value} détails, il en faut ${wanted}, et parmi eux ${found}.`,
    dialogue_ratio: ({ value, wanted }) =>
      `Dialogue: ${value} des mots sont dits, au plus ${wanted} peuvent l’être.`,
    forbidden_cliches: ({ found }) => `Clichés: la scène emploie ${found}.`,
  },
};

function strength(intensity: number): string {
  if (intensity < 0.34) return "à peine sensible";
  return intensity < 0.67 ? "nette" : "forte";
}
