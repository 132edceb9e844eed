#!/bin/sh
# Finds lines that end in blanks and files that do not end in a newline.
. "${0%/*}/common.sh"
need text.txt
{
  echo '## Whitespace'
  echo
  echo '| lines with trailing blanks | file |'
  echo '|---:|---|'
  on_files "$work/text.txt" awk '
    /[ \t]\r?$/ { count[FILENAME]++ }
    END { for (file in count) printf "%d\t%s\n", count[file], file }' |
    sort -t "$tab" -k1,1nr -k2,2 | head -n 30 | as_cells
  echo
  echo 'Files without a newline at the end:'
  echo
  while IFS= read -r file; do
    # A command substitution drops newlines, so an empty one means the last byte is one.
    if [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then
      printf '%s\n' "$file"
    fi
  done <"$work/text.txt" | head -n 50 | sed 's/[|`<]/\\&/g; s/^/- /'
} | part whitespace.md
