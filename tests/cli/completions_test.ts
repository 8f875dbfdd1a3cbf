import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { COMMANDS } from "../../cli/command_table.ts";
import { renderBashCompletion } from "../../cli/completion/bash.ts";
import { renderFishCompletion } from "../../cli/completion/fish.ts";
import { renderZshCompletion } from "../../cli/completion/zsh.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { hasProgram, run } from "./run_omega.ts";

/** Line, what must be offered, and what must not. */
const LINES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["omega str", ["stress"], ["scribe"]],
  ["omega stress m", ["merge"], ["compare"]],
  ["omega proofpack ", ["build", "verify", "diff"], ["stress"]],
  ["omega stress --co", ["--count", "--concurrency", "--control"], ["--plan", "--compress"]],
  ["omega --quiet -C some stress --clock v", ["virtual"], ["system"]],
  ["omega stress --clock=v", ["virtual"], ["system"]],
  ["omega stress --plan ./pl", ["plan a.json"], []],
  ["omega -C ./pl", ["plans"], ["plan a.json"]],
  ["omega proofpack verify ./plan", ["plan a.json"], ["--key"]],
  ["omega completions z", ["zsh"], ["bash"]],
  ["omega stress --seed ", [], ["--count", "merge"]],
];

/** A shell that completes lines: prints what it offers, and a line of dashes behind. */
interface Shell {
  readonly name: string;
  readonly render: (commands: typeof COMMANDS) => string;
  readonly words: (script: string, lines: readonly string[]) => readonly string[];
}

/** Bash parts the line at blanks and, as it is set up by default, at equals signs. */
const BASH = `source "$1"; shift
for line; do
  spaced=\${line//=/ = }
  read -ra COMP_WORDS <<<"$spaced"
  [[ $line == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _omega 2>&1
  for word in "\${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done
  echo ----
done`;

/** A zsh in a terminal of its own, in which a key lists what there is. */
const ZSH = `zmodload zsh/zpty
script=$1; shift
zpty omega zsh -f -i
zpty -w omega "PS1=''; stty -echo columns 500; LISTMAX=10000; autoload -Uz compinit
  compinit -u -D; source \${(q)script}; zstyle ':completion:*' verbose no
  bindkey '^I' list-choices; print REA''DY"
zpty -r omega out '*READY*'
for line; do
  zpty -wn omega "$line"$'\t'
  sleep 0.2
  zpty -wn omega $'\x15'
  zpty -w omega "print DO''NE"
  zpty -r omega out '*DONE*'
  print -r -- \${out//$'\r'/}
  print -r -- ----
done
zpty -d omega`;

const FISH = `source $argv[1]
for line in $argv[2..]
    complete -C "$line" | string split -f1 \\t | string unescape
    echo ----
end`;

const SHELLS: readonly Shell[] = [
  {
    name: "bash",
    render: renderBashCompletion,
    words: (script, lines) => ["bash", "--norc", "-c", BASH, "bash", script, ...lines],
  },
  {
    name: "zsh",
    render: renderZshCompletion,
    words: (script, lines) => ["zsh", "-f", "-c", ZSH, "zsh", script, ...lines],
  },
  {
    name: "fish",
    render: renderFishCompletion,
    words: (script, lines) => ["fish", "--no-config", "-c", FISH, script, ...lines],
  },
];

/** The words of an answer, without what the line had of them already. */
function readWords(answer: string): readonly string[] {
  // deno-lint-ignore no-control-regex -- A terminal's control sequences begin with ESC.
  const shown = answer.replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, "\n").replaceAll("\\ ", " ");
  return shown.split(/\s*\n|\s{2,}/).map((word) => word.replace(/^(--clock=|\.\/)|\/$/g, ""));
}

for (const { name, render, words } of SHELLS) {
  Deno.test({
    name:
      `omega completions ${name}: the shell itself offers commands, flags, values and files [OC-CLI-9307]`,
    ignore: !hasProgram(name),
    fn: () =>
      inTemporaryFolder(async (folder) => {
        await Deno.writeTextFile(join(folder, "plan a.json"), "");
        await Deno.mkdir(join(folder, "plans"));
        const script = join(folder, `omega.${name}`);
        await Deno.writeTextFile(script, `${render(COMMANDS)}\n`);
        const ended = await run(words(script, LINES.map(([line]) => line)), {
          cwd: folder,
          env: { HOME: folder, TERM: "dumb" },
        });
        const answers = ended.stdout.split("----\n");
        assertEquals(answers.length, LINES.length + 1, ended.stderr);
        LINES.forEach(([line, offered, others], index) => {
          const answer = readWords(answers[index]!);
          for (const word of offered) assert(answer.includes(word), `${line}: ${answer}`);
          for (const word of others) assert(!answer.includes(word), `${line}: ${answer}`);
        });
        assertEquals(ended.stderr, "");
      }),
  });
}
