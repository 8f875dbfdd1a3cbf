import { InputError } from "../internal/errors.ts";

/**
 * Splits a command line into words, as a person writes it: blanks part words, single and double
 * quotes keep them together. No shell is involved: nothing is expanded, and a backslash is an
 * ordinary character, so that paths of Windows can be written.
 *
 * @throws {InputError} if there is no word, or a quote is not closed
 */
export function splitCommand(text: string): readonly [program: string, ...args: string[]] {
  const words: string[] = [];
  const token = /\s+|"([^"]*)"|'([^']*)'|([^\s"']+)/y;
  let word: string | undefined;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) throw unusable("wanted every quote closed, found one that is not");
    const part = match[1] ?? match[2] ?? match[3];
    if (part !== undefined) {
      word = (word ?? "") + part;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  const [program, ...args] = words;
  if (program === undefined || program === "") throw unusable("wanted a program, found nothing");
  return [program, ...args];
}

function unusable(problem: string): InputError {
  return new InputError(`Cannot use the engine's command: ${problem}`, { code: "USAGE" });
}
