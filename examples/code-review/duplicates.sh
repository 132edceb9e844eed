#!/bin/sh
# Finds files with the same content, by checksum and size.
. "${0%/*}/common.sh"
need all.txt
{
  echo '## Duplicates'
  echo
  echo '| bytes | files with the same content |'
  echo '|---:|---|'
  on_files "$work/all.txt" cksum | sort -k1,1n -k2,2n |
    awk '
      { key = $1 " " $2; size = $2; sub(/^[0-9]+ [0-9]+ /, "") }
      key == last { files = files ", " $0; same++; next }
      { flush(); last = key; bytes = size; files = $0; same = 1 }
      END { flush() }
      function flush() { if (same > 1 && bytes > 0) printf "%d\t%s\n", bytes, files }' |
    sort -t "$tab" -k1,1nr | head -n 30 | as_cells
} | part duplicates.md
