/**
 * Reads a prompt the way a model does: whatever of it is understood is obeyed, the rest is not.
 *
 * Lines of the form `Label: text` are looked for first, by any of several names in English and
 * French. A prompt without labels is searched for "first person", "180 words" and the like.
 *
 * @module
 */
import type { Message } from "../provider.ts";
import { type Cast, readCast } from "./read_cast.ts";
import type { SlipRates } from "./slips.ts";
import { readTopics } from "./read_topics.ts";
import type { Person, Tense } from "./voice.ts";

/** The languages that the model writes. */
export type Language = "en" | "fr";

/** What the model has understood of a prompt. */
export interface PromptReading {
  /** Language to write in. */
  readonly language: Language;
  /** Words to write. */
  readonly wordCount: number;
  /** Who tells. */
  readonly person: Person;
  /** When it happens. */
  readonly tense: Tense;
  /** Words to avoid. */
  readonly bannedWords: readonly string[];
  /** Phrases to avoid. */
  readonly cliches: readonly string[];
  /** The impression to bring in, or undefined where none was asked for. */
  readonly anchor: string | undefined;
  /** Sensory details to bring in. */
  readonly sensoryCount: number;
  /** Largest share of dialogue, in 0..1. */
  readonly dialogueMax: number;
  /** What all scenes of the story have in common. */
  readonly story: string;
  /** Place of the scene in the story, in 0..1. */
  readonly placeInStory: number;
  /** What happens, in order. */
  readonly beats: readonly string[];
  /** The emotion to bring in. */
  readonly emotion: string | undefined;
  /** Who takes part. */
  readonly cast: Cast;
  /** Things that the scene is about, with their article. */
  readonly topics: readonly string[];
  /** The slips that the last turn complains of. */
  readonly complaints: ReadonlySet<keyof SlipRates>;
}

/** Without a length a scene of this many words is written. */
const DEFAULT_WORD_COUNT = 180;

/** Longer scenes are not written, whatever is asked for. */
const WORD_COUNT_MAX = 20_000;

/** Understands a conversation. The last request with labels counts, whoever else spoke before. */
export function readPrompt(messages: readonly Message[]): PromptReading {
  const all = messages.filter(({ role }) => role !== "assistant").map(({ content }) => content);
  const text = all.join("\n");
  const lines = readLines(text);
  const language = readLanguage(text);
  const beats = readBeats(text);
  const scene = [lines.get("objective"), lines.get("conflict"), ...beats].join(". ");
  return {
    language,
    wordCount: readWordCount(lines.get("length") ?? text),
    person: readPerson(lines.get("person") ?? text),
    tense: readTense(lines.get("tense") ?? text),
    bannedWords: readList(lines.get("banned")),
    cliches: readList(lines.get("cliches")),
    anchor: lines.get("anchor"),
    sensoryCount: readNumber(lines.get("sensory"), 0),
    dialogueMax: readNumber(lines.get("dialogue"), 30) / 100,
    story: lines.get("title") ?? "",
    placeInStory: readPlace(lines.get("scene")),
    beats,
    emotion: lines.get("emotion")?.split(/,/)[0]?.trim(),
    cast: readCast(text, { scene, language }),
    topics: readTopics(scene, language),
    complaints: readComplaints(messages),
  };
}

const LABELS: readonly (readonly [string, RegExp])[] = [
  ["title", /^(title|titre)$/],
  ["scene", /^(scene|scène)$/],
  ["objective", /^(objective|goal|objectif|but)$/],
  ["conflict", /^(conflict|conflit)$/],
  ["emotion", /^(emotion|mood|émotion)$/],
  ["person", /^(point of view|pov|person|narration|point de vue|personne)$/],
  ["tense", /^(tense|temps)$/],
  ["length", /^(length|word count|target length|longueur|nombre de mots)$/],
  ["anchor", /^(sensory anchor|anchor|ancrage sensoriel|ancrage)$/],
  ["sensory", /^(senses|sensory details|sens|détails sensoriels)$/],
  ["dialogue", /^(dialogue|dialog)$/],
  [
    "banned",
    /^(never use these words|banned words|forbidden words|n[’']emploie jamais ces mots|mots interdits)$/,
  ],
  ["cliches", /^(avoid these clichés|avoid these cliches|clichés|évite ces clichés)$/],
];

function readLines(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0 || colon > 40) continue;
    const label = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const name = LABELS.find(([, pattern]) => pattern.test(label))?.[0];
    if (name !== undefined && value !== "" && !found.has(name)) found.set(name, value);
  }
  return found;
}

/** Named in the prompt, or else the language that the prompt is written in. */
function readLanguage(text: string): Language {
  if (/\bin english\b/i.test(text)) return "en";
  if (/\ben français\b/i.test(text)) return "fr";
  const french = text.match(/(?<!\p{L})(le|la|les|des|une|dans|est|pour)(?!\p{L})/giu)?.length ?? 0;
  const english = text.match(/(?<!\p{L})(the|and|of|is|in|to|for)(?!\p{L})/giu)?.length ?? 0;
  return french > english ? "fr" : "en";
}

function readWordCount(text: string): number {
  const match = /(\d[\d  ]*)\s*(?:words|mots)/i.exec(text);
  const count = Number(match?.[1]?.replace(/\D/g, "") ?? DEFAULT_WORD_COUNT);
  return Math.min(WORD_COUNT_MAX, Math.max(1, count));
}

function readPerson(text: string): Person {
  if (/first[- ]person|première personne/i.test(text)) return "first";
  return /second[- ]person|deuxième personne/i.test(text) ? "second" : "third";
}

function readTense(text: string): Tense {
  const present = text.search(/\bpresent\b(?! of)|\bprésent(?!\p{L})/iu);
  const past = text.search(/\bpast\b|\bpassé(?!\p{L})/iu);
  return present >= 0 && (past < 0 || present < past) ? "present" : "past";
}

function readList(line: string | undefined): readonly string[] {
  return line === undefined ? [] : line.split(";").map((item) => item.trim()).filter(Boolean);
}

function readNumber(line: string | undefined, fallback: number): number {
  const match = line === undefined ? null : /\d+(?:[.,]\d+)?/.exec(line);
  return match === null ? fallback : Number(match[0].replace(",", "."));
}

/** "3 of 7" is two sevenths into the story. */
function readPlace(line: string | undefined): number {
  const [position, count] = (line ?? "").match(/\d+/g)?.map(Number) ?? [];
  if (position === undefined || count === undefined || position > count) return 0;
  return Math.max(0, position - 1) / count;
}

function readBeats(text: string): readonly string[] {
  return [...text.matchAll(/^\s*\d+[.)] (.+)$/gm)].map(([, beat]) =>
    beat!.replace(/\s*\((?:the turning point|le tournant)\)\s*$/, "")
  );
}

const COMPLAINTS: readonly (readonly [RegExp, readonly (keyof SlipRates)[]])[] = [
  [/length|longueur|too (short|long)|trop (court|long)/i, ["lengthSpread", "lengthLapse"]],
  [/tense|temps/i, ["tense"]],
  [/point of view|point de vue|person/i, ["person"]],
  [/banned|interdit/i, ["bannedWord", "oversight"]],
  [/clich/i, ["cliche"]],
  [/sens(es|ory|oriel)|^- sens/im, ["anchor"]],
  [/dialog/i, ["chatter"]],
];

/** Only what follows an answer of the model can complain of it. */
function readComplaints(messages: readonly Message[]): ReadonlySet<keyof SlipRates> {
  const last = messages.at(-1);
  if (last?.role !== "user" || !messages.some(({ role }) => role === "assistant")) return new Set();
  return new Set(COMPLAINTS.flatMap(([sign, slips]) => sign.test(last.content) ? slips : []));
}
