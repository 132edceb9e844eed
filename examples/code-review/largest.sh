#!/bin/sh
# Finds the longest text files and the biggest files of all.
. "${0%/*}/common.sh"
need text.txt
# wc prints a count and a path, and now and then a total, which does not begin with ./
counted() {
  sed -n "s/^ *\([0-9][0-9]*\) \(\.\/.*\)\$/\1$tab\2/p" | sort -t "$tab" -k1,1nr -k2,2 |
    head -n 15 | as_cells
}
{
  echo '## Largest files'
  echo
  echo '| lines | file |'
  echo '|---:|---|'
  on_files "$work/text.txt" wc -l | counted
  echo
  echo '| bytes | file |'
  echo '|---:|---|'
  on_files "$work/all.txt" wc -c | counted
} | part largest.md
