#!/bin/sh
# Lists what people left to do: TODO, FIXME, XXX and HACK.
. "${0%/*}/common.sh"
need text.txt
found=$work/parts/.markers
on_files "$work/text.txt" awk '
  /(^|[^A-Za-z0-9_])(TODO|FIXME|XXX|HACK)([^A-Za-z0-9_]|$)/ {
    text = $0
    gsub(/[\t\r]/, " ", text)
    sub(/^ +/, "", text)
    printf "%s:%d\t%s\n", FILENAME, FNR, substr(text, 1, 100)
  }' >"$found"
{
  echo '## Markers'
  echo
  echo "$(wc -l <"$found" | tr -d ' ') lines say TODO, FIXME, XXX or HACK; at most 50 are shown."
  echo
  echo '| place | text |'
  echo '|---|---|'
  head -n 50 "$found" | as_cells
} | part markers.md
rm -f -- "$found"
