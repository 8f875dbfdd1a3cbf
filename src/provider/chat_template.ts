import type { Message } from "./provider.ts";

/**
 * How a conversation becomes one prompt, for servers that complete text instead of answering
 * messages. The server does not say what its model was trained on, so it must be chosen:
 *
 * - `plain`: the texts, with a blank line between them. For base models, and for prompts that
 *   already hold a template.
 * - `chatml`: `<|im_start|>ROLE`, text, `<|im_end|>` (Qwen, Yi, Hermes and others).
 * - `llama3`: `<|start_header_id|>ROLE<|end_header_id|>`, text, `<|eot_id|>`. The server adds the
 *   token that begins a text by itself.
 * - `mistral`: `[INST] … [/INST]`, with the system message in front of the first user's.
 * - `gemma`: `<start_of_turn>ROLE`, text, `<end_of_turn>`, with the assistant called `model` and the
 *   system message in front of the first user's.
 */
export const CHAT_TEMPLATES = ["plain", "chatml", "llama3", "mistral", "gemma"] as const;

/** Name of a chat template. */
export type ChatTemplate = (typeof CHAT_TEMPLATES)[number];

/** The prompt of a conversation; ends where the assistant's next text begins. */
export function renderPrompt(messages: readonly Message[], template: ChatTemplate): string {
  switch (template) {
    case "plain":
      return messages.map(({ content }) => content).join("\n\n");
    case "chatml":
      return messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`)
        .join("") + "<|im_start|>assistant\n";
    case "llama3":
      return messages.map(({ role, content }) => `${llama3Head(role)}${content}<|eot_id|>`)
        .join("") + llama3Head("assistant");
    case "mistral":
      return withoutSystem(messages).map(({ role, content }) =>
        role === "assistant" ? ` ${content}</s>` : `[INST] ${content} [/INST]`
      ).join("");
    case "gemma":
      return withoutSystem(messages).map(({ role, content }) =>
        `<start_of_turn>${role === "assistant" ? "model" : role}\n${content}<end_of_turn>\n`
      ).join("") + "<start_of_turn>model\n";
    default:
      return template satisfies never;
  }
}

function llama3Head(role: Message["role"]): string {
  return `<|start_header_id|>${role}<|end_header_id|>\n\n`;
}

/** Puts the system messages in front of the first user message: these templates know no such role. */
function withoutSystem(messages: readonly Message[]): readonly Message[] {
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const others = messages.filter(({ role }) => role !== "system");
  if (system.length === 0) return others;
  const first = others.findIndex(({ role }) => role === "user");
  if (first < 0) return [{ role: "user", content: system.join("\n\n") }, ...others];
  return others.map((message, index) =>
    index === first ? { ...message, content: [...system, message.content].join("\n\n") } : message
  );
}
