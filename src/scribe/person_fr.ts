import type { Person } from "./lexicon.ts";
import type { Token } from "./tokenise.ts";

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

const FIRST = words("je j me m moi mon ma mes mien mienne miens miennes nous notre nos nôtre");
const SECOND = words("tu te t toi ton ta tes tien tienne vous votre vos vôtre");
const THIRD = words("il elle ils elles lui leur leurs son sa ses se s eux sien sienne");

/** After "il" these speak of nobody: "il y a", "il fallait", "il pleut". */
const IMPERSONAL = words(
  "y faut fallait fallut pleut pleuvait plut neige neigeait gèle gelait semble semblait s n",
);

/** Before "ton" and "son" these make them the nouns tone and sound. */
const BEFORE_NOUN = words("le un ce du au de quel d");

/**
 * The person of a French sentence. "je" and its forms decide over "tu", and both over the third
 * person, because a narrator who says "je" speaks of others too.
 */
export function personFr(tokens: readonly Token[]): Person {
  let isSecond = false;
  let isThird = false;
  for (let index = 0; index < tokens.length; index++) {
    const { lower } = tokens[index]!;
    if (FIRST.has(lower) && isPronoun(tokens, index)) return "first";
    isSecond ||= SECOND.has(lower) && isPronoun(tokens, index);
    isThird ||= THIRD.has(lower) && isPronoun(tokens, index);
  }
  if (isSecond) return "second";
  return isThird ? "third" : "none";
}

/** Whether a form that has another meaning too stands for a person here. */
function isPronoun(tokens: readonly Token[], index: number): boolean {
  const { raw, lower } = tokens[index]!;
  const previous = tokens[index - 1]?.lower ?? "";
  const next = tokens[index + 1];
  switch (lower) {
    // "M. Roche"; the other letters are elided forms and need their apostrophe.
    case "m":
    case "j":
      return next?.gap === "'" && (lower === "j" || raw === "m" || index === 0);
    case "t":
      // The "t" of "demanda-t-il" is a sound, no person.
      return next?.gap === "'";
    case "s":
      return next?.gap === "'" && !/^(ils?|y)$/.test(next.lower);
    case "ton":
    case "son":
      return !BEFORE_NOUN.has(previous);
    case "il":
      return !IMPERSONAL.has(next?.lower ?? "") || (next?.lower === "s" || next?.lower === "n") &&
          !IMPERSONAL.has(tokens[index + 2]?.lower ?? "");
    default:
      return true;
  }
}
