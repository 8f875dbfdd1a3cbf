import { assert, assertEquals } from "@std/assert";
import { estimateInputTokens } from "../../src/budget/mod.ts";
import type { Message } from "../../src/provider/provider.ts";

function userSays(content: string): readonly Message[] {
  return [{ role: "user", content }];
}

const empty = estimateInputTokens(userSays(""));

for (
  const text of [
    "",
    "plain",
    "é",
    "naïve café",
    "日本語",
    "🙂🙃",
    "a\ud800b",
    "\udc00",
    "\ud83d\ude42\ud83d",
  ]
) {
  Deno.test(`estimateInputTokens() is at least the UTF-8 bytes of ${JSON.stringify(text)} [OC-BUDGET-2107]`, () => {
    const byteCount = new TextEncoder().encode(text).length;
    assertEquals(estimateInputTokens(userSays(text)) - empty, byteCount);
  });
}

Deno.test("estimateInputTokens() leaves room for the frame of every message", () => {
  const one = estimateInputTokens(userSays("x"));
  const two = estimateInputTokens([...userSays("x"), { role: "assistant", content: "" }]);
  // Llama 3 needs 5 around a message, ChatML 5, OpenAI's 4.
  assert(two - one >= 8);
  // The longest system message that a usual template adds on its own has about 70 tokens.
  assert(estimateInputTokens([]) >= 100);
});
