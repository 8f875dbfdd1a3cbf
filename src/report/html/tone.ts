import { html, type Markup } from "./markup.ts";

/** How good or bad something is. It always has a sign beside its colour. */
export type Tone = "good" | "notice" | "warning" | "error";

const SIGNS: Readonly<Record<Tone, string>> = {
  good: "✓",
  notice: "○",
  warning: "▲",
  error: "✕",
};

/** The sign of a tone; whatever stands beside it says the same in words. */
export function renderSign(tone: Tone): Markup {
  return html`<span class="sign ${tone}" aria-hidden="true">${SIGNS[tone]}</span>`;
}

/** A word with the sign of its tone. */
export function renderBadge(tone: Tone, word: string): Markup {
  return html`<span class="badge ${tone}">${renderSign(tone)} ${word}</span>`;
}

/** Whether rules were kept, as a word with its sign. */
export function renderKept(isKept: boolean): Markup {
  return renderBadge(isKept ? "good" : "error", isKept ? "kept" : "broken");
}

/** The tone of a verdict. */
export function toneOfVerdict(verdict: string): Tone {
  if (verdict === "PASS") return "good";
  return verdict === "DOWNGRADE" ? "warning" : "error";
}
