import type { Command } from "../command.ts";
import type { Flag } from "../flags.ts";
import { flagOf } from "../flags.ts";
import { type CompletionPlace, listPlaces } from "./completion_places.ts";
import { sortByValue, spell } from "./value_kinds.ts";

/**
 * Completion for zsh, with a line of description beside each word. It works sourced and as a file
 * `_omega` in a folder of `fpath`.
 *
 * @param commands All commands
 * @returns The text of a script
 */
export function renderZshCompletion(commands: readonly Command[]): string {
  const { all, folders, files, choices, texts } = sortByValue();
  return `#compdef omega
# Completion of omega for zsh. In ~/.zshrc, behind compinit: source <(omega completions zsh)
_omega() {
  local place='' skip='' word previous=$words[CURRENT-1]
  local -a commands flags
  for word in $words[2,CURRENT-1]; do
    if [[ -n $skip ]]; then
      skip=''
      continue
    fi
    case $word in
      (${all.join("|")}) skip=yes ;;
      (-*) ;;
      (*) place+=\${place:+ }$word ;;
    esac
  done
  if [[ $PREFIX == --*=* ]]; then
    previous=\${PREFIX%%=*}
    compset -P 1 '*='
  fi
  case $previous in
    (${folders.join("|")}) _files -/; return ;;
    (${files.join("|")}) _files; return ;;
${
    choices.map(([flag, words]) => `    (${flag}) compadd -- ${words.join(" ")}; return ;;`).join(
      "\n",
    )
  }
    (${texts.join("|")}) _message value; return ;;
  esac
  # The longest path is asked first: "stress merge DIR" is no place of its own.
  case $place in
${listPlaces(commands).toReversed().map(renderPlace).join("\n")}
  esac
  (( $#commands )) && _describe command commands
  [[ $PREFIX == -* ]] && _describe -o flag flags
}
if [[ $funcstack[1] == _omega ]]; then _omega "$@"; else compdef _omega omega; fi`;
}

function renderPlace({ path, words, flags, takesFiles }: CompletionPlace): string {
  const pattern = path === "" ? `''` : takesFiles ? `"${path}"|"${path} "*` : `"${path}"`;
  const spelled = flags.map(flagOf).flatMap((flag: Flag) =>
    spell(flag).map((word) => describe(word, flag.summary))
  );
  return [
    `    (${pattern})`,
    `      commands=(${words.map(({ word, summary }) => describe(word, summary)).join(" ")})`,
    `      flags=(${spelled.join(" ")})`,
    ...(takesFiles ? ["      _files"] : []),
    "      ;;",
  ].join("\n");
}

/** A word with its description, quoted: the first colon parts the two. */
function describe(word: string, summary: string): string {
  return `'${word}:${summary.replaceAll("'", `'\\''`)}'`;
}
