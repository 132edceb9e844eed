#!/bin/sh
# Counts lines over 120 bytes per file.
. "${0%/*}/common.sh"
need text.txt
{
  echo '## Long lines'
  echo
  echo '| lines over 120 | longest | file |'
  echo '|---:|---:|---|'
  on_files "$work/text.txt" awk '
    length($0) > 120 { count[FILENAME]++ }
    length($0) > longest[FILENAME] + 0 { longest[FILENAME] = length($0) }
    END { for (file in count) printf "%d\t%d\t%s\n", count[file], longest[file], file }' |
    sort -t "$tab" -k1,1nr -k3,3 | head -n 30 | as_cells
} | part long-lines.md
