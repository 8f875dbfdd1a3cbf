import { renderBashCompletion } from "../completion/bash.ts";
import { renderFishCompletion } from "../completion/fish.ts";
import { renderZshCompletion } from "../completion/zsh.ts";
import type { Command, CommandRun, Values } from "../command.ts";
import type { ShellName } from "../completion/shells.ts";

const RENDERERS: Readonly<Record<ShellName, (commands: readonly Command[]) => string>> = {
  bash: renderBashCompletion,
  zsh: renderZshCompletion,
  fish: renderFishCompletion,
};

// OC-CLI-9307 impl
/** `omega completions`: a script that teaches a shell all commands and flags. */
export function planCompletions({ words }: Values): CommandRun {
  const shell = words[0] as ShellName;
  return ({ commands }) => {
    const script = RENDERERS[shell](commands);
    return Promise.resolve({
      verdict: "DONE",
      violations: [],
      data: { shell, script: `${script}\n` },
      text: script,
    });
  };
}
