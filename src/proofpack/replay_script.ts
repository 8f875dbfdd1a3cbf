// OC-PACK-6307, OC-PACK-6308 impl
/**
 * Text of `replay.sh`: integrity and completeness of an unpacked pack with the standard tools of a
 * POSIX system. `sha256sum -c` alone would pass with files added and, without `--strict`, with
 * malformed lines; so the whole list is made again and compared byte for byte.
 *
 * Runs in dash, bash and busybox sh. Nothing is written. A constant and not a file that is read,
 * so that every way of shipping the package carries it.
 */
export const REPLAY_SCRIPT = String.raw`#!/bin/sh
#
# Checks this pack with standard tools alone:  sh replay.sh
#
#   exit 0   every file is here and unchanged, and there is no other
#   exit 1   something was changed, added or removed: it is named
#   exit 2   the check could not be done
#
# Where Deno or omega is there, the verdict is computed again from the evidence, too.

set -u
# Byte order, and names as bytes, wherever this runs.
LC_ALL=C
export LC_ALL

fail() {
  printf 'FAIL: %s\n' "$1"
  exit 1
}

stop() {
  printf 'Cannot check the pack: %s\n' "$1" >&2
  exit 2
}

folder=$(dirname "$0") || stop 'its folder is not known'
CDPATH='' cd "$folder" || stop 'its folder cannot be entered'

if command -v sha256sum >/dev/null 2>&1; then
  tool='sha256sum'
elif command -v shasum >/dev/null 2>&1; then
  tool='shasum -a 256'
elif command -v openssl >/dev/null 2>&1; then
  tool='openssl dgst -sha256 -r'
else
  stop 'sha256sum, shasum or openssl is needed, found none'
fi

# The list as it must be: all files but itself, in byte order of their names.
make_list() {
  # Names begin with ./ here, so none is taken for an option. The tools differ in the second
  # character between digest and name. shellcheck disable=SC2086 for the words of $tool.
  # shellcheck disable=SC2086
  find . -type f ! -path ./SHA256SUMS.txt -exec $tool {} + |
    sed 's/^\([0-9a-f]*\) [ *]\.\//\1  /' |
    sort -t ' ' -k 3
}

# Names what differs between the list and the files, in one line.
name_differences() {
  make_list | awk '
    function note(kind, path) {
      count[kind]++
      if (count[kind] <= 5) names[kind] = names[kind] (count[kind] > 1 ? ", " : "") path
    }
    function tell(kind) {
      if (!count[kind]) return
      line = line (line == "" ? "" : "; ") kind ": " names[kind]
      if (count[kind] > 5) line = line " and " (count[kind] - 5) " more"
    }
    FILENAME == "SHA256SUMS.txt" {
      path = substr($0, 67)
      if (path == "" || substr($0, 65, 2) != "  ") {
        if (!malformed++) note("changed", "SHA256SUMS.txt")
        next
      }
      if (!(path in listed)) order[++total] = path
      listed[path] = substr($0, 1, 64)
      next
    }
    {
      path = substr($0, 67)
      found[path] = 1
      if (!(path in listed)) note("added", path)
      else if (listed[path] != substr($0, 1, 64)) note("changed", path)
    }
    END {
      for (at = 1; at <= total; at++) if (!(order[at] in found)) note("removed", order[at])
      tell("changed")
      tell("added")
      tell("removed")
      print (line == "" ? "changed: SHA256SUMS.txt" : line)
    }
  ' SHA256SUMS.txt - | tr -d '\001-\011\013-\037\177'
}

# Without these two checks a name could hide a line of the list, or a link what is outside.
[ -z "$(find . -name '*[[:cntrl:]]*')" ] || fail 'added: a name that holds a control character'
other=$(find . ! -type f ! -type d)
[ -z "$other" ] || fail "neither a file nor a folder: $other"

[ -f SHA256SUMS.txt ] || fail 'removed: SHA256SUMS.txt'
make_list | cmp -s - SHA256SUMS.txt || fail "$(name_differences)"

# The manifest names the digest of the list without the manifest's own line.
field() {
  sed -n 's/^  "'"$1"'": "\([A-Za-z0-9-]*\)",$/\1/p' MANIFEST.json
}
claimed=$(field sha256_manifest)
actual=$(grep -v '^[0-9a-f]*  MANIFEST\.json$' SHA256SUMS.txt | $tool | cut -d ' ' -f 1)
[ "$claimed" = "$actual" ] || fail 'MANIFEST.json has another sha256_manifest than the list gives'

printf 'OK: %d files as listed, pack %s, verdict %s\n' \
  "$(($(wc -l <SHA256SUMS.txt) + 1))" "$(field pack_id)" "$(field verdict)"

# Standard tools cannot compute the verdict again; omega can, where it is there. omega.js may read
# this folder and nothing else, and is whole by now.
recompute() {
  # A Deno that is too old, or another program of that name, ends with any code and proves nothing.
  case $("$@" --version 2>/dev/null) in
    'omega '*) ;;
    *)
      printf 'Cannot compute the verdict again: this %s does not run omega\n' "$1" >&2
      return
      ;;
  esac
  "$@" proofpack verify . >&2
  ended=$?
  case $ended in
    0) printf 'OK: the verdict follows from the evidence, says %s\n' "$1" ;;
    1) fail "the verdict does not follow from the evidence, says $1" ;;
    *) printf 'Cannot compute the verdict again: %s ended with %d\n' "$1" "$ended" >&2 ;;
  esac
}

if [ -f omega.js ] && command -v deno >/dev/null 2>&1; then
  recompute deno run --no-config --no-prompt --quiet --allow-read=. omega.js
elif command -v omega >/dev/null 2>&1; then
  recompute omega
fi
exit 0
`;
