import type { Answer, CommandContext } from "./command.ts";
import { parseInvocation } from "./parse.ts";

/**
 * Runs a command line inside another command, as a user would have typed it.
 *
 * @param words The arguments behind the program's name
 * @param context What the command may use, and all commands
 * @throws {InputError} for words that are no command
 */
export async function runWords(
  words: readonly string[],
  context: CommandContext,
): Promise<Answer> {
  const invocation = parseInvocation(words, context.commands);
  if (invocation.kind !== "run") throw new TypeError(`"${words.join(" ")}" runs no command`);
  const plan = await invocation.command.load();
  return await plan(invocation.values)(context);
}
