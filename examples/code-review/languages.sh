#!/bin/sh
# Counts files and lines per kind of file, told by its extension.
. "${0%/*}/common.sh"
need text.txt
{
  echo '## Languages'
  echo
  echo '| kind | files | lines |'
  echo '|---|---:|---:|'
  {
    sed 's/^/F /' "$work/text.txt"
    on_files "$work/text.txt" awk '
      { lines[FILENAME]++ }
      END { for (file in lines) printf "L %d %s\n", lines[file], file }'
  } | awk '
    function kind(path) {
      sub(/.*\//, "", path)
      if (path !~ /.\.[A-Za-z0-9_+-]+$/) return "(none)"
      sub(/.*\./, ".", path)
      return tolower(path)
    }
    /^F / { files[kind(substr($0, 3))]++; next }
    { count = $2; sub(/^L [0-9]+ /, ""); lines[kind($0)] += count }
    END { for (name in files) printf "%s\t%d\t%d\n", name, files[name], lines[name] }' |
    sort -t "$tab" -k3,3nr -k1,1 | head -n 30 | as_cells
} | part languages.md
echo "$(grep -c '^| [.(]' "$work/parts/languages.md" || true) kinds of files"
