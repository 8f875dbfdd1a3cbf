import type { RandomStream } from "../../internal/random.ts";

/** Things that are drawn one after the other, and again from the start when all are drawn. */
export interface Deck<T> {
  /** The next one. */
  draw(): T;
}

/** How a deck is laid. */
export interface DeckOptions {
  /** Shuffles the deck. */
  readonly random: RandomStream;
  /** Where to start in the shuffled deck, in 0..1. */
  readonly startShare: number;
}

/**
 * Shuffles a list (Fisher and Yates). Scenes of one story that shuffle alike and start at their
 * place in the story repeat one another as late as the list allows.
 */
export function createDeck<T>(items: readonly T[], { random, startShare }: DeckOptions): Deck<T> {
  const cards = [...items];
  for (let index = cards.length - 1; index > 0; index--) {
    const other = random.nextBelow(index + 1);
    [cards[index], cards[other]] = [cards[other]!, cards[index]!];
  }
  let next = Math.floor(startShare * cards.length);
  return {
    draw() {
      const card = cards[next % cards.length]!;
      next++;
      return card;
    },
  };
}
