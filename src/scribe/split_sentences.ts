/** Words after which a full stop ends no sentence. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  "mr mrs ms dr st prof mt no vs etc m mm mme mlle me av apr env".split(" "),
);

const CLOSERS = "\"'”»’)]\ufffc";

/**
 * The sentences of one paragraph. A sentence ends at . ! ? … with its closing quotes, where white
 * space or the end follows, unless the next word starts in lower case ("« Va ! » dit-elle.") or
 * the stop belongs to a title such as "Mr." or "Mme.". Linear in the text.
 */
export function splitSentences(paragraph: string): readonly string[] {
  const sentences: string[] = [];
  const terminals = /[.!?…]+/g;
  let start = 0;
  for (let match = terminals.exec(paragraph); match !== null; match = terminals.exec(paragraph)) {
    const next = skipClosers(paragraph, terminals.lastIndex);
    if (!isBoundary(paragraph, { terminal: match.index, next, start })) continue;
    pushSentence(sentences, paragraph.slice(start, next));
    start = next;
  }
  pushSentence(sentences, paragraph.slice(start));
  return sentences;
}

/** Closing quotes belong to the sentence; French sets a space before its closing guillemet. */
function skipClosers(text: string, from: number): number {
  let index = from;
  for (;;) {
    if (index < text.length && CLOSERS.includes(text[index]!)) index++;
    else if (text[index] === " " && text[index + 1] === "»") index += 2;
    else return index;
  }
}

function isBoundary(
  text: string,
  { terminal, next, start }: {
    readonly terminal: number;
    readonly next: number;
    readonly start: number;
  },
): boolean {
  if (next === text.length) return true;
  if (!/\s/.test(text[next]!)) return false;
  // Bounded look ahead: a lower-case word goes on with the sentence.
  const follower = /\p{L}|\p{N}/u.exec(text.slice(next, next + 12))?.[0];
  if (follower !== undefined && follower !== follower.toUpperCase()) return false;
  if (text[terminal] !== ".") return true;
  const word = /\p{L}+$/u.exec(text.slice(Math.max(start, terminal - 6), terminal))?.[0];
  // "M. Roche" and "Mr. Poole", but "…said I." ends.
  return word === undefined || !ABBREVIATIONS.has(word.toLowerCase()) ||
    text[terminal + 1] !== " ";
}

function pushSentence(sentences: string[], part: string): void {
  const sentence = part.trim();
  if (/[\p{L}\p{N}]/u.test(sentence)) sentences.push(sentence);
}
