import type { Message } from "../provider/provider.ts";

/**
 * Tokens that a conversation may have beside its texts: the start and end of a sequence, and the
 * system message that some chat templates add when none is given (gpt-oss and Llama 3.1 add about
 * 70 and 30).
 */
const REQUEST_TOKENS = 128;

/** Tokens around one message: role, delimiters and line ends. Usual templates need 3 to 7. */
const MESSAGE_TOKENS = 16;

// OC-BUDGET-2107 impl
/**
 * An upper bound of the tokens that a conversation has as input.
 *
 * A tokeniser that splits bytes (the byte-level BPE of OpenAI, Anthropic, Llama 3, Mistral, Qwen)
 * or falls back to them (SentencePiece) has at least one byte in every token of the text, so a text
 * has at most as many tokens as UTF-8 bytes; the frame of the template is bounded by constants.
 * Real counts of prose are about a quarter of it. It can only be too low for a tokeniser that
 * lengthens the text first (NFKC writes some rare characters as a whole phrase) and for text that
 * the server adds on its own (tools, files); then the call is charged what it used and its record
 * says `input_tokens_above_reservation`.
 */
export function estimateInputTokens(messages: readonly Message[]): number {
  let tokenCount = REQUEST_TOKENS + MESSAGE_TOKENS * messages.length;
  for (const { content } of messages) tokenCount += countUtf8Bytes(content);
  return tokenCount;
}

/** Text of one byte per character: most prompts, and ten times as fast to see as to count. */
// deno-lint-ignore no-control-regex -- all of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/;

/** Bytes of a text in UTF-8; half a surrogate pair counts as the replacement character. */
function countUtf8Bytes(text: string): number {
  if (ASCII.test(text)) return text.length;
  let byteCount = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes, so that each half adds one.
    const isPaired = unit >= 0xd800 && unit <= 0xdfff && isHalfOfPair(text, index);
    byteCount += unit < 0x800 || isPaired ? 1 : 2;
  }
  return byteCount;
}

function isHalfOfPair(text: string, index: number): boolean {
  const isHigh = text.charCodeAt(index) < 0xdc00;
  const other = text.charCodeAt(isHigh ? index + 1 : index - 1);
  return isHigh ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other <= 0xdbff;
}
