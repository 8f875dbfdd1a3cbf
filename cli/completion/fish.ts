import type { Command } from "../command.ts";
import type { Flag, FlagName } from "../flags.ts";
import { flagOf } from "../flags.ts";
import { type CompletionPlace, listPlaces } from "./completion_places.ts";
import { sortByValue } from "./value_kinds.ts";

/**
 * Completion for fish, with a line of description beside each word.
 *
 * @param commands All commands
 * @returns The text of a script to source, or for a file in the completions folder
 */
export function renderFishCompletion(commands: readonly Command[]): string {
  return `# Completion of omega for fish. In config.fish: omega completions fish | source
function __omega_place
    set -l place
    set -l skip
    for word in (commandline -opc)[2..]
        if set -q skip[1]
            set -e skip
            continue
        end
        switch $word
            case ${sortByValue().all.join(" ")}
                set skip yes
            case '-*'
            case '*'
                set -a place $word
        end
    end
    echo "$place"
end
function __omega_at
    string match -q -- "$argv[1]" (__omega_place)
end
function __omega_behind
    string match -q -- "$argv[1] *" (__omega_place)' '
end
complete -c omega -f
${listPlaces(commands).flatMap(renderPlace).join("\n")}`;
}

function renderPlace({ path, words, flags, takesFiles }: CompletionPlace): readonly string[] {
  // What takes files may have some behind it already.
  const condition = quote(`${takesFiles ? "__omega_behind" : "__omega_at"} '${path}'`);
  const at = `complete -c omega -n ${condition}`;
  return [
    ...words.map(({ word, summary }) => `${at} -a ${word} -d ${quote(summary)}`),
    ...(takesFiles ? [`${at} -F`] : []),
    ...flags.map((name) => `${at} ${renderFlag(name)}`),
  ];
}

function renderFlag(name: FlagName): string {
  const { short, summary }: Flag = flagOf(name);
  const value = renderValue(flagOf(name));
  const letter = short === undefined ? [] : ["-s", short];
  return ["-l", name, ...letter, ...value, "-d", quote(summary)].join(" ");
}

/** What may stand behind a flag; fish offers files where nothing else is said. */
function renderValue({ kind, choices, placeholder }: Flag): readonly string[] {
  if (kind === "switch") return [];
  if (choices !== undefined) return ["-x", "-a", quote(choices.join(" "))];
  if (kind !== "path") return ["-x"];
  return placeholder === "DIR"
    ? ["-x", "-a", quote("(__fish_complete_directories)")]
    : ["-r", "-F"];
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
