import type { Command } from "../command.ts";
import { flagOf } from "../flags.ts";
import { type CompletionPlace, listPlaces } from "./completion_places.ts";
import { sortByValue, spell } from "./value_kinds.ts";

/**
 * Completion for bash 3.2 and later, as macOS still has it: no `mapfile`, and `compopt` only where
 * there is one. Bash parts words at `=`, so `--flag=value` arrives as three words.
 *
 * @param commands All commands
 * @returns The text of a script to source
 */
export function renderBashCompletion(commands: readonly Command[]): string {
  const { all, folders, files, choices, texts } = sortByValue();
  return `# Completion of omega for bash. In ~/.bashrc: source <(omega completions bash)
# shellcheck shell=bash disable=SC2207 # Bash 3.2 has no mapfile.
_omega() {
  local IFS=$'\\n' cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  local path='' skip='' word i words='' files=''
  if [[ $cur == = ]]; then
    cur=''
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $skip ]]; then
      [[ $word == = ]] || skip=''
      continue
    fi
    case $word in
      ${all.join(" | ")}) skip=yes ;;
      -* | =) ;;
      *) path+=\${path:+ }$word ;;
    esac
  done
  case $prev in
    ${folders.join(" | ")})
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -d -- "$cur"))
      return
      ;;
    ${files.join(" | ")})
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "$cur"))
      return
      ;;
${choices.map(([flag, words]) => renderChoice(flag, words)).join("\n")}
    ${texts.join(" | ")})
      COMPREPLY=()
      return
      ;;
  esac
  # The longest path is asked first: "stress merge DIR" is no place of its own.
  case $path in
${listPlaces(commands).toReversed().map(renderPlace).join("\n")}
  esac
  COMPREPLY=($(compgen -W "\${words// /$'\\n'}" -- "$cur"))
  if [[ -n $files && $cur != -* ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -F _omega omega`;
}

function renderChoice(flag: string, words: readonly string[]): string {
  return `    ${flag})
      COMPREPLY=($(compgen -W $'${words.join("\\n")}' -- "$cur"))
      return
      ;;`;
}

function renderPlace({ path, words, flags, takesFiles }: CompletionPlace): string {
  const all = [...words.map(({ word }) => word), ...flags.flatMap((name) => spell(flagOf(name)))];
  const pattern = path === "" ? `''` : `"${path}"${takesFiles ? ` | "${path} "*` : ""}`;
  return `    ${pattern}) words='${all.join(" ")}'${takesFiles ? " files=yes" : ""} ;;`;
}
