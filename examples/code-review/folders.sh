#!/bin/sh
# Measures share $1 of $2 of the top-level folders: files, lines, blank lines, markers.
. "${0%/*}/common.sh"
need text.txt
share=$1
shares=$2
mine=$work/parts/.list-$share

awk -F/ -v share="$share" -v shares="$shares" '
  { folder = NF > 2 ? $2 : "." }
  !(folder in number) { number[folder] = count++ }
  number[folder] % shares == share - 1' "$work/text.txt" >"$mine"
{
  sed 's/^/F /' "$mine"
  on_files "$mine" awk '
    { lines[FILENAME]++ }
    /^[ \t\r]*$/ { blank[FILENAME]++ }
    /TODO|FIXME|XXX|HACK/ { marked[FILENAME]++ }
    END { for (file in lines)
      printf "L %d %d %d %s\n", lines[file], blank[file], marked[file], file }'
} | awk '
  function folder(path,   bits) { return split(path, bits, "/") > 2 ? bits[2] : "." }
  /^F / { files[folder(substr($0, 3))]++; next }
  {
    path = $0
    sub(/^L [0-9]+ [0-9]+ [0-9]+ /, "", path)
    name = folder(path)
    lines[name] += $2; blank[name] += $3; marked[name] += $4
  }
  END { for (name in files)
    printf "%s\t%d\t%d\t%d\t%d\n", name, files[name], lines[name], blank[name], marked[name] }' |
  sort | part "folders-$share.tsv"
rm -f -- "$mine"
echo "$(wc -l <"$work/parts/folders-$share.tsv") folders measured"
